"""What all shapes share: taken ones are strict, shown ones are whole, lists come in pages."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from scheduler.api.fields import Text, Whole

USUAL_LIMIT, MOST = 50, 200
CODES = {"unknown": "unknown_field", "type": "wrong_type"}
CURSOR_LIMIT = 500
HEADER_LIMIT = 4000


class Taken(Schema):
    """What a client sends: a name that is not here is refused."""

    error_messages = CODES

    class Meta:
        """Strict."""

        unknown = RAISE


class Shown(Schema):
    """What is answered: every field is always there. Clients must bear more of them."""

    class Meta:
        """Open, so that fields may be added."""

        unknown = EXCLUDE

    def on_bind_field(self, _name: str, field: fields.Field[Any]) -> None:
        """Document every field as one that is there."""
        field.required = True


def texts() -> fields.Dict:
    """Return the field of a text by language, as it is shown."""
    return fields.Dict(keys=fields.String(), values=fields.String())


class Page(Taken):
    """Which part of a list is asked for."""

    limit = Whole(1, MOST, load_default=USUAL_LIMIT)
    cursor = Text(CURSOR_LIMIT, metadata={"description": "`next` of the page before."})


class Nothing(Taken):
    """A body that says nothing: none at all, or {}."""


class Headers(Taken):
    """The headers of every write."""

    key = Text(
        255,
        data_key="Idempotency-Key",
        validate=validate.Regexp(r"^[!-~]{1,255}$", error="invalid"),
        metadata={
            "description": "A random text. The same key with the same request within 24 hours "
            "gets the same answer, and nothing is done again."
        },
    )


class MatchHeaders(Headers):
    """The headers of a change."""

    match = Text(
        HEADER_LIMIT,
        data_key="If-Match",
        required=True,
        metadata={"description": "The ETag of what was read."},
    )


class FieldProblem(Shown):
    """What is wrong with one field."""

    field = fields.String(
        allow_none=True, metadata={"description": "Its path, `title.bg`; null of the whole."}
    )
    code = fields.String(metadata={"description": "Stable, for machines."})
    detail = fields.String(metadata={"description": "For people, by Accept-Language."})


class Problem(Shown):
    """What went wrong (RFC 9457)."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    code = fields.String(metadata={"description": "Stable, for machines."})
    detail = fields.String(metadata={"description": "For people, by Accept-Language."})
    errors = fields.List(fields.Nested(FieldProblem))


def page_of(item: type[Schema]) -> type[Schema]:
    """Return the schema of a page of such items."""
    members: dict[str, Any] = {
        "items": fields.List(fields.Nested(item)),
        "next": fields.String(
            allow_none=True, metadata={"description": "The cursor of the next page, or null."}
        ),
    }
    return type(f"{item.__name__}Page", (Shown,), members)
