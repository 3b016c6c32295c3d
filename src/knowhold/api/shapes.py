"""Shapes that several nouns of the API share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, JsonValue

Language = Literal["en", "zh"]
# PostgreSQL stores no NUL in text
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
JSONObject = dict[str, JsonValue]


class Sent(Schema):
    """What a caller sends: an unknown field is refused, never passed over in silence."""

    model_config = ConfigDict(extra="forbid")


def json_object(found: Mapping[str, Any]) -> JSONObject:
    """A JSON-ready record of another part, as the API's type of it."""
    return dict(found)
