"""One's own calendars: listed, made, revoked. Each is its token's owner's, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler import clock, links
from scheduler.actions import subscribing
from scheduler.actions.subscribing import Wishes
from scheduler.api.answering import Answer
from scheduler.api.bearer import get_me
from scheduler.api.operations import Gives, Takes, operation
from scheduler.api.schemas import feed as shapes
from scheduler.api.schemas.base import page_of
from scheduler.queries import subscriptions

if TYPE_CHECKING:
    from scheduler.models import Feed


@operation("listFeeds", "GET /me/feeds", "self", Gives(page_of(shapes.Feed)))
def list_feeds() -> Answer:
    """List your own calendars whose addresses work, the oldest first; all in one page."""
    found = subscriptions.working_feeds(get_me())
    return Answer({"items": [_shown(feed) for feed in found], "next": None})


@operation(
    "createFeed",
    "POST /me/feeds",
    "self",
    Gives(shapes.Feed, status=201),
    Takes(body=shapes.NewFeed),
)
def create_feed(body: dict[str, Any]) -> Answer:
    """Make one more calendar of your own, at an address that only you are told."""
    chosen = body.pop("choice")
    chosen["themes"] = tuple(chosen["themes"])
    feed = subscribing.make_feed(get_me(), Wishes(**body, **chosen), now=clock.now())
    return Answer(_shown(feed))


@operation("revokeFeed", "DELETE /me/feeds/<int:id>", "self", Gives(shapes.Feed))
def revoke_feed(id: int) -> Answer:  # noqa: A002 - the name in the address
    """Take a calendar's address back for good: it answers 410 from now on."""
    feed = subscriptions.get_feed(get_me(), id)
    subscribing.revoke_feed(feed, now=clock.now())
    return Answer(_shown(feed))


def _shown(feed: Feed) -> dict[str, Any]:
    columns = "name choice details reminder language created last_fetched revoked"
    address = links.my_feed(subscribing.feed_token(feed))
    return {name: getattr(feed, name) for name in columns.split()} | {
        "id": feed.generation,
        "url": address if feed.revoked is None else None,
        "client": feed.client or None,
    }
