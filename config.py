"""Settings from the environment: one typed class, each setting explained where it stands.

Nothing else in the product reads the environment. Every setting is optional; what has no
default here (the two keys) is made on the first start and kept in the instance folder.
"""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).resolve().parent
FERNET_BYTES = 32


@dataclass(frozen=True)
class Settings:
    """All that an installation may choose; `from_environment` fills it."""

    instance: Path
    """The folder of what this installation keeps: the SQLite file, the secrets, written mails."""

    database_url: str
    """`DATABASE_URL`: SQLite in the instance folder unless it names a PostgreSQL."""

    secret_key: str = field(repr=False)
    """`SECRET_KEY`: signs sessions and makes the links that can be repeated (HMAC)."""

    encryption_key: str = field(repr=False)
    """`ENCRYPTION_KEY`: Fernet keys, the newest first, separated by commas; seals mail bodies."""

    host: str = "127.0.0.1"
    port: int = 5000
    """`HOST` and `PORT`: where pages are served."""

    base_url: str = "http://127.0.0.1:5000"
    """`BASE_URL`: what every link in mails and feeds starts with, without a slash at the end."""

    mail_url: str = ""
    """`MAIL_URL`: `smtp://user:password@host:port?tls=starttls`; empty writes .eml files."""

    mail_from: str = "scheduler@localhost"
    """`MAIL_FROM`: the mailbox that is read; every message comes from it."""

    mail_subaddress: bool = True
    """`MAIL_SUBADDRESS`: whether `local+secret@domain` reaches that mailbox."""

    demo: bool = False
    """`DEMO`: shows the demo's banner and its sign-in links. Never on a public server."""

    trusted_proxies: int = 0
    """`TRUSTED_PROXIES`: how many proxies' forwarded headers to believe."""

    fetch_private: bool = False
    """`FETCH_PRIVATE`: whether followed calendars may lie on this machine or in its own network.

    Off, only what is reachable for everybody is fetched: an organizer may name any address, and
    must not reach through it what only this machine can."""

    testing: bool = False
    """Set by the tests alone: Flask lets exceptions through."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read every setting; make and keep the keys where none is given."""
        env = os.environ if environ is None else environ
        instance = Path(env.get("INSTANCE_PATH") or ROOT / "instance")
        sqlite = f"sqlite:///{instance / 'scheduler.sqlite'}"
        host, port = env.get("HOST") or "127.0.0.1", _number(env, "PORT", 5000)
        return cls(
            instance=instance,
            database_url=env.get("DATABASE_URL") or sqlite,
            secret_key=env.get("SECRET_KEY") or _kept(instance / "secret_key", _new_secret),
            encryption_key=_fernet_keys(
                env.get("ENCRYPTION_KEY") or _kept(instance / "encryption_key", _new_fernet_key)
            ),
            host=host,
            port=port,
            base_url=(env.get("BASE_URL") or f"http://{host}:{port}").rstrip("/"),
            mail_url=env.get("MAIL_URL", ""),
            mail_from=env.get("MAIL_FROM") or cls.mail_from,
            mail_subaddress=_flag(env.get("MAIL_SUBADDRESS", "1")),
            demo=_flag(env.get("DEMO", "0")),
            trusted_proxies=_number(env, "TRUSTED_PROXIES", 0),
            fetch_private=_flag(env.get("FETCH_PRIVATE", "0")),
        )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    """Return a setting that counts something; ValueError for what is no number."""
    text = (env.get(name) or str(default)).strip()
    if not text.isdecimal():
        msg = f"{name} must be a number, and is {text!r}"
        raise ValueError(msg)
    return int(text)


def _flag(text: str) -> bool:
    return text.strip().lower() not in {"", "0", "no", "false", "off"}


def _new_secret() -> str:
    return secrets.token_urlsafe(48)


def _new_fernet_key() -> str:
    # Imported here because only the very first start of an installation needs it.
    from cryptography.fernet import Fernet  # noqa: PLC0415

    return Fernet.generate_key().decode()


def _fernet_keys(text: str) -> str:
    """Return `ENCRYPTION_KEY` as it is; ValueError, which does not repeat it, for no Fernet key."""
    for key in text.split(","):
        try:  # as Fernet itself would, but at the start instead of at the first letter
            length = len(base64.urlsafe_b64decode(key.strip()))
        except ValueError:
            length = 0
        if length != FERNET_BYTES:
            msg = "ENCRYPTION_KEY must be Fernet keys separated by commas, 44 characters each"
            raise ValueError(msg)
    return text


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Return the secret kept in that file; make it, readable by the owner alone, if none is.

    ValueError for an empty file. It appears whole or not at all: of several processes that start
    at once one's secret is everybody's, and none reads half of it.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(path, make())
    secret = path.read_text().strip()
    if not secret:
        msg = f"{path} is empty: put the secret back from a backup, or delete it to have a new one"
        raise ValueError(msg)
    return secret


def _put(path: Path, secret: str) -> None:
    """Write the file under another name first; whoever gives it its own name first has won."""
    handle, unfinished = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secret)
            file.flush()
            os.fsync(handle)
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        Path(unfinished).unlink()
