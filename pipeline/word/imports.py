"""Bringing a run from another Word file: its pictures, links and notes come along."""

from __future__ import annotations

import posixpath
from copy import deepcopy

from lxml import etree

from pipeline.word.edit import Fragment
from pipeline.word.foreign import Foreign
from pipeline.word.ooxml import (
    ANCHOR,
    DEL_TEXT,
    ID,
    INSTR,
    PPR,
    R_,
    RPR,
    SECT_PR,
    VAL,
    Element,
    P,
    R,
    T,
    W,
)
from pipeline.word.package import Package, relationship_type
from pipeline.word.resolve import resolve_tree
from pipeline.word.styles import read_styles

_DOC_PR = ANCHOR + "docPr"
_CHANGES = frozenset(
    W + name for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange")
)
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_NOTE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}s+xml"


class Importer:
    """Copies runs into ``target``; every picture or note is brought once for each use."""

    def __init__(self, target: Package) -> None:
        self._target = target
        self._styles = read_styles(target)
        self._parts: dict[tuple[int, str], str] = {}
        self._foreign: dict[int, Foreign] = {}
        self._drawing = 0

    def runs(self, fragment: Fragment, part: str) -> list[Element]:
        """The runs of ``fragment`` (one, or those in a ``w:p``) ready to stand in ``part``."""
        root = etree.fromstring(fragment.xml)
        return [self._run(run, fragment, part) for run in (list(root) if root.tag == P else [root])]

    def block(self, fragment: Fragment, part: str) -> Element:
        """The table, row or cell of ``fragment`` ready to stand in ``part``."""
        return self._run(etree.fromstring(fragment.xml), fragment, part)

    def shell(self, fragment: Fragment, part: str) -> Element:
        """The link, field or control around ``fragment``, still empty."""
        return self._run(etree.fromstring(fragment.around), fragment, part)

    def _run(self, run: Element, fragment: Fragment, part: str) -> Element:
        self._clean(run, fragment.origin)
        for node in run.iter(DEL_TEXT):
            node.tag = T
        for node in run.iter(W + "delInstrText"):
            node.tag = INSTR
        origin = fragment.origin
        if isinstance(origin, Package):
            self._bring_relations(run, origin, fragment.part or origin.main_part, part)
            for node in list(run.iter(*_NOTES)):
                self._bring_note(node, origin)
        return run

    def paragraph_properties(self, fragment: Fragment) -> Element | None:
        """The ``w:pPr`` of ``fragment``, without what only makes sense in its own file."""
        properties = etree.fromstring(fragment.xml)
        for child in list(properties):
            if child.tag in (SECT_PR, W + "pPrChange"):
                properties.remove(child)
        self._clean(properties, fragment.origin)
        return properties if len(properties) else None

    def _clean(self, item: Element, origin: object) -> None:
        """Drop change marks; make styles and lists of another file the target's own."""
        if isinstance(origin, Package):
            if id(origin) not in self._foreign:
                self._foreign[id(origin)] = Foreign(self._target, origin)
            self._foreign[id(origin)].adapt(item)
        for node in list(item.iter()):
            parent = node.getparent()
            if parent is None:
                continue
            unknown = (
                not isinstance(origin, Package)
                and node.tag in (W + "rStyle", W + "pStyle")
                and node.get(VAL, "") not in self._styles.by_id
            )
            if unknown or (parent.tag in (RPR, PPR) and node.tag in _CHANGES):
                parent.remove(node)

    def _bring_relations(self, run: Element, origin: Package, source: str, part: str) -> None:
        known = origin.relationships(source)
        for node in run.iter():
            for name, number in list(node.attrib.items()):
                if not str(name).startswith(R) or str(number) not in known:
                    continue
                relation = known[str(number)]
                target = relation.target
                if not relation.external:
                    target = self._bring_part(origin, relation.target)
                new = self._target.add_relationship(
                    part, relation.type, target, external=relation.external
                )
                node.set(name, new)
            if node.tag == _DOC_PR:
                node.set("id", str(self._next_drawing()))

    def _next_drawing(self) -> int:
        if not self._drawing:
            root = self._target.xml(self._target.main_part)
            numbers = [node.get("id", "") for node in root.iter(_DOC_PR)]
            self._drawing = max([int(n) for n in numbers if n.isdigit()], default=0)
        self._drawing += 1
        return self._drawing

    def _bring_part(self, origin: Package, name: str) -> str:
        """Copy a part and all it refers to; returns its name in the target."""
        key = (id(origin), name)
        if key in self._parts:
            return self._parts[key]
        data = origin.part(name)
        if name in self._target and self._target.part(name) == data:
            self._parts[key] = name
            return name
        new = name
        stem, dot, extension = name.rpartition(".")
        number = 1
        while new in self._target:
            number += 1
            new = f"{stem}_{number}{dot}{extension}"
        self._parts[key] = new
        kind = origin.content_type(name) or "application/octet-stream"
        self._target.set_part(new, data, content_type=kind)
        for relation in origin.relationships(name).values():
            target = relation.target
            if not relation.external:
                target = self._bring_part(origin, target)
            added = self._target.add_relationship(
                new, relation.type, target, external=relation.external
            )
            if added != relation.id:
                _rename_relation(self._target, new, added, relation.id)
        return new

    def _bring_note(self, node: Element, origin: Package) -> None:
        """Copy the note a reference points to; the reference gets the new number."""
        kind = _NOTES[node.tag]
        source = origin.related(origin.main_part, kind + "s")
        if source is None:
            return
        for note in origin.xml(source.target).iterfind(W + kind):
            if note.get(ID) == node.get(ID):
                part = self._notes_part(kind)
                root = self._target.xml(part)
                numbers = [int(item.get(ID, "0")) for item in root.iterfind(W + kind)]
                new = deepcopy(note)
                resolve_tree(new, accept=True)
                new.set(ID, str(max([*numbers, 0]) + 1))
                self._clean(new, origin)
                self._bring_relations(new, origin, source.target, part)
                root.append(new)
                self._target.touch(part)
                node.set(ID, new.get(ID, ""))
                return

    def _notes_part(self, kind: str) -> str:
        """The target's notes part, made with its two separators when there is none."""
        main = self._target.main_part
        found = self._target.related(main, kind + "s")
        if found is not None:
            return found.target
        root = etree.Element(W + kind + "s", nsmap={"w": W[1:-1]})
        for number, name in ((-1, "separator"), (0, "continuationSeparator")):
            note = etree.SubElement(root, W + kind)
            note.set(W + "type", name)
            note.set(ID, str(number))
            run = etree.SubElement(etree.SubElement(note, P), R_)
            etree.SubElement(run, W + name)
        part = posixpath.join(posixpath.dirname(main), kind + "s.xml")
        self._target.set_part(part, root, content_type=_NOTE_TYPE.format(kind))
        self._target.add_relationship(main, relationship_type(kind + "s"), part)
        return part


def _rename_relation(package: Package, part: str, old: str, new: str) -> None:
    folder, base = posixpath.split(part)
    name = posixpath.join(folder, "_rels", base + ".rels")
    for item in package.xml(name):
        if item.get("Id") == old:
            item.set("Id", new)
    package.set_part(name, package.xml(name))
