"""One's calendars: made, looked at, changed, given a new address, revoked.

Everything here is the reader's own, found among theirs alone. What cannot be undone is asked
on a page of its own, which says what happens in the calendar program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from scheduler import clock, errors, i18n, links
from scheduler.actions import subscribing
from scheduler.actions.policy import declare
from scheduler.actions.subscribing import Wishes
from scheduler.db import transaction
from scheduler.queries import subscriptions
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.forms import REFUSED, put, refused
from scheduler.web.mine import words
from scheduler.web.mine.fields import AT, feed_form, wished
from scheduler.web.subscribing import ways

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from scheduler.models import Feed, Person
    from scheduler.web.mine.fields import FeedForm


@pages.post("/me/feed")
@declare("self")
def make_first_feed() -> ResponseReturnValue:
    """Give the reader a usual calendar, or lead to the one that there is."""
    with transaction():
        name = subscriptions.proposed_name(get_me())
        feed = subscribing.make_first_feed(get_me(), name, now=clock.now())
    return _to(feed, i18n.gettext("Your calendar has its address now. Subscribe to it."))


@pages.route("/me/feed/language", methods=["GET", "POST"])
@pages.route("/me/feed/replacement", methods=["GET", "POST"])
@declare("self")
def former_feed_page() -> ResponseReturnValue:
    """Lead from the pages of the one calendar that a person had to the list of all."""
    return redirect(url_for("web.me") + "#calendar", 303)


@pages.get("/me/feeds/new")
@declare("self")
def new_feed() -> ResponseReturnValue:
    """Show the form of a new calendar, filled in as most want it."""
    person = get_me()
    usual = Wishes(subscriptions.proposed_name(person))
    return _new(feed_form(subscriptions.themes_of(person), usual))


@pages.post("/me/feeds/new")
@declare("self")
@form_checks_csrf
def make_feed() -> ResponseReturnValue:
    """Make a calendar, and lead to its address."""
    form = feed_form(subscriptions.themes_of(get_me()))
    feed = _saved(form, lambda: subscribing.make_feed(get_me(), wished(form), now=clock.now()))
    if feed is None:
        return _new(form, REFUSED)
    return _to(feed, i18n.gettext("Your calendar has its address now. Subscribe to it."))


@pages.get("/me/feeds/<int:number>")
@declare("self")
def my_feed(number: int) -> ResponseReturnValue:
    """Show a calendar: its address, who fetches it, what it holds."""
    feed = subscriptions.get_working_feed(get_me(), number)
    wishes = subscribing.wishes_of(feed)
    return _page(feed, feed_form(subscriptions.themes_of(feed.person), wishes))


@pages.post("/me/feeds/<int:number>")
@declare("self")
@form_checks_csrf
def change_feed(number: int) -> ResponseReturnValue:
    """Keep a calendar as it was changed; its address stays."""
    feed = subscriptions.get_working_feed(get_me(), number)
    form = feed_form(subscriptions.themes_of(feed.person))
    if _saved(form, lambda: _change(feed, wished(form))) is None:
        return _page(feed, form, REFUSED)
    return _to(feed, i18n.gettext("Saved. Your calendar program shows it when it next asks."))


@pages.get("/me/feeds/<int:number>/rotation")
@declare("self")
def feed_rotation(number: int) -> str:
    """Say what a new address means, before there is one."""
    feed = subscriptions.get_working_feed(get_me(), number)
    return render_template("mine/feed_rotation.html", feed=feed, **_fetched(feed))


@pages.post("/me/feeds/<int:number>/rotation")
@declare("self")
def rotate_feed(number: int) -> ResponseReturnValue:
    """Take a calendar's address back and give a new one."""
    with transaction():
        feed = subscriptions.get_working_feed(get_me(), number)
        feed = subscribing.rotate_feed(feed, now=clock.now())
    return _to(feed, i18n.gettext("Your calendar has a new address. The old one no longer works."))


@pages.get("/me/feeds/<int:number>/revocation")
@declare("self")
def feed_revocation(number: int) -> str:
    """Say what becomes of a calendar that is revoked, before it is."""
    feed = subscriptions.get_working_feed(get_me(), number)
    return render_template("mine/feed_revocation.html", feed=feed, **_fetched(feed))


@pages.post("/me/feeds/<int:number>/revocation")
@declare("self")
def revoke_feed(number: int) -> ResponseReturnValue:
    """Take a calendar back for good; pressed twice, it is as good as once."""
    with transaction():
        feed = subscriptions.get_feed(get_me(), number)
        subscribing.revoke_feed(feed, now=clock.now())
    flash(
        i18n.gettext("Revoked: %(name)s. Its address no longer works.", name=feed.name), "success"
    )
    return redirect(url_for("web.me") + "#calendar", 303)


def of(person: Person) -> dict[str, Any]:
    """Return a person's calendars for the page of everything that is theirs."""
    found, now = subscriptions.working_feeds(person), clock.now()
    themes = subscriptions.themes_of(person) if found else []
    return {
        "feeds": [(feed, words.content(feed, themes), words.fetched(feed, now)) for feed in found],
        "most_feeds": subscribing.MOST,
    }


def _change(feed: Feed, wishes: Wishes) -> Feed:
    subscribing.change_feed(feed, wishes, now=clock.now())
    return feed


def _saved(form: FeedForm, save: Callable[[], Feed]) -> Feed | None:
    """Return the calendar as it was saved; None where it was refused, which the form then says."""
    if not form.fresh():
        return None
    try:
        with transaction():
            return save()
    except (errors.Invalid, errors.TooManyFeeds) as refusal:
        put(form, refused(refusal), AT)
    return None


def _new(form: FeedForm, status: int = 200) -> ResponseReturnValue:
    return render_template("mine/feed_new.html", form=form), status


def _page(feed: Feed, form: FeedForm, status: int = 200) -> ResponseReturnValue:
    address = links.my_feed(subscribing.feed_token(feed))
    return render_template(
        "mine/feed.html",
        feed=feed,
        form=form,
        links=ways.FeedLinks(feed.name, address),
        ways=ways.in_order(request.user_agent.string),
        google_form=ways.GOOGLE_FORM,
        content=words.content(feed, subscriptions.themes_of(feed.person)),
        **_fetched(feed),
    ), status


def _fetched(feed: Feed) -> dict[str, str]:
    return {"fetched": words.fetched(feed, clock.now())}


def _to(feed: Feed, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("web.my_feed", number=feed.generation), 303)
