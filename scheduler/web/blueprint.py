"""The blueprints that pages hang on: `root` for /, `pages` for everything under a language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, g, redirect, request

from scheduler import errors, i18n
from scheduler.actions.policy import declare

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

root = Blueprint("root", __name__)
pages = Blueprint("web", __name__, url_prefix="/<lang>")
COOKIE = "language"
OK = 200


@root.get("/")
@declare("public")
def choose_language() -> AnyResponse:
    """Lead to the home page in the reader's own choice, or the browser's languages."""
    return redirect(f"/{preferred_language()}/")


@pages.url_value_preprocessor
def take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Speak the language of the address from here on; an unknown one is not found."""
    language = (values or {}).pop("lang", "")
    if language not in i18n.languages():
        abort(404)
    g.lang = language
    i18n.speak(language)
    # PostgreSQL takes no NUL in a text: what no name holds is looked for nowhere.
    if any(errors.has_control(str(value)) for value in (values or {}).values()):
        abort(404)


@pages.url_defaults
def give_language(_endpoint: str, values: dict[str, Any]) -> None:
    """Keep the language in every address that is made."""
    values.setdefault("lang", i18n.locale())


@pages.after_request
def keep_language(response: Response) -> Response:
    """Remember the language once a reader takes another than the one we would have chosen."""
    chosen = "lang" in g and "nameless" not in g and response.status_code == OK
    if chosen and g.lang != preferred_language():
        a_year = 365 * 24 * 3600
        response.set_cookie(COOKIE, g.lang, max_age=a_year, samesite="Lax", httponly=True)
    return response


def preferred_language() -> str:
    """Return the reader's chosen language, or the best of the browser's, or the first."""
    spoken = i18n.languages()
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in spoken else request.accept_languages.best_match(spoken, spoken[0])
