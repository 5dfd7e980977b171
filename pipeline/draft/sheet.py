"""The sheet on which head, main part, signature and imprint are written, one after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from unicodedata import east_asian_width

from pipeline.draft.content import Annex, Content
from pipeline.draft.styles import ANCHOR, Measures, sections, shared_style_id
from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import ElementStyle, Form, LayoutProfile
from pipeline.gongwen.title_lines import split_title
from pipeline.word import markup as xml


@dataclass(slots=True)
class Sheet:
    """``parts`` is the body so far, ``elements`` what it consists of, ``notes`` what the clerk is
    told about the layout."""

    profile: LayoutProfile
    content: Content
    parts: list[str] = field(default_factory=list)
    elements: list[tuple[Element, str]] = field(default_factory=list)
    landscape: bool = False
    started: bool = False
    mark_limit: float | None = None  # pt; set when a joint mark has to give way to the text
    crowded: bool = False  # the first page has no room for text whatever gives way
    notes: list[str] = field(default_factory=list)

    @property
    def form(self) -> Form:
        return self.profile.form(self.content.layout)

    @property
    def measures(self) -> Measures:
        return Measures.of(self.profile)

    def style(self, element: Element) -> ElementStyle:
        """How the profile lays ``element`` out."""
        return self.form.elements[element]

    def put(
        self,
        element: Element,
        runs: str,
        text: str,
        direct: xml.Paragraph | None = None,
    ) -> None:
        """Add a paragraph and note which element it is."""
        name = shared_style_id(self.profile, self.content.layout, element)
        self.parts.append(xml.paragraph(name, runs, direct))
        self.elements.append((element, text))

    def title_lines(self, title: str, element: Element) -> tuple[str, ...]:
        """The title broken into lines that fit the type area; names of organs stay whole."""
        room = self.measures.area_width / 20 / self.style(element).size_pt
        return split_title(title, int(room * 2) / 2, (*self.content.mark, *self.content.organs))

    def points(self, text: str) -> int:
        """The width of body-size text in twips, with the grid's spacing."""
        size = self.style(Element.BODY).size_pt * 20
        pitch = self.profile.grid.spacing_twips
        return sum(
            round(size if east_asian_width(char) in "WFA" else size / 2) + pitch for char in text
        )

    def turn(self, *, landscape: bool) -> None:
        """End the running section; what follows stands on pages of the other orientation."""
        section = self.section().xml()
        last = self.parts[-1] if self.parts else ""
        if last.startswith("<w:p>") and "<w:sectPr>" not in last:
            self.parts[-1] = last.replace("</w:pPr>", f"{section}</w:pPr>", 1)
        else:
            self.parts.append(xml.paragraph(ANCHOR, "", xml.Paragraph(section=section)))
        self.landscape, self.started = landscape, True

    def section(self) -> xml.Section:
        """The properties of the section that is being written."""
        table = sections(self.profile, self.content.layout)
        if self.landscape:
            return table["landscape"]
        return table["portrait" if self.started else "first"]

    def attachments(self) -> list[Annex]:
        """The annexes that 附件说明 lists: not a document that this one issues."""
        return [annex for annex in self.content.annexes if not annex.issued]
