"""Formatting changed, with the old properties kept beside the new ones."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from pipeline.word.edit import EditProblem
from pipeline.word.grid import place_name
from pipeline.word.ooxml import (
    ID,
    PPR,
    R_,
    RPR,
    SECT_PR,
    Element,
    W,
)
from pipeline.word.properties import (
    put,
    set_paragraph_format,
    set_run_format,
    set_section_format,
)
from pipeline.word.tracked.runs import (
    MARKS,
    covered_fields,
    own_properties,
)
from pipeline.word.tracked.stamps import Stamp
from pipeline.word.tracked.text import TextChanges

# What the record of the old properties leaves out, as the schema wants it.
_NOT_KEPT = {
    PPR: (RPR, SECT_PR),
    SECT_PR: (W + "headerReference", W + "footerReference"),
}


class FormatChanges(TextChanges):
    """Changes of the formatting of runs, paragraphs and sections."""

    def format_runs(
        self, index: int, start: int, end: int, changes: Mapping[str, object], by: Stamp
    ) -> None:
        """Set run properties on [start, end), with the old ones kept in ``rPrChange``."""
        runs = self.pieces(index, start, end)
        # a field that is worked out anew looks as its code does
        code = covered_fields(self.story.paragraphs[index], start, end)
        runs += [run for run in code if run not in runs and not self._held(run)]
        for run in runs:
            if run.tag != R_:
                continue
            properties = own_properties(run, RPR)
            self._track(properties, "rPrChange", RPR, by, index)
            set_run_format(properties, changes, self.styles)
        if start == end and not self.story.paragraphs[index].text:
            self._format_mark(index, changes, by)

    def _held(self, run: Element) -> bool:
        """Whether somebody's own change of a run's format is pending."""
        change = run.find(f"{RPR}/{W}rPrChange")
        return change is not None and change.get(ID) not in self.ids.ours

    def _format_mark(self, index: int, changes: Mapping[str, object], by: Stamp) -> None:
        """An empty paragraph looks as its mark does: set the properties there."""
        element = self.story.paragraphs[index].element
        properties = own_properties(element, PPR)
        run_properties = properties.find(RPR)
        if run_properties is None:
            run_properties = put(properties, etree.Element(RPR))
        self._track(run_properties, "rPrChange", RPR, by, index)
        set_run_format(run_properties, changes, self.styles)

    def format_paragraph(self, index: int, changes: Mapping[str, object], by: Stamp) -> None:
        """Set paragraph properties, with the old ones kept in ``pPrChange``."""
        element = self.story.paragraphs[index].element
        properties = own_properties(element, PPR)
        self._track(properties, "pPrChange", PPR, by, index)
        set_paragraph_format(properties, changes, self.styles)

    def format_section(
        self, index: int, section: Element, changes: Mapping[str, int | str | None], by: Stamp
    ) -> None:
        """Set properties of the section a paragraph stands in; the old ones in ``sectPrChange``."""
        self._track(section, "sectPrChange", SECT_PR, by, index)
        set_section_format(section, changes)

    def _track(self, properties: Element, name: str, tag: str, by: Stamp, index: int) -> None:
        pending = properties.find(W + name)
        if pending is not None:
            if pending.get(ID) in self.ids.ours:
                return
            raise EditProblem(
                f"{place_name(self.story, index)}已有别人未处理的格式修订，请先接受或拒绝它。"
            )
        change = self._wrapper(W + name, by)
        old = etree.SubElement(change, tag)
        skipped = (*MARKS, *_NOT_KEPT.get(tag, ()))
        old.extend([deepcopy(child) for child in properties if child.tag not in skipped])
        put(properties, change)
