"""Headers and footers that belong together, that are new, and that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from pipeline.word.compare.context import Files
from pipeline.word.document import Document
from pipeline.word.margins import margin_name
from pipeline.word.ooxml import PPR, Element, P, W
from pipeline.word.stories import Paragraph, Story

_KINDS = {"header": "页眉", "footer": "页脚"}
Place = tuple[str, int, str]
"""(header or footer, section, type)."""


def margin_pairs(files: Files) -> Iterator[tuple[Story, Story]]:
    """Stories to compare with each other; one side is empty where it has no such header."""
    ours, theirs = _shown(files.base), _shown(files.other)
    paired: dict[str, str] = {}
    for place, left in ours.items():
        right = theirs.get(place)
        if right is None:
            yield from _gone(files, place, left, paired)
        elif left.name not in paired:
            paired[left.name] = right.name
            yield left, right
        elif paired[left.name] != right.name:
            known = files.other.story(paired[left.name])
            if right.text.strip() != known.text.strip():
                _lose(files, place, f"来文给第 {place[1] + 1} 节另设了", right)
    seen: set[str] = set(paired.values())
    for place, right in theirs.items():
        if place not in ours and right.name not in seen and right.text.strip():
            seen.add(right.name)
            if place[1] < len(files.base.sections) and _can_show(files.base, place):
                yield _empty(margin_name(*place), right), right
            else:
                _lose(files, place, "来文新增了", right)


def _shown(document: Document) -> dict[Place, Story]:
    """Which header or footer is printed where."""
    found: dict[Place, Story] = {}
    for story in document.stories:
        if story.kind in _KINDS:
            for section, role in story.roles:
                place = (story.kind, section, role)
                if _can_show(document, place):
                    found[place] = story
    return dict(sorted(found.items()))


def _can_show(document: Document, place: Place) -> bool:
    """Whether a section prints headers of that type: first and even pages only when told to."""
    section = document.sections[place[1]]
    return {"first": section.title_page, "even": section.even_and_odd}.get(place[2], True)


def _gone(
    files: Files, place: Place, left: Story, paired: dict[str, str]
) -> Iterator[tuple[Story, Story]]:
    if left.name in paired or not left.text.strip() or place[1] >= len(files.other.sections):
        return
    if not _can_show(files.other, place):
        what = "首页不同" if place[2] == "first" else "奇偶页不同"
        files.notices.append(f"来文取消了“{what}”的页眉页脚设置，未合并。")
        return
    paired[left.name] = ""
    yield left, _empty("", left)


def _lose(files: Files, place: Place, what: str, story: Story) -> None:
    files.lose(f"{what}{_KINDS[place[0]]}“{story.text.strip()[:12]}”，未合并。")


def _empty(name: str, like: Story) -> Story:
    """A story of one empty paragraph, formatted like the last of ``like``."""
    container: Element = etree.Element(W + ("hdr" if like.kind == "header" else "ftr"))
    element = etree.SubElement(container, P)
    properties = like.paragraphs[-1].element.find(PPR) if like.paragraphs else None
    if properties is not None:
        element.append(deepcopy(properties))
    paragraph = Paragraph(0, "", element, (), elements=(element,))
    return Story(name, like.kind, like.part, (paragraph,), container)
