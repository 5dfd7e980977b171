"""A hand that edits a .docx the way Word and WPS do, independent of the project's own writer.

Word: runs split by rsids and proofing marks, ``w:ins``/``w:del``, comments with their part,
``w:trackRevisions``. WPS: every run with a font hint, other rsids, no tracked changes.
"""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XML = "http://www.w3.org/XML/1998/namespace"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DOCUMENT = "word/document.xml"


def w(name: str) -> str:
    return f"{{{W}}}{name}"


class Hand:
    """One department at its desk: an author, a date for each change, and the file."""

    def __init__(self, data: bytes, author: str, rsid: str) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.body = etree.fromstring(self.parts[DOCUMENT])
        self.author, self.rsid = author, rsid
        self.mark = 900
        self.comments: list[etree._Element] = []

    # ---- finding ----

    def paragraph(self, words: str) -> etree._Element:
        """The only paragraph whose text contains ``words``."""
        found = [p for p in self.body.iter(w("p")) if words in self.text(p)]
        assert len(found) == 1, (words, len(found))
        return found[0]

    @staticmethod
    def text(paragraph: etree._Element) -> str:
        return "".join(t.text or "" for t in paragraph.iter(w("t")))

    def runs_of(self, paragraph: etree._Element, words: str) -> list[etree._Element]:
        """Runs that hold exactly ``words``, split off from their neighbours."""
        text = self.text(paragraph)
        assert text.count(words) == 1, (words, text.count(words))
        start = text.index(words)
        for offset in (start, start + len(words)):
            self._split(paragraph, offset)
        at, found = 0, []
        for run in paragraph.iter(w("r")):
            length = len("".join(t.text or "" for t in run.iter(w("t"))))
            if length and start <= at and at + length <= start + len(words):
                found.append(run)
            at += length
        return found

    def _split(self, paragraph: etree._Element, offset: int) -> None:
        at = 0
        for run in list(paragraph.iter(w("r"))):
            nodes = run.findall(w("t"))
            text = "".join(node.text or "" for node in nodes)
            if len(nodes) == 1 and at < offset < at + len(text):
                node = nodes[0]
                tail = deepcopy(run)
                self._set(node, text[: offset - at])
                self._set(tail.find(w("t")), text[offset - at :])
                run.addnext(tail)
                return
            at += len(text)

    @staticmethod
    def _set(node: etree._Element, text: str) -> None:
        node.text = text
        node.set(f"{{{XML}}}space", "preserve")

    # ---- tracked changes, as Word writes them ----

    def _change(self, kind: str, date: str) -> etree._Element:
        self.mark += 1
        return etree.Element(
            w(kind), {w("id"): str(self.mark), w("author"): self.author, w("date"): date}
        )

    def tracked_delete(self, paragraph: etree._Element, words: str, date: str) -> etree._Element:
        runs = self.runs_of(paragraph, words)
        change = self._change("del", date)
        runs[0].addprevious(change)
        for run in runs:
            run.set(w("rsidDel"), self.rsid)
            run.find(w("t")).tag = w("delText")
            change.append(run)
        return change

    def tracked_insert(self, after: etree._Element, like: etree._Element, words: str, date: str):
        change = self._change("ins", date)
        run = etree.SubElement(change, w("r"), {w("rsidR"): self.rsid})
        properties = like.find(w("rPr"))
        if properties is not None:
            run.append(deepcopy(properties))
        self._set(etree.SubElement(run, w("t")), words)
        after.addnext(change)
        return change

    def tracked_replace(self, paragraph: etree._Element, old: str, new: str, date: str) -> None:
        deleted = self.tracked_delete(paragraph, old, date)
        self.tracked_insert(deleted, deleted.find(w("r")), new, date)

    def tracked_add(self, paragraph: etree._Element, after: str, words: str, date: str) -> None:
        run = self.runs_of(paragraph, after)[-1]
        self.tracked_insert(run, run, words, date)

    # ---- plain typing ----

    def type_over(self, paragraph: etree._Element, old: str, new: str) -> None:
        runs = self.runs_of(paragraph, old)
        self._set(runs[0].find(w("t")), new)
        runs[0].set(w("rsidR"), self.rsid)
        for run in runs[1:]:
            run.getparent().remove(run)

    def type_paragraph(self, after: etree._Element, *words: str) -> None:
        """A new paragraph typed behind ``after``; each of ``words`` goes on in the format of the
        run that stands in that place there (a run-in heading, then its text)."""
        fresh = deepcopy(after)
        runs = list(fresh.iter(w("r")))
        for run, text in zip(runs, words, strict=False):
            self._set(run.find(w("t")), text)
        for run in runs[len(words) :]:
            run.getparent().remove(run)
        fresh.set(w("rsidR"), self.rsid)
        after.addnext(fresh)

    # ---- comments ----

    def comment(self, paragraph: etree._Element, words: str, text: str, date: str) -> None:
        number = str(len(self.comments))
        runs = self.runs_of(paragraph, words)
        start = etree.Element(w("commentRangeStart"), {w("id"): number})
        end = etree.Element(w("commentRangeEnd"), {w("id"): number})
        first, last = (self._outermost(run, paragraph) for run in (runs[0], runs[-1]))
        first.addprevious(start)
        last.addnext(end)
        reference = etree.Element(w("r"), {w("rsidR"): self.rsid})
        etree.SubElement(reference, w("commentReference"), {w("id"): number})
        end.addnext(reference)
        node = etree.Element(
            w("comment"),
            {
                w("id"): number,
                w("author"): self.author,
                w("date"): date,
                w("initials"): self.author[:1],
            },
        )
        line = etree.SubElement(node, w("p"), {w("rsidR"): self.rsid})
        mark = etree.SubElement(line, w("r"))
        etree.SubElement(mark, w("annotationRef"))
        self._set(etree.SubElement(etree.SubElement(line, w("r")), w("t")), text)
        self.comments.append(node)

    @staticmethod
    def _outermost(run: etree._Element, paragraph: etree._Element) -> etree._Element:
        node = run
        while node.getparent() is not paragraph:
            node = node.getparent()
        return node

    # ---- what the programs leave behind ----

    def leave_word_marks(self) -> None:
        """Runs split at a digit, as Word's proofing does, with rsids and proofErr."""
        for paragraph in list(self.body.iter(w("p"))):
            paragraph.set(w("rsidRDefault"), self.rsid)
            text = self.text(paragraph)
            cut = next((i for i, char in enumerate(text) if char.isdigit() and i > 4), 0)
            if not cut or paragraph.find(f".//{w('delText')}") is not None:
                continue
            self._split(paragraph, cut)
            runs = [run for run in paragraph if run.tag == w("r")]
            if len(runs) > 1:
                runs[0].addnext(etree.Element(w("proofErr"), {w("type"): "gramStart"}))
                runs[1].set(w("rsidR"), self.rsid)
                runs[1].addnext(etree.Element(w("proofErr"), {w("type"): "gramEnd"}))
        self._settings(etree.Element(w("trackRevisions")))
        self._application("Microsoft Office Word", "16.0000")

    def leave_wps_marks(self) -> None:
        """Every run with an East Asian hint and its own paragraph marks, as WPS saves."""
        for run in self.body.iter(w("r")):
            properties = run.find(w("rPr"))
            if properties is None:
                properties = etree.Element(w("rPr"))
                run.insert(0, properties)
            fonts = properties.find(w("rFonts"))
            if fonts is None:
                fonts = etree.Element(w("rFonts"))
                style = properties.find(w("rStyle"))
                if style is None:
                    properties.insert(0, fonts)
                else:
                    style.addnext(fonts)
            fonts.set(w("hint"), "eastAsia")
        self._application("WPS Office_12.1.0.16929_F1E327BC-269C-435d-A152-05C5408002CA", "0")

    def _settings(self, node: etree._Element) -> None:
        root = etree.fromstring(self.parts["word/settings.xml"])
        if root.find(node.tag) is None:
            before = [c for c in root if etree.QName(c).localname in BEFORE_TRACKING]
            if before:
                before[-1].addnext(node)
            else:
                root.insert(0, node)
        self.parts["word/settings.xml"] = serialise(root)

    def _application(self, name: str, version: str) -> None:
        self.parts["docProps/app.xml"] = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://'
            'schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
            f"<Application>{name}</Application><AppVersion>{version}</AppVersion></Properties>"
        ).encode()
        self._declare(
            "docProps/app.xml",
            "application/vnd.openxmlformats-officedocument.extended-properties+xml",
            "_rels/.rels",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties",
            "docProps/app.xml",
        )

    def _declare(self, part: str, content_type: str, rels: str, kind: str, target: str) -> None:
        types = etree.fromstring(self.parts["[Content_Types].xml"])
        if not any(node.get("PartName") == f"/{part}" for node in types):
            etree.SubElement(
                types,
                f"{{{TYPES}}}Override",
                {"PartName": f"/{part}", "ContentType": content_type},
            )
            self.parts["[Content_Types].xml"] = serialise(types)
        root = etree.fromstring(self.parts[rels])
        if not any(node.get("Target") == target for node in root):
            used = {node.get("Id") for node in root}
            number = next(i for i in range(1, 1000) if f"rId{i}" not in used)
            etree.SubElement(
                root,
                f"{{{RELS}}}Relationship",
                {"Id": f"rId{number}", "Type": kind, "Target": target},
            )
            self.parts[rels] = serialise(root)

    # ---- saving ----

    def save(self) -> bytes:
        """The file; the same edits always give the same bytes."""
        if self.comments:
            root = etree.Element(w("comments"), nsmap={"w": W})
            root.extend(self.comments)
            self.parts["word/comments.xml"] = serialise(root)
            base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
            self._declare(
                "word/comments.xml",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml",
                "word/_rels/document.xml.rels",
                f"{base}comments",
                "comments.xml",
            )
        self.parts[DOCUMENT] = serialise(self.body)
        return pack(self.parts)


# CT_Settings is a sequence: these stand before w:trackRevisions.
BEFORE_TRACKING = {
    "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
    "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
    "printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts", "embedSystemFonts",
    "saveSubsetFonts", "saveFormsData", "mirrorMargins", "alignBordersAndEdges",
    "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop", "hideSpellingErrors",
    "hideGrammaticalErrors", "activeWritingStyle", "proofState", "formsDesign", "attachedTemplate",
    "linkStyles", "stylePaneFormatFilter", "stylePaneSortMethod", "documentType", "mailMerge",
    "revisionView",
}  # fmt: skip


def serialise(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def pack(parts: dict[str, bytes]) -> bytes:
    """A zip file with fixed dates and order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return buffer.getvalue()
