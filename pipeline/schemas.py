"""Pieces of the JSON Schemas that describe what the program writes."""

from __future__ import annotations

from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def closed_object(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has exactly these properties, every one of them."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
