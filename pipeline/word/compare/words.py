"""The words of a paragraph that are matched: characters, numbers, fields, objects."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.word.compare.lines import VOLATILE
from pipeline.word.inline import text_boxes
from pipeline.word.ooxml import ID, MATH, R_, VAL, Element, R, W
from pipeline.word.package import Package
from pipeline.word.stories import OBJECT, Field, Span, child_text
from pipeline.word.word_diff import tokens

_NOTES = (W + "footnoteReference", W + "endnoteReference")


@dataclass(slots=True)
class Token:
    """A word to be matched; ``extra`` carries what hangs on an object (note id, text boxes)."""

    key: Hashable
    start: int
    end: int
    extra: object = None


def match_token(one: Token, two: Token, target: dict[int, tuple[int, int]]) -> None:
    """Say which base characters the characters of an equal token stand for."""
    if one.end - one.start == two.end - two.start:
        for k in range(one.end - one.start):
            target[two.start + k] = (one.start + k, 1)
        return
    target[two.start] = (one.start, one.end - one.start)
    for k in range(two.start + 1, two.end):
        target[k] = (one.end, 0)


def masked(text: str, spans: Sequence[Span]) -> str:
    """The text with the results of fields that recalculate themselves replaced by their name."""
    result, position = [], 0
    last: Field | None = None
    for span in spans:
        if span.field is not None and span.field.name in VOLATILE:
            result.append(text[position : span.start])
            if span.field is not last:
                result.append(f"\x02{span.field.name}\x02")
            position = span.end
        last = span.field
    return "".join(result) + text[position:]


def paragraph_tokens(text: str, spans: Sequence[Span], package: Package, part: str) -> list[Token]:
    """The words of a paragraph; fields that recalculate and objects are words of their own."""
    if OBJECT not in text and all(span.field is None for span in spans):
        return [Token(text[a:b], a, b) for a, b in tokens(text)]
    found: list[Token] = []
    plain_from = 0
    last: Field | None = None
    for span in spans:
        volatile = span.field is not None and span.field.name in VOLATILE
        if volatile:
            found += _plain_tokens(text, plain_from, span.start)
            plain_from = span.end
            if span.field is last and found:
                found[-1].end = span.end
            elif span.field is not None:
                found.append(Token(("field", span.field.name), span.start, span.end))
        elif OBJECT in text[span.start : span.end]:
            found += _plain_tokens(text, plain_from, span.start)
            found += _object_tokens(text, span, package, part)
            plain_from = span.end
        last = span.field
    return found + _plain_tokens(text, plain_from, len(text))


def _plain_tokens(text: str, start: int, end: int) -> list[Token]:
    return [Token(text[start + a : start + b], start + a, start + b)
            for a, b in tokens(text[start:end])]  # fmt: skip


def _object_tokens(text: str, span: Span, package: Package, part: str) -> Iterator[Token]:
    if span.run.tag != R_:
        yield Token(("object", digest_of(span.run, package, part)), span.start, span.end)
        return
    position = span.start
    for child in span.run:
        piece = child_text(child)
        size = min(len(piece), span.end - position)
        if size <= 0:
            continue
        if piece == OBJECT:
            if child.tag in _NOTES:
                kind = "footnote" if child.tag == _NOTES[0] else "endnote"
                extra: object = f"{kind}:{child.get(ID, '')}"
                yield Token(("note", kind), position, position + 1, extra)
            else:
                boxes = list(text_boxes(child))
                key = ("object", digest_of(child, package, part))
                yield Token(key, position, position + 1, boxes or None)
        else:
            yield from _plain_tokens(text, position, position + size)
        position += size


def digest_of(item: Element, package: Package, part: str) -> str:
    """What an object shows: its pictures by checksum, a symbol by code, a formula by its text."""
    found: list[str] = []
    relationships = package.relationships(part)
    for node in item.iter():
        for name, number in node.items():
            if str(name).startswith(R) and number in relationships:
                relation = relationships[number]
                info = package.checksum(relation.target) if not relation.external else None
                found.append(relation.target if info is None else str(info))
        if node.tag == W + "sym":
            found.append(f"{node.get(W + 'font')}:{node.get(W + 'char')}")
        elif str(node.tag).startswith(MATH) and node.text:
            found.append(node.text)
    if item.tag.startswith(MATH) or found:
        return "|".join(found)
    return item.tag if item.tag in _NOTES else "shape"


def shell_digest(shell: Element, package: Package, part: str) -> str:
    """What a link points to, a simple field computes, or a control is called."""
    if shell.tag == W + "hyperlink":
        relation = package.relationships(part).get(shell.get(R + "id", ""))
        target = relation.target if relation is not None else ""
        return f"link:{target}#{shell.get(W + 'anchor', '')}"
    if shell.tag == W + "fldSimple":
        return f"field:{' '.join(shell.get(W + 'instr', '').split())}"
    names = [item.get(VAL, "") for item in shell.iter(W + "alias", W + "tag")]
    return f"control:{'|'.join(names)}"
