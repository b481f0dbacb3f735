"""Secrets: what is sealed before it is stored, and links that are made again instead of kept.

Decides how a body is encrypted at rest (Fernet), how a repeatable link is made (HMAC-SHA-256
over its purpose, its row and a generation number, so that raising the generation revokes it),
and that of a random token only the SHA-256 is stored. Knows nothing of what is in them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, MultiFernet

from scheduler import settings


def seal(plain: bytes) -> bytes:
    """Encrypt with the newest key."""
    return _fernet().encrypt(plain)


def unseal(sealed: bytes) -> bytes:
    """Decrypt with any of the keys; cryptography.fernet.InvalidToken when none fits."""
    return _fernet().decrypt(sealed)


def link_token(purpose: str, row: object, generation: int) -> str:
    """Return the secret of a repeatable link: 32 characters that fit an address."""
    text = f"{purpose}:{row}:{generation}".encode()
    mac = hmac.new(settings.current().secret_key.encode(), text, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:24]).decode()


def same(one: str, other: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def new_token() -> str:
    """Return a random one-time secret: 32 characters that fit an address."""
    return secrets.token_urlsafe(24)


def digest(token: str) -> str:
    """Return what is stored of a token, and what it is found by: SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def _fernet() -> MultiFernet:
    keys = settings.current().encryption_key.split(",")
    return MultiFernet([Fernet(key.strip()) for key in keys])


def address_secret(purpose: str, row: object, generation: int) -> str:
    """Return the secret in a mail address: 20 characters whose case does not matter."""
    text = f"{purpose}:{row}:{generation}".encode()
    mac = hmac.new(settings.current().secret_key.encode(), text, hashlib.sha256).digest()
    return mac[:10].hex()
