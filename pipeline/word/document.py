"""A Word file as a reader sees it: stories of paragraphs, with a map from characters to runs.

Text conventions: a tab is ``\\t``, a line break ``\\v``, a page or column break ``\\f``, an object
(picture, note reference, formula, shape) U+FFFC. The result of a field is text; its code is not.
Two views: ``final`` (every tracked change accepted) and ``original`` (every one rejected).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.word.numbering import Numbering
from pipeline.word.ooxml import (
    VAL,
    W,
    is_on,
)
from pipeline.word.package import Package, open_package
from pipeline.word.reader import Reader
from pipeline.word.sections import Section
from pipeline.word.stories import (
    Story,
    View,
)
from pipeline.word.styles import Styles, read_styles, style_switch
from pipeline.word.views import Decided


@dataclass
class Document:
    """A file that was read: its package, stories (body first) and sections."""

    package: Package
    stories: tuple[Story, ...]
    sections: tuple[Section, ...]
    styles: Styles
    view: View
    numbering: Numbering

    @cached_property
    def _by_name(self) -> dict[str, Story]:
        return {story.name: story for story in self.stories}

    @property
    def body(self) -> Story:
        """The main text."""
        return self.stories[0]

    def story(self, name: str) -> Story:
        """The story called ``name``; KeyError when there is none."""
        return self._by_name[name]

    def has_story(self, name: str) -> bool:
        """Whether there is a story called ``name``."""
        return name in self._by_name


def read_document(
    source: Path | bytes | Package,
    *,
    view: View = "final",
    empty_spans: bool = False,
    decided: Decided | None = None,
) -> Document:
    """Read every story of a Word file in one view.

    empty_spans: also list spans without characters (field codes, empty runs), for the writer.
    decided: says of a tracked change whether its text is there (True) or not (False) whatever
    the view; None leaves it to the view. Raises FileProblem when the file cannot be read.
    """
    package = source if isinstance(source, Package) else open_package(source)
    styles = read_styles(package)
    reader = Reader(package, view, empty_spans, decided)
    stories = reader.read()
    numbering = Numbering(package, styles)
    _finish(stories, styles, numbering)
    return Document(package, tuple(stories), reader.sections, styles, view, numbering)


def _finish(stories: list[Story], styles: Styles, numbering: Numbering) -> None:
    """Fill in what needs styles and counting: style names, numbers, page breaks."""
    breaks: dict[str | None, bool] = {}
    for story in stories:
        for paragraph in story.paragraphs:
            ppr = paragraph.properties
            style_id = None
            plain = True
            if ppr is not None:
                for child in ppr:
                    tag = child.tag
                    if tag == W + "pStyle":
                        style_id = child.get(VAL)
                    elif tag == W + "pageBreakBefore":
                        plain = False
                        paragraph.page_break_before = bool(is_on(child))
            paragraph.style = styles.name(style_id)
            if plain:
                if style_id not in breaks:
                    breaks[style_id] = style_switch(styles, ppr, "pageBreakBefore")
                paragraph.page_break_before = breaks[style_id]
            paragraph.number = numbering.next(ppr)
