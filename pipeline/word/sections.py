"""The sections of a Word file: paper, margins, grid, headers and footers of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from pipeline.word.ooxml import PPR, SECT_PR, Element, R, W, integer, is_on
from pipeline.word.package import Package


@dataclass(frozen=True, slots=True)
class Section:
    """The page of one section; lengths in twips (1/20 pt), None where the file does not say.

    grid_type: "" when there is no document grid; line_pitch in twips; char_space in 1/4096 pt.
    """

    index: int
    element: Element | None = field(default=None, compare=False, repr=False)
    page_width: int | None = None
    page_height: int | None = None
    landscape: bool = False
    top: int | None = None
    bottom: int | None = None
    left: int | None = None
    right: int | None = None
    header: int | None = None
    footer: int | None = None
    gutter: int | None = None
    grid_type: str = ""
    line_pitch: int | None = None
    char_space: int | None = None
    title_page: bool = False
    even_and_odd: bool = False
    type: str = "nextPage"
    columns: int = 1
    page_number_format: str = "decimal"
    page_number_start: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    footers: tuple[tuple[str, str], ...] = ()


def read_sections(package: Package, gone: Collection[Element] = ()) -> Iterator[Section]:
    """The sections of a file; one whose break is in ``gone`` runs on into the next, which has
    its headers and footers unless it brings its own."""
    body = package.xml(package.main_part).find(W + "body")
    assert body is not None
    settings = package.related(package.main_part, "settings")
    odd_even = False
    if settings is not None:
        odd_even = bool(is_on(package.xml(settings.target).find(W + "evenAndOddHeaders")))
    found = [item for item in body.iter(SECT_PR) if _parent_tag(item) in (PPR, W + "body")]
    headers: dict[str, str] = {}
    footers: dict[str, str] = {}
    relationships = package.relationships(package.main_part)
    index = 0
    for element in found:
        for child in element:
            if child.tag in (W + "headerReference", W + "footerReference"):
                target = relationships.get(child.get(R + "id", ""))
                if target is not None and target.target in package:
                    into = headers if child.tag == W + "headerReference" else footers
                    into[child.get(W + "type", "default")] = target.target
        if element not in gone:
            yield _section(index, element, odd_even, headers, footers)
            index += 1
    if not found:
        yield Section(0, even_and_odd=odd_even)


def _section(
    index: int, element: Element, odd_even: bool, headers: dict[str, str], footers: dict[str, str]
) -> Section:
    def child(name: str) -> dict[str, str]:
        found = element.find(W + name)
        return (
            {}
            if found is None
            else {str(k).removeprefix(W): str(v) for k, v in found.attrib.items()}
        )

    size, margins, grid = child("pgSz"), child("pgMar"), child("docGrid")
    numbers = child("pgNumType")
    return Section(
        index=index,
        element=element,
        page_width=integer(size.get("w")),
        page_height=integer(size.get("h")),
        landscape=size.get("orient") == "landscape",
        top=integer(margins.get("top")),
        bottom=integer(margins.get("bottom")),
        left=integer(margins.get("left")),
        right=integer(margins.get("right")),
        header=integer(margins.get("header")),
        footer=integer(margins.get("footer")),
        gutter=integer(margins.get("gutter")),
        grid_type=grid.get("type", "default" if grid else ""),
        line_pitch=integer(grid.get("linePitch")),
        char_space=integer(grid.get("charSpace")),
        title_page=bool(is_on(element.find(W + "titlePg"))),
        even_and_odd=odd_even,
        type=child("type").get("val", "nextPage"),
        columns=integer(child("cols").get("num")) or 1,
        page_number_format=numbers.get("fmt", "decimal"),
        page_number_start=integer(numbers.get("start")),
        headers=tuple(headers.items()),
        footers=tuple(footers.items()),
    )


def _parent_tag(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else parent.tag
