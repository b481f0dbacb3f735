"""Programmes, cities and themes: public lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.api import paging, showing
from scheduler.api.operations import Gives, Takes, operation
from scheduler.api.schemas import programme as shapes
from scheduler.api.schemas.base import Page, page_of
from scheduler.queries import listing

if TYPE_CHECKING:
    from scheduler.api.answering import Answer


@operation(
    "listProgrammes",
    "GET /programmes",
    "public",
    Gives(page_of(shapes.Programme)),
    Takes(query=Page),
)
def list_programmes(query: dict[str, Any]) -> Answer:
    """List the programmes, each with its cities and themes."""
    found = listing.programmes(paging.place(query, "programmes"))
    return paging.page(found, "programmes", showing.programme)


@operation(
    "listCities",
    "GET /cities",
    "public",
    Gives(page_of(shapes.City)),
    Takes(query=shapes.OfProgramme),
)
def list_cities(query: dict[str, Any]) -> Answer:
    """List cities, the ones still to be announced among them."""
    found = listing.cities(query.get("programme"), paging.place(query, "cities"))
    return paging.page(found, "cities", showing.city)


@operation(
    "listThemes",
    "GET /themes",
    "public",
    Gives(page_of(shapes.Theme)),
    Takes(query=shapes.OfProgramme),
)
def list_themes(query: dict[str, Any]) -> Answer:
    """List themes."""
    found = listing.themes(query.get("programme"), paging.place(query, "themes"))
    return paging.page(found, "themes", showing.theme)
