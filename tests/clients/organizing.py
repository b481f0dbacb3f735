"""An organizer's script at a running product: it plans, publishes, moves and cancels by the API."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any

from tests.clients.asking import ask
from tests.live import Live

PLANNED = {
    "programme": "sofia-seoul",
    "kind": "live_session",
    "title": {"bg": "Топлоснабдяване; 지역난방", "en": "District heating; 지역난방"},
    "start": "2027-07-08T19:00",
    "end": "2027-07-08T20:30",
    "zone": "Europe/Sofia",
    "cities": ["sofia", "seoul"],
}


@dataclass(frozen=True)
class Organizer:
    """An organizer's script: it works through the API, as `curl` would."""

    live: Live
    token: str

    def send(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Send a write over the version that is there, and return what is then there."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if path.startswith("/events/"):
            known = ask(self.live, "/api/v1/events/" + path.split("/")[2], **headers)
            headers["If-Match"] = known[1]["ETag"]
        connection = http.client.HTTPConnection(self.live.url.removeprefix("http://"), timeout=60)
        connection.request(method, f"/api/v1{path}", json.dumps(body or {}), headers)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        assert answer.status in {200, 201}, said
        event: dict[str, Any] = json.loads(said)
        return event
