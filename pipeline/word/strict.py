"""Strict Open XML (ISO/IEC 29500-1), read as what it means in the usual, transitional form.

Word writes it when asked to (“严格 Open XML 文档”). The two forms differ in the names of namespaces
and relationship types; lengths with units and the words start and end are read in both. A changed
copy of a strict file is written in the transitional form, which every program opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_HYPHENS = {
    b"extendedProperties": b"extended-properties",
    b"customProperties": b"custom-properties",
}
# “wordprocessingml/main”, “drawingml/chart”, “officeDocument/relationships/header” …
_NAME = re.compile(re.escape(STRICT).encode() + rb"([A-Za-z]+)/([A-Za-z]+)(?:/([A-Za-z]+))?")
_CLAIM = re.compile(rb"""\s[\w.-]+:conformance\s*=\s*["']strict["']""")


def is_strict(name: str) -> bool:
    """Whether a namespace or relationship type is one of the strict form."""
    return name.startswith(STRICT)


def speaks_strict(content: bytes) -> bool:
    """Whether the root of an XML part declares a strict namespace."""
    return STRICT.encode() in content[:8192]


def transitional(parts: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The parts that speak strict, rewritten; the others are left out."""
    for name, content in parts:
        if STRICT.encode() in content:
            yield name, _CLAIM.sub(b"", _NAME.sub(_renamed, content), count=1)


def _renamed(match: re.Match[bytes]) -> bytes:
    family, name, rest = match.groups()
    words = [_HYPHENS.get(word, word) for word in (name, rest) if word]
    return _TRANSITIONAL.encode() + b"/".join([family, b"2006", *words])
