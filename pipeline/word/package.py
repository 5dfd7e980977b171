"""Opening and saving Word files: a zip of parts, opened with limits, saved without collateral.

What is not touched is written back byte for byte. What cannot be a Word file is refused with
one sentence that says what it is and what to do.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import unquote

from lxml import etree

from pipeline.errors import FileProblem
from pipeline.files import read_bytes, write_atomic
from pipeline.word.file_kinds import SAVE_AS, refuse_other_formats, zip_kind
from pipeline.word.ooxml import RELATIONSHIPS, WORD, Element
from pipeline.word.strict import is_strict, speaks_strict, transitional

MAX_FILE = 256 * 1024 * 1024
MAX_TOTAL = 1024 * 1024 * 1024
MAX_XML = 256 * 1024 * 1024
MAX_PARTS = 20_000
MAX_RATIO = 400
_RATIO_FROM = 8 * 1024 * 1024

CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_RELS_MAP = cast("dict[str, str]", {None: _RELS[1:-1]})
_ASK_AGAIN = "请用 Word 打开并修复，或向对方重新索取"


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part: ``target`` is a part name, or the address when external."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of the type: ``header``, ``image``, ``comments`` …"""
        return self.type.rsplit("/", 1)[-1]


class Package:
    """An opened Word file. Part names have no leading slash: ``word/document.xml``.

    ``xml(name)`` parses a part once; the tree may be changed in place and is written on save
    after ``touch(name)`` (or ``set_part``). Everything else keeps its bytes.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._data = data
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._infos = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._order = list(self._infos)
        self._trees: dict[str, Element] = {}
        self._changed: dict[str, bytes | None] = {}
        self._relationships: dict[str, dict[str, Relationship]] = {}
        self.main_part = ""

    @property
    def part_names(self) -> tuple[str, ...]:
        """The names of all parts, in the order of the file."""
        return tuple(self._order)

    def __contains__(self, name: object) -> bool:
        return name in self._infos or name in self._changed

    def part(self, name: str) -> bytes:
        """The bytes of a part as they would be saved; KeyError when there is none."""
        if name in self._changed:
            data = self._changed[name]
            return _serialise(self._trees[name]) if data is None else data
        return self._read(name)

    def _read(self, name: str) -> bytes:
        info = self._infos[name]
        if info.flag_bits & 1:
            raise FileProblem(f"{self.name} 加了密码，无法读取。请取消密码后再试。")
        try:
            with self._zip.open(info) as stream:
                return stream.read(MAX_TOTAL)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise self._damaged(name) from error
        except Exception as error:
            if type(error).__module__ in ("zlib", "lzma", "_lzma"):
                raise self._damaged(name) from error
            raise

    def _damaged(self, name: str) -> FileProblem:
        return FileProblem(f"{self.name} 已损坏（其中的 {name} 读不出来）。{_ASK_AGAIN}。")

    def checksum(self, name: str) -> int | None:
        """The CRC-32 of a part's content, of a file's part without reading it; None for a part
        that is being written as a tree."""
        if name in self._changed:
            data = self._changed[name]
            return zlib.crc32(data) if data is not None else None
        return self._infos[name].CRC if name in self._infos else None

    def xml(self, name: str) -> Element:
        """The root element of an XML part, parsed once; raises FileProblem when it is damaged."""
        tree = self._trees.get(name)
        if tree is None:
            tree = self._trees[name] = self._parse(name)
        return tree

    def _parse(self, name: str) -> Element:
        data = self.part(name)
        if len(data) > MAX_XML:
            raise FileProblem(f"{self.name} 内容过大，疑似压缩炸弹，已拒绝打开。")
        try:
            root = etree.fromstring(data, _parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._damaged(name) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise FileProblem(
                f"{self.name} 含有外部实体或文档类型声明，正常的 Word 文件没有这些，已拒绝打开。"
            )
        return root

    def touch(self, name: str) -> None:
        """Say that the tree of ``name`` was changed, so that it is written on save."""
        self.xml(name)
        if name not in self._infos and name not in self._changed:
            self._order.append(name)
        self._changed[name] = None

    def set_part(self, name: str, content: bytes | Element, *, content_type: str = "") -> None:
        """Add or replace a part; ``content_type`` registers it in [Content_Types].xml."""
        if name not in self._infos and name not in self._changed:
            self._order.append(name)
        if isinstance(content, bytes):
            self._changed[name] = content
            self._trees.pop(name, None)
        else:
            self._trees[name] = content
            self._changed[name] = None
        if name.endswith(".rels"):
            self._relationships.clear()
        if content_type:
            self._register(name, content_type)

    def _register(self, name: str, content_type: str) -> None:
        types = self.xml(CONTENT_TYPES)
        for item in types.iter(_TYPES + "Override"):
            if item.get("PartName", "").lower() == f"/{name}".lower():
                if item.get("ContentType") != content_type:
                    item.set("ContentType", content_type)
                    self.touch(CONTENT_TYPES)
                return
        if self.content_type(name) == content_type:
            return
        etree.SubElement(types, _TYPES + "Override", PartName=f"/{name}", ContentType=content_type)
        self.touch(CONTENT_TYPES)

    def content_type(self, name: str) -> str:
        """The declared content type of a part, or an empty string."""
        types = self.xml(CONTENT_TYPES)
        for item in types.iter(_TYPES + "Override"):
            if item.get("PartName", "").lower() == f"/{name}".lower():
                return item.get("ContentType", "")
        extension = name.rsplit(".", 1)[-1].lower()
        for item in types.iter(_TYPES + "Default"):
            if item.get("Extension", "").lower() == extension:
                return item.get("ContentType", "")
        return ""

    def relationships(self, part: str = "") -> dict[str, Relationship]:
        """The relationships of ``part`` by id; of the package itself when ``part`` is empty."""
        known = self._relationships.get(part)
        if known is None:
            known = self._relationships[part] = {r.id: r for r in self._load_relationships(part)}
        return known

    def _load_relationships(self, part: str) -> Iterator[Relationship]:
        name = _rels_name(part)
        if name not in self:
            return
        folder = posixpath.dirname(part)
        for item in self.xml(name).iter(_RELS + "Relationship"):
            external = item.get("TargetMode") == "External"
            target = item.get("Target", "")
            if not external:
                target = _resolve(folder, target)
                if target not in self and unquote(target) in self:
                    target = unquote(target)
            yield Relationship(item.get("Id", ""), item.get("Type", ""), target, external)

    def related(self, part: str, kind: str) -> Relationship | None:
        """The first internal relationship of ``part`` of a kind (``styles``, ``comments`` …)."""
        for found in self.relationships(part).values():
            if found.kind == kind and not found.external and found.target in self:
                return found
        return None

    def add_relationship(
        self, part: str, type_: str, target: str, *, external: bool = False
    ) -> str:
        """Relate ``part`` to the part (or address) ``target``; returns the new id."""
        known = self.relationships(part)
        number = len(known) + 1
        while f"rId{number}" in known:
            number += 1
        new = f"rId{number}"
        name = _rels_name(part)
        if name not in self:
            self.set_part(name, etree.Element(_RELS + "Relationships", nsmap=_RELS_MAP))
        written = target if external else posixpath.relpath(target, posixpath.dirname(part) or ".")
        item = etree.SubElement(
            self.xml(name), _RELS + "Relationship", Id=new, Type=type_, Target=written
        )
        if external:
            item.set("TargetMode", "External")
        self.touch(name)
        self._relationships.pop(part, None)
        return new

    def copy(self) -> Package:
        """An independent copy; changing it leaves this one as it is."""
        other = Package.__new__(Package)
        other.name, other._data, other._zip = self.name, self._data, self._zip
        other._infos, other._order = self._infos, list(self._order)
        other._trees = {name: deepcopy(tree) for name, tree in self._trees.items()}
        other._changed = dict(self._changed)
        other._relationships = {}
        other.main_part = self.main_part
        return other

    def to_bytes(self) -> bytes:
        """The whole file. Parts that were not touched keep their content byte for byte."""
        if not self._changed:
            return self._data
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
            for name in self._order:
                target.writestr(self._info(name), self.part(name), compresslevel=6)
        return buffer.getvalue()

    def _info(self, name: str) -> zipfile.ZipInfo:
        old = self._infos.get(name)
        info = zipfile.ZipInfo(name, old.date_time if old else (1980, 1, 1, 0, 0, 0))
        stored = old is not None and old.compress_type == zipfile.ZIP_STORED
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        if old is not None:
            info.external_attr, info.create_system = old.external_attr, old.create_system
        return info

    def save(self, path: Path, overwrite: bool = False) -> None:
        """Write the file atomically; refuses to replace a file unless ``overwrite``."""
        write_atomic(path, self.to_bytes(), overwrite=overwrite)


def open_package(source: Path | bytes, *, name: str = "") -> Package:
    """Open a Word file from a path or bytes; ``name`` is what messages call it.

    Raises FileProblem with one plain sentence when it is not a .docx that can be read safely.
    """
    if isinstance(source, bytes):
        data = source
    else:
        name = name or str(source)
        data = _read_limited(source, name)
    name = name or "文件"
    refuse_other_formats(data, name)
    try:
        package = Package(data, name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise FileProblem(
            f"{name} 不完整或已损坏，打不开。请用 Word 修复，或向对方重新索取。"
        ) from error
    _check_limits(package)
    _find_main_part(package)
    return package


def _read_limited(path: Path, name: str) -> bytes:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    if size > MAX_FILE:
        raise FileProblem(f"{name} 有 {size // 1048576} MB，超过 {MAX_FILE // 1048576} MB 的上限。")
    return read_bytes(path)


def _check_limits(package: Package) -> None:
    infos = package._zip.infolist()
    name = package.name
    if len(infos) > MAX_PARTS:
        raise FileProblem(f"{name} 里的部件多达 {len(infos)} 个，疑似压缩炸弹，已拒绝打开。")
    if len({info.filename for info in infos}) != len(infos):
        raise FileProblem(f"{name} 里有重名的部件，已损坏或被改动过。请用 Word 打开另存后再试。")
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL:
        raise FileProblem(f"{name} 解压后超过 {MAX_TOTAL // 1048576} MB，已拒绝打开。")
    for info in infos:
        if info.file_size > _RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise FileProblem(f"{name} 的压缩比异常，疑似压缩炸弹，已拒绝打开。")
        if info.flag_bits & 1:
            raise FileProblem(f"{name} 加了密码，无法读取。请取消密码后再试。")


def _find_main_part(package: Package) -> None:
    name = package.name
    if CONTENT_TYPES not in package:
        raise FileProblem(f"{name} 不是 .docx 文件（{zip_kind(package.part_names)}）。{SAVE_AS}。")
    package.xml(CONTENT_TYPES)
    main = None
    for relationship in package.relationships().values():
        if relationship.kind == "officeDocument":
            main = relationship
            break
    if main is None or main.external or main.target not in package:
        kind = zip_kind(package.part_names)
        if kind != "是普通压缩包":
            raise FileProblem(f"{name} 不是 .docx 文件（{kind}）。{SAVE_AS}。")
        raise FileProblem(f"{name} 缺少正文部分，已损坏。{_ASK_AGAIN}。")
    package.main_part = main.target
    if is_strict(main.type) or speaks_strict(package.part(main.target)):
        _make_transitional(package)
    root = package.xml(main.target)
    tag = root.tag
    if tag != f"{{{WORD}}}document":
        raise FileProblem(f"{name} 不是 Word 文档（{zip_kind(package.part_names)}）。{SAVE_AS}。")
    if root.find(f"{{{WORD}}}body") is None:
        raise FileProblem(f"{name} 没有正文，已损坏。{_ASK_AGAIN}。")


def _make_transitional(package: Package) -> None:
    """Read a strict file's parts as transitional ones from now on."""
    names = [name for name in package.part_names if name.endswith((".xml", ".rels"))]
    for name, content in transitional((name, package.part(name)) for name in names):
        package.set_part(name, content)


def relationship_type(kind: str) -> str:
    """The full type of one of the standard relationships (``comments``, ``image`` …)."""
    return f"{RELATIONSHIPS}/{kind}"


def _rels_name(part: str) -> str:
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", base + ".rels")


def _resolve(folder: str, target: str) -> str:
    path = target if target.startswith("/") else posixpath.join("/", folder, target)
    return posixpath.normpath(path).lstrip("/")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=False,
    )


def _serialise(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
