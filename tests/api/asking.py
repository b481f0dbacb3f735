"""A script that asks the API, and holds every answer to what all answers have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PROBLEM = {"type", "title", "status", "code", "detail", "errors"}


@dataclass(frozen=True)
class Script:
    """Somebody's script: it carries their token, or none."""

    client: FlaskClient
    token: str | None = None

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        """Send a request, and check what holds for every answer below /api/."""
        headers = dict(more.pop("headers", {}))
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        answer = self.client.open(f"/api/v1{path}", method=method, headers=headers, **more)
        problem = answer.status_code >= 400
        assert answer.mimetype == ("application/problem+json" if problem else "application/json")
        assert answer.headers["Cache-Control"] == "private, no-cache"
        if problem:
            assert answer.json.keys() == PROBLEM
            assert answer.json["status"] == answer.status_code
        return answer

    def get(self, path: str, **query: Any) -> Any:
        """Return what is read there."""
        answer = self.ask("GET", path, query_string=query or None)
        assert answer.status_code == 200, answer.text
        return answer.json

    def write(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        match: str | None = None,
        key: str | None = None,
        **headers: str,
    ) -> TestResponse:
        """Send a write; `match` is If-Match, `key` the Idempotency-Key."""
        sent = {"If-Match": match, "Idempotency-Key": key, **headers}
        sent = {name: value for name, value in sent.items() if value is not None}
        return self.ask(method, path, json=body, headers=sent)

    def etag(self, path: str) -> str:
        """Return the ETag of what is there."""
        return self.ask("GET", path).headers["ETag"]

    def problem(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, str]:
        """Return the status and code of a refusal."""
        answer = self.write(method, path, body, **more)
        return answer.status_code, answer.json["code"]


def fields(answer: TestResponse) -> dict[str, str]:
    """Return the code of each field that a refusal names."""
    return {error["field"]: error["code"] for error in answer.json["errors"]}
