"""Styles and lists of another file: known in the target by what they are, or brought along.

Programs rename style ids and renumber lists when they save, so an id says nothing: a style is
known by its kind and name, a list by the levels it has.
"""

from __future__ import annotations

import posixpath
from copy import deepcopy

from lxml import etree

from pipeline.word.ooxml import VAL, Element, W
from pipeline.word.package import Package, relationship_type
from pipeline.word.styles import Style, Styles, read_styles

_KINDS = {W + "pStyle": "paragraph", W + "rStyle": "character", W + "tblStyle": "table"}
_NUMBERING_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_NUM_ID, _ABSTRACT_ID = W + "numId", W + "abstractNumId"


class Foreign:
    """Carries references of one other file over into ``target``."""

    def __init__(self, target: Package, origin: Package) -> None:
        self._target = target
        self._origin = origin
        self._ours: Styles = read_styles(target)
        self._theirs: Styles = read_styles(origin)
        self._names = {_named(style): style.id for style in self._ours.by_id.values()}
        self._styles: dict[str, str | None] = {}
        self._lists: dict[tuple[str, int], str] = {}

    def adapt(self, item: Element) -> None:
        """Make every style and list that ``item`` refers to one of the target's, in place."""
        for node in list(item.iter(*_KINDS)):
            known = self._style(node.get(VAL, ""), _KINDS[node.tag])
            parent = node.getparent()
            if known is not None:
                node.set(VAL, known)
            elif parent is not None:
                parent.remove(node)
        for node in item.iter(W + "numPr"):
            self._list(node)

    # Styles -------------------------------------------------------------------------------------

    def _style(self, style_id: str, kind: str) -> str | None:
        if style_id not in self._styles:
            self._styles[style_id] = None
            style = self._theirs.by_id.get(style_id)
            if style is not None and style.kind == kind:
                self._styles[style_id] = self._names.get(_named(style)) or self._bring(style)
        return self._styles[style_id]

    def _bring(self, style: Style) -> str | None:
        """Copy a style the target does not have, with those it is based on."""
        part = self._target.related(self._target.main_part, "styles")
        if part is None:
            return None
        new = deepcopy(style.element)
        new.attrib.pop(W + "default", "")
        number, style_id = 1, style.id
        while style_id in self._ours.by_id or style_id in self._names.values():
            number += 1
            style_id = f"{style.id}_{number}"
        new.set(W + "styleId", style_id)
        self._names[_named(style)] = style_id
        for child in list(new):
            if child.tag == W + "basedOn":
                parent = self._style(child.get(VAL, ""), style.kind)
                if parent is None:
                    new.remove(child)
                else:
                    child.set(VAL, parent)
            elif child.tag in (W + "next", W + "link"):
                new.remove(child)
        for node in new.iter(W + "numPr"):
            self._list(node)
        self._target.xml(part.target).append(new)
        self._target.touch(part.target)
        return style_id

    # Lists --------------------------------------------------------------------------------------

    def _list(self, properties: Element) -> None:
        reference, level = properties.find(_NUM_ID), properties.find(W + "ilvl")
        number = reference.get(VAL, "") if reference is not None else ""
        if reference is None or number in ("", "0"):
            return
        depth = int(level.get(VAL, "0")) if level is not None else 0
        key = (number, depth)
        if key not in self._lists:
            self._lists[key] = self._known_list(number, depth) or self._bring_list(number)
        reference.set(VAL, self._lists[key])

    def _known_list(self, number: str, depth: int) -> str | None:
        """The target's list with the same levels down to ``depth``; the same number first."""
        wanted = _levels(self._origin, number, depth)
        root = _numbering(self._target)
        if root is None or wanted is None:
            return None if wanted is not None else number
        numbers = [item.get(_NUM_ID, "") for item in root.iterfind(W + "num")]
        numbers.sort(key=lambda n: n != number)
        return next((n for n in numbers if _levels(self._target, n, depth) == wanted), None)

    def _bring_list(self, number: str) -> str:
        origin = _numbering(self._origin)
        assert origin is not None
        root = self._numbering_root()
        item = next(i for i in origin.iterfind(W + "num") if i.get(_NUM_ID) == number)
        abstract = _abstract(origin, item)
        new_abstract, new = deepcopy(abstract), deepcopy(item)
        assert new_abstract is not None
        fresh = _highest(root, W + "abstractNum", _ABSTRACT_ID) + 1
        new_abstract.set(_ABSTRACT_ID, str(fresh))
        for child in new_abstract.findall(W + "nsid"):
            new_abstract.remove(child)
        link = new.find(_ABSTRACT_ID)
        assert link is not None
        link.set(VAL, str(fresh))
        new_number = str(_highest(root, W + "num", _NUM_ID) + 1)
        new.set(_NUM_ID, new_number)
        first = root.find(W + "num")
        if first is not None:
            first.addprevious(new_abstract)
        else:
            root.append(new_abstract)
        last = root.findall(W + "num")
        if last:
            last[-1].addnext(new)
        else:
            new_abstract.addnext(new)
        related = self._target.related(self._target.main_part, "numbering")
        assert related is not None
        self._target.touch(related.target)
        return new_number

    def _numbering_root(self) -> Element:
        root = _numbering(self._target)
        if root is None:
            main = self._target.main_part
            part = posixpath.join(posixpath.dirname(main), "numbering.xml")
            root = etree.Element(W + "numbering", nsmap={"w": W[1:-1]})
            self._target.set_part(part, root, content_type=_NUMBERING_TYPE)
            self._target.add_relationship(main, relationship_type("numbering"), part)
        return root


def _named(style: Style) -> tuple[str, str]:
    return style.kind, style.name.lower()


def _numbering(package: Package) -> Element | None:
    related = package.related(package.main_part, "numbering")
    return package.xml(related.target) if related is not None else None


def _abstract(root: Element, item: Element) -> Element | None:
    link = item.find(_ABSTRACT_ID)
    wanted = link.get(VAL) if link is not None else None
    return next(
        (a for a in root.iterfind(W + "abstractNum") if a.get(_ABSTRACT_ID) == wanted), None
    )


def _levels(package: Package, number: str, depth: int) -> list[tuple[str, ...]] | None:
    """What a list prints on its levels down to ``depth``; None when there is no such list."""
    root = _numbering(package)
    if root is None:
        return None
    item = next((i for i in root.iterfind(W + "num") if i.get(_NUM_ID) == number), None)
    abstract = _abstract(root, item) if item is not None else None
    if abstract is None:
        return None
    found = []
    for level in abstract.iterfind(W + "lvl"):
        if int(level.get(W + "ilvl", "0")) <= depth:
            values = {child.tag: child.get(VAL, "") for child in level}
            found.append(tuple(values.get(W + n, "") for n in ("start", "numFmt", "lvlText")))
    return found


def _highest(root: Element, tag: str, name: str) -> int:
    numbers = [item.get(name, "0") for item in root.iterfind(tag)]
    return max((int(n) for n in numbers if n.isdigit()), default=0)
