"""The marks on a copy sent to one department: it is recognised whatever happens to its name.

The copy id stands in a custom property, in a hidden bookmark, in a small code in the footer and in
the file name; every clause has one too. Tracking is switched on and locked without a
password. ``unmark`` takes all of it out again, so that texts compare alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from pipeline.word.document import read_document
from pipeline.word.ooxml import MC, WORD, Element, R, W
from pipeline.word.package import Package, open_package, relationship_type

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM_MAP: dict[str | None, str] = {None: _CUSTOM, "vt": _TYPES}
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_PROPERTY = "hongtou-copy"
_BOOKMARK = "_ht_copy_"
_CODE = re.compile(r"HT[A-Z2-7]{10}")
_BOXED_CODE = re.compile(r"^\s*(HT[A-Z2-7]{10})(?:\s*\1)*\s*$")  # with its fallback, twice
_FOOTER_LINE = re.compile(r"^\s*HT[A-Z2-7]{10}\s*$")

# What stands before w:trackRevisions and w:documentProtection in CT_Settings (ECMA-376 17.15.1.78).
_BEFORE_TRACKING = frozenset(
    """
    writeProtection view zoom removePersonalInformation removeDateAndTime
    doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText
    printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts
    saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges
    bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors
    hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate linkStyles
    stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView
    """.split()  # noqa: SIM905 - a list of ECMA's names is easier to compare as words
)


def mark_copy(
    base: bytes, code: str, bookmarks: Sequence[tuple[str, int, int]], *, lock: bool = True
) -> bytes:
    """The bytes of a department's copy of ``base``; the text stays as it is.

    code: ``HT`` and ten of A–Z, 2–7. bookmarks: (name, first, last paragraph of the body), named
    ``_ht_…``. lock: switch tracked changes on and lock them without a password.
    """
    package = open_package(base)
    _set_property(package, code)
    _set_bookmarks(package, code, bookmarks)
    _set_footer_code(package, code)
    if lock:
        _lock_tracking(package)
    return package.to_bytes()


def find_copy_id(package: Package) -> tuple[str, str]:
    """The copy id in a returned file and where it was found, ("", "") when there is none."""
    related = package.related("", "custom-properties")
    if related is not None:
        for item in package.xml(related.target):
            if isinstance(item.tag, str) and item.get("name") == _PROPERTY:
                found = _CODE.search("".join(map(str, item.itertext())))
                if found:
                    return found[0], "文件属性"
    for mark in package.xml(package.main_part).iter(W + "bookmarkStart"):
        name = mark.get(W + "name", "")
        if name.startswith(_BOOKMARK) and _CODE.search(name):
            return name.removeprefix(_BOOKMARK), "隐藏书签"
    for story in read_document(package).stories:
        if story.kind == "footer" and (found := _CODE.search(story.text)):
            return found[0], "页脚编码"
    return "", ""


def unmark(package: Package) -> Package:
    """A copy of ``package`` without our bookmarks, footer code, property and lock."""
    plain = package.copy()
    _drop_property(plain)
    main = plain.main_part
    _drop_bookmarks(plain, main)
    for relationship in plain.relationships(main).values():
        if relationship.kind == "footer" and relationship.target in plain:
            _drop_footer_code(plain, relationship.target)
    settings = plain.related(main, "settings")
    if settings is not None:
        root = plain.xml(settings.target)
        for name in ("trackRevisions", "documentProtection"):
            for item in root.findall(W + name):
                root.remove(item)
        plain.touch(settings.target)
    return plain


def _set_property(package: Package, code: str) -> None:
    related = package.related("", "custom-properties")
    if related is None:
        root = etree.Element(f"{{{_CUSTOM}}}Properties", nsmap=_CUSTOM_MAP)  # type: ignore[arg-type]
        package.set_part("docProps/custom.xml", root, content_type=_CUSTOM_TYPE)
        package.add_relationship("", relationship_type("custom-properties"), "docProps/custom.xml")
        target = "docProps/custom.xml"
    else:
        target = related.target
        root = package.xml(target)
    rows = [item for item in root if isinstance(item.tag, str)]
    for item in rows:
        if item.get("name") == _PROPERTY:
            root.remove(item)
    number = max((int(item.get("pid", "1")) for item in rows), default=1) + 1
    attributes = {"fmtid": _FORMAT_ID, "pid": str(number), "name": _PROPERTY}
    entry = etree.SubElement(root, f"{{{_CUSTOM}}}property", attributes)
    etree.SubElement(entry, f"{{{_TYPES}}}lpwstr").text = code
    package.touch(target)


def _drop_property(package: Package) -> None:
    related = package.related("", "custom-properties")
    if related is None:
        return
    root = package.xml(related.target)
    for item in list(root):
        if isinstance(item.tag, str) and item.get("name") == _PROPERTY:
            root.remove(item)
    package.touch(related.target)


def _set_bookmarks(package: Package, code: str, bookmarks: Sequence[tuple[str, int, int]]) -> None:
    main = package.main_part
    _drop_bookmarks(package, main)
    root = package.xml(main)
    taken = [int(v) for item in root.iter() if (v := _id_of(item)).isdigit()]
    number = max(taken, default=0) + 1
    paragraphs = read_document(package).body.paragraphs
    if not paragraphs:
        return
    marks = [(f"{_BOOKMARK}{code}", 0, 0)]
    marks += [mark for mark in bookmarks if mark[2] < len(paragraphs)]
    for name, first, last in marks:
        start = etree.Element(W + "bookmarkStart")
        start.set(W + "id", str(number))
        start.set(W + "name", name)
        end = etree.Element(W + "bookmarkEnd")
        end.set(W + "id", str(number))
        _after_properties(paragraphs[first].element, start)
        if first == last and name.startswith(_BOOKMARK):
            start.addnext(end)
        else:
            paragraphs[last].element.append(end)
        number += 1
    package.touch(main)


def _id_of(item: Element) -> str:
    return str(item.get(W + "id", "")) if isinstance(item.tag, str) else ""


def _after_properties(paragraph: Element, new: Element) -> None:
    position = 1 if len(paragraph) and paragraph[0].tag == W + "pPr" else 0
    paragraph.insert(position, new)


def _drop_bookmarks(package: Package, main: str) -> None:
    root = package.xml(main)
    gone = set()
    for mark in list(root.iter(W + "bookmarkStart")):
        if mark.get(W + "name", "").startswith("_ht_"):
            gone.add(mark.get(W + "id"))
            _remove(mark)
    for mark in list(root.iter(W + "bookmarkEnd")):
        if mark.get(W + "id") in gone:
            _remove(mark)
    package.touch(main)


def _remove(item: Element) -> None:
    parent = item.getparent()
    if parent is not None:
        parent.remove(item)


def _set_footer_code(package: Package, code: str) -> None:
    main = package.main_part
    parts = sorted(
        {
            relationship.target
            for relationship in package.relationships(main).values()
            if relationship.kind == "footer" and relationship.target in package
        }
    )
    for part in parts:
        package.xml(part).insert(0, _code_paragraph(code))  # its anchor is what follows it
        package.touch(part)
    if not parts:
        _add_footer(package, code)


def _add_footer(package: Package, code: str) -> None:
    """A footer for a draft that has none, in every section."""
    name = "word/footer_ht.xml"
    root = etree.Element(W + "ftr", nsmap={"w": WORD})
    root.append(_code_paragraph(code))
    etree.SubElement(root, W + "p")
    package.set_part(name, root, content_type=_FOOTER_TYPE)
    new = package.add_relationship(package.main_part, relationship_type("footer"), name)
    body = package.xml(package.main_part).find(W + "body")
    assert body is not None
    sections = list(body.iter(W + "sectPr"))
    if not sections:
        sections = [etree.SubElement(body, W + "sectPr")]
    reference = etree.Element(W + "footerReference")
    reference.set(W + "type", "default")
    reference.set(R + "id", new)
    sections[0].insert(0, reference)
    package.touch(package.main_part)


def _code_paragraph(code: str) -> Element:
    """The code in 5-point grey, in a frame at the foot of the page: it moves nothing else."""
    paragraph = etree.Element(W + "p")
    properties = etree.SubElement(paragraph, W + "pPr")
    frame = etree.SubElement(properties, W + "framePr")
    for name, value in (
        ("wrap", "around"),
        ("vAnchor", "page"),
        ("hAnchor", "page"),
        ("x", "1588"),
        ("y", "16000"),
    ):
        frame.set(W + name, value)
    run = etree.SubElement(paragraph, W + "r")
    look = etree.SubElement(run, W + "rPr")
    etree.SubElement(look, W + "color").set(W + "val", "A6A6A6")
    etree.SubElement(look, W + "sz").set(W + "val", "10")
    etree.SubElement(run, W + "t").text = code
    return paragraph


def _drop_footer_code(package: Package, part: str) -> None:
    """Take the code out of a footer: our own paragraph, or the text box that LibreOffice and WPS
    make of its frame."""
    root = package.xml(part)
    for box in list(root.iter(MC + "AlternateContent", W + "drawing", W + "pict")):
        text = "".join(item.text or "" for item in box.iter(W + "t"))
        parent = box.getparent()
        if parent is not None and _BOXED_CODE.match(text):
            parent.remove(box)
    for paragraph in list(root.iter(W + "p")):
        text = "".join(item.text or "" for item in paragraph.iter(W + "t"))
        if _FOOTER_LINE.match(text):
            parent = paragraph.getparent()
            if parent is not None and len(parent.findall(W + "p")) > 1:
                parent.remove(paragraph)
    package.touch(part)


def _lock_tracking(package: Package) -> None:
    settings = package.related(package.main_part, "settings")
    if settings is None:
        root = etree.Element(W + "settings", nsmap={"w": WORD})
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"
        package.set_part("word/settings.xml", root, content_type=kind)
        package.add_relationship(
            package.main_part, relationship_type("settings"), "word/settings.xml"
        )
        target = "word/settings.xml"
    else:
        target = settings.target
        root = package.xml(target)
    for name in ("trackRevisions", "documentProtection"):
        for item in root.findall(W + name):
            root.remove(item)
    position = 0
    for index, item in enumerate(root):
        if isinstance(item.tag, str) and etree.QName(item).localname in _BEFORE_TRACKING:
            position = index + 1
    protection = etree.Element(W + "documentProtection")
    protection.set(W + "edit", "trackedChanges")
    protection.set(W + "enforcement", "1")
    root.insert(position, protection)
    root.insert(position, etree.Element(W + "trackRevisions"))
    package.touch(target)


def stamp_footer(data: bytes, text: str) -> bytes:
    """``data`` (a .docx) with a line of small print at the foot of every page."""
    package = open_package(data)
    _set_footer_code(package, text)
    return package.to_bytes()
