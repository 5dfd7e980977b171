"""Links and content controls around text that both files have: what differs is told, not merged.

Around new text they come along with it (``content``). What programs do to them on saving (links
as fields, addresses written otherwise) is no difference.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from lxml import etree

from pipeline.word.compare.found import Found
from pipeline.word.document import Document
from pipeline.word.edit import Fragment
from pipeline.word.ooxml import Element, R, W, value
from pipeline.word.stories import OBJECT, Span, Story

_LINK, _CONTROL, _CONTROL_PR = W + "hyperlink", W + "sdt", W + "sdtPr"
_CODE = re.compile(r'"([^"]*)"|(\S+)')
_LONGEST = 20
_MOST = 5
Link = tuple[str, str]


def differing_holders(base: Document, other: Document, found: Iterable[Found]) -> list[str]:
    """Sentences about links and controls that ``other`` (read in the all view) has otherwise."""
    fragments = [fragment for item in found for fragment in item.edit.fragments]
    links = list(_links_told(base, other, fragments))
    if len(links) > _MOST:
        links[_MOST:] = [f"另有 {len(links) - _MOST} 处链接与原稿不同，未合并。"]
    return [*links, *_controls_told(base, other, fragments)]


# Links ------------------------------------------------------------------------------------------


def _links_told(base: Document, other: Document, come: list[Fragment]) -> Iterator[str]:
    old, new = _links(base), _links(other)
    if not old and not new:
        return
    brought = _linked(come)
    texts = _text(base), _text(other)
    for text in dict.fromkeys((*old, *new)):
        went, came = old[text] - new[text], new[text] - old[text]
        shown = _short(text)
        if went and came:
            address = "、".join(came.elements())
            yield f"来文把“{shown}”的链接改为 {address}，未合并，请手工修改链接。"
        elif went and text in texts[1]:
            yield f"来文取消了“{shown}”的链接，未合并，合并稿仍有链接。"
        elif came and text in texts[0] and text not in brought:
            address = "、".join(came.elements())
            yield f"来文给“{shown}”加了链接 {address}，未合并，请手工添加。"


def _links(document: Document) -> defaultdict[str, Counter[str]]:
    """Linked text → the addresses it leads to; those of tables of contents do not count."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for story in document.stories:
        for text, target in _story_links(document, story):
            if text and target and not target.startswith("#_"):
                found[text][target] += 1
    return found


def _story_links(document: Document, story: Story) -> Iterator[Link]:
    texts: dict[object, str] = {}
    targets: dict[object, str] = {}
    elements = next(story.container.iter(_LINK), None) is not None
    for paragraph in story.paragraphs:
        for span in paragraph.spans:
            if span.status not in "=+":
                continue
            holder = _link_of(span, elements)
            if holder is not None:
                words = paragraph.text[span.start : span.end].replace(OBJECT, "")
                texts[holder] = texts.get(holder, "") + words
                if holder not in targets:
                    targets[holder] = _target(document, story, holder, span)
    for holder, text in texts.items():
        yield text.strip(), targets[holder]


def _link_of(span: Span, elements: bool) -> object:
    """The link around a run: its element (where there are ``elements``), or the field."""
    for outer in span.run.iterancestors(_LINK) if elements else ():
        return outer
    return span.field if span.field is not None and span.field.name == "HYPERLINK" else None


def _target(document: Document, story: Story, holder: object, span: Span) -> str:
    if isinstance(holder, etree._Element):
        relation = document.package.relationships(story.part).get(holder.get(R + "id", ""))
        address, place = relation.target if relation else "", holder.get(W + "anchor", "")
    else:
        assert span.field is not None
        address, place = _code_target(span.field.code)
    if address:
        return _plain_address(address)
    return f"#{place}" if place else ""


def _code_target(code: str) -> Link:
    """Address and place of a HYPERLINK field."""
    words = [quoted or plain for quoted, plain in _CODE.findall(code)][1:]
    address = words[0] if words and not words[0].startswith("\\") else ""
    places = [b for a, b in pairwise(words) if a == "\\l"]
    return address, places[0] if places else ""


def _plain_address(address: str) -> str:
    """An address in one form, however a program writes it."""
    parts = urlsplit(unquote(address.replace("\\", "/")).strip())
    if parts.scheme.lower() in ("", "file"):
        return posixpath.basename(parts.path.rstrip("/")) or address
    rest = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return f"{parts.scheme.lower()}:{'//' if parts.netloc else ''}{parts.netloc.lower()}{rest}" + (
        f"#{parts.fragment}" if parts.fragment else ""
    )


def _linked(come: list[Fragment]) -> str:
    """The text that comes in with links around it, or in whole tables."""
    return "\n".join(f.text for f in come if f.around or f.block or f.digest.startswith("field:"))


# Controls ---------------------------------------------------------------------------------------


def _controls_told(base: Document, other: Document, come: list[Fragment]) -> Iterator[str]:
    old, new = _controls(base), _controls(other)
    if not old and not new:
        return
    brought: Counter[str] = Counter()
    for fragment in come:
        for xml in filter(None, (fragment.around, fragment.xml)):
            if b"sdtPr" in xml:
                brought.update(_name(item) for item in etree.fromstring(xml).iter(_CONTROL_PR))
    text = _text(other)
    have = Counter(name for name, _ in new)
    gone = [
        name for name, words in old
        if _used(have, name) is False and words and words in text
    ]  # fmt: skip
    had = Counter(name for name, _ in old) + brought
    added = [name for name, words in new if words and _used(had, name) is False]
    if added:
        yield f"来文新增的内容控件（{_names(added)}）未合并，其中的文字已照常处理。"
    if gone:
        yield f"来文去掉了内容控件（{_names(gone)}），未合并，合并稿里仍有。"


def _used(left: Counter[str], name: str) -> bool:
    """Take one of ``left``; False when there is none."""
    if not left[name]:
        return False
    left[name] -= 1
    return True


def _controls(document: Document) -> list[tuple[str, str]]:
    """The content controls with their texts, without tables of contents and the like."""
    found: dict[Element, list[str]] = {}
    for story in document.stories:
        if next(story.container.iter(_CONTROL), None) is None:
            continue
        for paragraph in story.paragraphs:
            for span in paragraph.spans:
                if span.status in "=+":
                    words = paragraph.text[span.start : span.end].replace(OBJECT, "")
                    for outer in span.run.iterancestors(_CONTROL):
                        found.setdefault(outer, []).append(words)
    return [
        (_name(control.find(_CONTROL_PR)), "".join(words).strip())
        for control, words in found.items()
        if control.find(f"{_CONTROL_PR}/{W}docPartObj") is None
    ]


def _name(properties: Element | None) -> str:
    return value(properties, "alias") or value(properties, "tag") or "未命名"


def _names(names: list[str]) -> str:
    shown = "、".join(f"“{name}”" for name in dict.fromkeys(names[:_MOST]))
    return shown if len(names) == 1 else f"{shown}等 {len(names)} 个"


def _text(document: Document) -> str:
    """All that is there with tracked changes accepted."""
    return "\n".join(
        "".join(p.text[s.start : s.end] for s in p.spans if s.status in "=+")
        for story in document.stories
        for p in story.paragraphs
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
