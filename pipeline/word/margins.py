"""Headers and footers a file does not have yet: how Edits call them, and how they are made.

An Edit of the story ``header+0:default`` is about the header of the first section's pages of
that type, which the writer makes with one empty paragraph. OOXML cannot track such a part:
rejecting the edit leaves an empty one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from lxml import etree

from pipeline.word.edit import Edit
from pipeline.word.imports import Importer
from pipeline.word.ooxml import PPR, SECT_PR, Element, P, R, W
from pipeline.word.package import Package, relationship_type

_NAME = re.compile(r"(header|footer)\+([0-9]+):(default|first|even)")
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


def margin_name(kind: str, section: int, role: str) -> str:
    """The story name of a header or footer that is still to be made."""
    return f"{kind}+{section}:{role}"


def is_new_margin(story: str) -> bool:
    """Whether a story name is one of those."""
    return _NAME.fullmatch(story) is not None


def add_margin(package: Package, name: str, edits: Sequence[Edit]) -> str:
    """Make the header or footer ``name`` in place; returns its part.

    Its paragraph looks as the last empty fragment of ``edits`` says.
    """
    match = _NAME.fullmatch(name)
    assert match is not None
    kind, section, role = match[1], int(match[2]), match[3]
    main = package.main_part
    body = package.xml(main).find(W + "body")
    assert body is not None
    sections = [
        item for item in body.iter(SECT_PR)
        if (holder := item.getparent()) is not None and holder.tag in (PPR, W + "body")
    ]  # fmt: skip
    if not sections:
        sections = [etree.SubElement(body, SECT_PR)]
    number = 1
    while (part := posixpath.join(posixpath.dirname(main), f"{kind}{number}.xml")) in package:
        number += 1
    root = etree.Element(W + ("hdr" if kind == "header" else "ftr"), nsmap={"w": W[1:-1]})
    paragraph = etree.SubElement(root, P)
    properties = _properties(edits, Importer(package))
    if properties is not None:
        paragraph.append(properties)
    package.set_part(part, root, content_type=_TYPE.format(kind))
    reference = etree.Element(f"{W}{kind}Reference")
    reference.set(W + "type", role)
    reference.set(R + "id", package.add_relationship(main, relationship_type(kind), part))
    sections[section].insert(0, reference)
    package.touch(main)
    return part


def _properties(edits: Sequence[Edit], importer: Importer) -> Element | None:
    for edit in edits:
        for fragment in edit.fragments:
            if not fragment.text and fragment.xml:
                return importer.paragraph_properties(fragment)
    return None
