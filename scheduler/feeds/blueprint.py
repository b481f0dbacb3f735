"""The blueprint of all feeds: addresses without a language, which calendars keep for years."""

from flask import Blueprint

feeds = Blueprint("feeds", __name__, url_prefix="/feeds")
