"""``draft``: check the data, render the body, compose the document, and hand back its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from pipeline.draft.compose import document_xml
from pipeline.draft.content import Content, make_content
from pipeline.draft.sheet import Sheet
from pipeline.draft.styles import base_for
from pipeline.draft.template import Template, load_template
from pipeline.files import write_atomic
from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import LayoutProfile, load_layout
from pipeline.word.markup import DECLARATION, escape


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted document. ``elements`` are its paragraphs in order: what each is and its text;
    ``notes`` say what could not be taken over (pictures of an annex in a .docx)."""

    data: bytes
    title: str
    values: Mapping[str, Any]
    elements: tuple[tuple[Element, str], ...]
    notes: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """The .docx file."""
        return self.data

    def save(self, path: Path, *, overwrite: bool = False) -> None:
        """Write the .docx; raises FileProblem when it exists (unless ``overwrite``)."""
        write_atomic(path, self.data, overwrite=overwrite)


def draft(
    template: Template | Path,
    data: Mapping[str, Any],
    *,
    layout: str | None = None,
    profile: LayoutProfile | None = None,
    organ: str | None = None,
    body: str | None = None,
    folder: Path | None = None,
) -> Draft:
    """Draft one document.

    template: a Template or the path of one. data: field → value. layout: 文件|信函|命令|纪要
    instead of the template's. profile: a unit's own instead of GB/T 9704-2012. organ: stands in
    for a missing 发文机关. body: markup to take for the text (as the field 正文 where the template
    has one, else instead of its body). folder: where files named in the data (附件) are looked
    for. Raises DataProblem; nothing is written.
    """
    chosen = template if isinstance(template, Template) else load_template(template)
    profile = profile or load_layout()
    if body is not None and "正文" in chosen.fields:
        data = {**data, "正文": body}
    values = chosen.check(data, organ or profile.organ or None)
    text = chosen.render(values) if body is None or "正文" in chosen.fields else body
    notes: list[str] = []
    content = make_content(values, text, layout or chosen.layout, profile, folder, notes)
    made = compose(content, profile, values)
    return replace(made, notes=(*notes, *made.notes))


def compose(content: Content, profile: LayoutProfile, values: Mapping[str, Any]) -> Draft:
    """Lay a content out; ``values`` are kept in the Draft for naming files."""
    sheet = Sheet(profile, content)
    document = document_xml(sheet)
    data = base_for(profile, content.layout).build(
        {"word/document.xml": document, "docProps/core.xml": _core(content)}
    )
    return Draft(data, content.title, values, tuple(sheet.elements), tuple(sheet.notes))


def _core(content: Content) -> str:
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    author = escape("、".join(content.organs))
    return (
        f"{DECLARATION}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(content.title)}</dc:title><dc:creator>{author}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{now}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{now}</dcterms:modified>'
        "</cp:coreProperties>"
    )
