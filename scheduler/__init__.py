"""The exchange scheduler: how cities that learn from each other plan talks, sessions and visits."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings
from scheduler import api, cli, feeds, i18n, models, web, worker
from scheduler.db import db, engine_options

__all__ = ["create_app", "models"]


def create_app(settings: Settings | None = None) -> Flask:
    """Build the app: settings, database, edges. Nothing else happens here."""
    settings = settings or Settings.from_environment()
    settings.instance.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        MAX_CONTENT_LENGTH=2_000_000,
    )
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign] # Flask's own way
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    # A thread serves many readers: each request begins in no language but the source's.
    app.url_value_preprocessor(lambda _endpoint, _values: i18n.speak(i18n.SOURCE))
    for edge in (web, api, feeds, cli, worker):
        edge.install(app)
    require_declarations(app)
    return app


def require_declarations(app: Flask) -> None:
    """Refuse to start with a route that neither is public nor names its permission."""
    silent = [
        name
        for name, view in app.view_functions.items()
        if not hasattr(view, "permission") and name != "static"
    ]
    if silent:
        msg = f"routes that declare no permission: {', '.join(sorted(silent))}"
        raise RuntimeError(msg)
