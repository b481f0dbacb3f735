"""Settings: the two secrets that an installation makes for itself, and a key that is none."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config import Settings

STARTING_AT_ONCE = 8
NO_KEYS = ["hunter2", "a" * 40, "ключ", "a" * 43 + "=,"]


def _secrets(instance: Path) -> tuple[str, str]:
    settings = Settings.from_environment({"INSTANCE_PATH": str(instance)})
    return settings.secret_key, settings.encryption_key


def test_who_starts_at_once_has_the_same_secrets(tmp_path: Path) -> None:
    together = threading.Barrier(STARTING_AT_ONCE)

    def start(instance: Path) -> tuple[str, str]:
        together.wait(5)
        return _secrets(instance)

    with ThreadPoolExecutor(STARTING_AT_ONCE) as starting:
        for n in range(20):
            instance = tmp_path / str(n)
            found = list(starting.map(start, [instance] * STARTING_AT_ONCE))
            assert found == [_secrets(instance)] * STARTING_AT_ONCE


def test_secrets_are_the_owners_alone_and_nothing_else_is_left(tmp_path: Path) -> None:
    _secrets(tmp_path)
    kept = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert kept == {"secret_key": 0o600, "encryption_key": 0o600}


@pytest.mark.parametrize("name", ["secret_key", "encryption_key"])
def test_an_empty_secret_is_an_error_and_not_a_secret(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("\n")
    with pytest.raises(ValueError, match=f"{name} is empty: put the secret back"):
        _secrets(tmp_path)


@pytest.mark.parametrize("text", NO_KEYS)
def test_what_is_no_fernet_key_is_told_and_not_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="ENCRYPTION_KEY must be Fernet keys") as refused:
        Settings.from_environment({"INSTANCE_PATH": str(tmp_path), "ENCRYPTION_KEY": text})
    assert text not in str(refused.value)


def test_several_keys_are_taken_as_they_are(tmp_path: Path) -> None:
    keys = ", ".join(Fernet.generate_key().decode() for _ in range(2))
    environ = {"INSTANCE_PATH": str(tmp_path), "ENCRYPTION_KEY": keys}
    assert Settings.from_environment(environ).encryption_key == keys


@pytest.mark.parametrize(("said", "private"), [("", False), ("0", False), ("1", True)])
def test_nothing_inside_is_fetched_unless_it_is_said(
    tmp_path: Path, said: str, *, private: bool
) -> None:
    environ = {"INSTANCE_PATH": str(tmp_path), "FETCH_PRIVATE": said}
    assert Settings.from_environment(environ).fetch_private is private
