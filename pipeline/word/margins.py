"""Headers and footers a file does not have yet: how Edits call them, and how they are made.

An Edit of the story ``header+0:default`` is about the header of the first section's pages of
that type, which the writer makes with one empty paragraph. OOXML cannot track such a part:
rejecting the edit leaves an empty one. Nor can it track that odd and even pages differ.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Sequence
from copy import deepcopy

from lxml import etree

from pipeline.word.document import Document
from pipeline.word.drawn import SHAPES
from pipeline.word.edit import Edit, EditProblem
from pipeline.word.ooxml import PPR, SECT_PR, Element, P, R, W
from pipeline.word.package import Package, relationship_type
from pipeline.word.sections import Section
from pipeline.word.stories import Story

_NAME = re.compile(r"(header|footer)\+([0-9]+):(default|first|even)")
_MARGINS = ("header", "footer")
# what the schema puts in front of evenAndOddHeaders in the settings (ISO/IEC 29500-1, A.1)
_SETTINGS_BEFORE = (
    "writeProtection view zoom removePersonalInformation removeDateAndTime "
    "doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText "
    "printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts "
    "saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges "
    "bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors "
    "hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate "
    "linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge "
    "revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection "
    "autoFormatOverride styleLockTheme styleLockQFSet defaultTabStop autoHyphenation "
    "consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps showEnvelope summaryLength "
    "clickAndTypeStyle defaultTableStyle"
)
_BEFORE_EVEN = frozenset(W + name for name in _SETTINGS_BEFORE.split())
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


def margin_name(kind: str, section: int, role: str) -> str:
    """The story name of a header or footer that is still to be made."""
    return f"{kind}+{section}:{role}"


def is_new_margin(story: str) -> bool:
    """Whether a story name is one of those."""
    return _NAME.fullmatch(story) is not None


def shown_on_even_pages(document: Document, new: Collection[str] = ()) -> list[str]:
    """What would change if even pages got headers and footers of their own: the texts of footers
    that would no longer stand there, and of what would come to light. ``new``: parts just made.
    A header of all pages is given to the even ones as well (``part_even_pages``)."""
    made: list[str] = []
    stories = {story.part: story for story in document.stories if story.kind in _MARGINS}
    for section in document.sections:
        for parts in (dict(section.headers), dict(section.footers)):
            for role in ("even",) if "even" in parts else ("default",):
                story = stories.get(parts.get(role, ""))
                if story is None or story.part in new or not _holds(document, story):
                    continue
                if role == "even" or story.kind == "footer":
                    made.append(story.text.strip())
    return made


def _holds(document: Document, story: Story) -> bool:
    """Whether a header or footer shows anything: text, or a picture or box in it."""
    return bool(story.text.strip()) or any(True for _ in story.container.iter(*SHAPES))


def part_even_pages(document: Document, new: Collection[str]) -> None:
    """Give even pages headers and footers of their own, in place.

    Raises EditProblem where that would take one that is there from them, or bring out a hidden one.
    """
    package = document.package
    if any(section.even_and_odd for section in document.sections):
        return
    if shown_on_even_pages(document, new):
        raise EditProblem("文件已有页眉页脚，设为奇偶页不同会影响它们，没有设。")
    for section in document.sections:
        _share_header(package, section.element)
    related = package.related(package.main_part, "settings")
    if related is None:
        part = posixpath.join(posixpath.dirname(package.main_part), "settings.xml")
        root = etree.Element(W + "settings", nsmap={"w": W[1:-1]})
        package.set_part(part, root, content_type=_TYPE.format("settings"))
        package.add_relationship(package.main_part, relationship_type("settings"), part)
    else:
        part, root = related.target, package.xml(related.target)
    old = root.find(W + "evenAndOddHeaders")
    if old is not None:
        root.remove(old)
    before = [place for place, child in enumerate(root) if child.tag in _BEFORE_EVEN]
    root.insert(before[-1] + 1 if before else 0, etree.Element(W + "evenAndOddHeaders"))
    package.touch(part)


def _share_header(package: Package, section: Element | None) -> None:
    """Let a section's header of all pages be that of even pages too, in place."""
    references = [] if section is None else section.findall(W + "headerReference")
    kinds = {reference.get(W + "type", "default"): reference for reference in references}
    if "default" in kinds and "even" not in kinds:
        even = deepcopy(kinds["default"])
        even.set(W + "type", "even")
        kinds["default"].addnext(even)
        package.touch(package.main_part)


def add_margin(package: Package, name: str, edits: Sequence[Edit]) -> str:
    """Make the header or footer ``name`` in place; returns its part.

    Its paragraph looks as the last empty fragment of ``edits`` says.
    """
    match = _NAME.fullmatch(name)
    assert match is not None
    kind, section, role = match[1], int(match[2]), match[3]
    main = package.main_part
    body = package.xml(main).find(W + "body")
    assert body is not None
    sections = [
        item for item in body.iter(SECT_PR)
        if (holder := item.getparent()) is not None and holder.tag in (PPR, W + "body")
    ]  # fmt: skip
    if not sections:
        sections = [etree.SubElement(body, SECT_PR)]
    number = 1
    while (part := posixpath.join(posixpath.dirname(main), f"{kind}{number}.xml")) in package:
        number += 1
    root = etree.Element(W + ("hdr" if kind == "header" else "ftr"), nsmap={"w": W[1:-1]})
    paragraph = etree.SubElement(root, P)
    properties = _properties(edits, package)
    if properties is not None:
        paragraph.append(properties)
    package.set_part(part, root, content_type=_TYPE.format(kind))
    reference = etree.Element(f"{W}{kind}Reference")
    reference.set(W + "type", role)
    reference.set(R + "id", package.add_relationship(main, relationship_type(kind), part))
    sections[section].insert(0, reference)
    package.touch(main)
    return part


def _properties(edits: Sequence[Edit], package: Package) -> Element | None:
    # here, because a check that only proposes a page number has no use for the rest
    from pipeline.word.imports import Importer

    for edit in edits:
        for fragment in edit.fragments:
            if not fragment.text and fragment.xml:
                return Importer(package).paragraph_properties(fragment)
    return None


def brings_footer(section: Section, role: str) -> bool:
    """Whether a section has a footer of its own for pages of that type (default, first, even)."""
    if section.element is None:
        return False
    references = section.element.iter(W + "footerReference")
    return any(reference.get(W + "type", "default") == role for reference in references)
