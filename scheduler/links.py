"""The public addresses that letters and feeds carry, made from BASE_URL alone.

Pages in a request use Flask's url_for; a letter is written outside of one, and an address in
somebody's calendar must be the same for years. A test holds both to the same routes.
"""

from __future__ import annotations

from scheduler import settings


def page(language: str, *parts: str) -> str:
    """Return the address of a page: `page("bg", "events", slug)`."""
    return "/".join((settings.current().base_url, language, *parts))


def event(language: str, slug: str, base: str | None = None) -> str:
    """Return the address of an event's page; `base` stands for the installation's own."""
    start = settings.current().base_url if base is None else base
    return f"{start}/{language}/events/{slug}"


def registration(language: str, ref: str, token: str) -> str:
    """Return the manage link of one registration; whoever holds it may use it."""
    return page(language, "registrations", ref, token)


def registration_confirm(language: str, ref: str, token: str) -> str:
    """Return the page on which a new registration's address is confirmed."""
    return page(language, "registrations", ref, token, "confirmation")


def answer(language: str, ref: str, token: str) -> str:
    """Return the page on which one person answers one invitation."""
    return page(language, "invitations", ref, token)


def poll(language: str, ref: str, token: str) -> str:
    """Return the page on which one person answers one poll."""
    return page(language, "polls", ref, token)


def sign_in(language: str, token: str) -> str:
    """Return the page with the button that uses a one-time sign-in link."""
    return page(language, "sign-in", token)


def my_feed(token: str, language: str | None = None) -> str:
    """Return the address of a personal feed."""
    query = f"?lang={language}" if language else ""
    return f"{settings.current().base_url}/feeds/mine/{token}.ics{query}"


def programme_feed(slug: str) -> str:
    """Return the address of a programme's public feed, without filters."""
    return f"{settings.current().base_url}/feeds/{slug}.ics"


def event_feed(programme: str, uid: str) -> str:
    """Return the address of one event's calendar file."""
    return f"{settings.current().base_url}/feeds/{programme}/{uid}.ics"
