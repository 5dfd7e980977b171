"""The text that the decisions make of a round's base, and where every change in it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import HongtouError
from pipeline.review.base_text import BaseText, base_text, text_of
from pipeline.review.case import Case, read_base
from pipeline.review.conflicts import ADOPTED, overlap
from pipeline.review.state import TextChange
from pipeline.word.document import read_document
from pipeline.word.edit import Edit
from pipeline.word.left_out import apply_possible
from pipeline.word.package import Package, open_package


@dataclass(frozen=True, slots=True)
class Sourced:
    """One change of the base with its sources: opinion numbers, and reasons of own changes."""

    change: TextChange
    opinions: tuple[int, ...] = ()
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A difference between the final text and what the decisions make. opinions: those whose
    adopted change it breaks."""

    label: str
    expected: str
    found: str
    opinions: tuple[int, ...] = ()


@dataclass(slots=True)
class _Sources:
    opinions: list[int] = field(default_factory=list)
    own: list[str] = field(default_factory=list)


def sourced_changes(case: Case, number: int) -> tuple[Sourced, ...]:
    """All changes to make to the base of round ``number``, each once, in the order of the text.

    Raises HongtouError when two of them cannot both be made.
    """
    found: dict[TextChange, _Sources] = {}
    for row in case.state.opinions.values():
        if row.round != number or row.disposition is None:
            continue
        if row.disposition.result in ADOPTED:
            for change in row.disposition.changes:
                found.setdefault(change, _Sources()).opinions.append(row.number)
    for own in case.state.own_changes:
        if own.round == number:
            for change in own.changes:
                found.setdefault(change, _Sources()).own.append(own.reason)
    _refuse_overlap(list(found.items()))
    ordered = sorted(found.items(), key=lambda item: _place(item[0]))
    return tuple(Sourced(c, tuple(s.opinions), tuple(s.own)) for c, s in ordered)


def _place(change: TextChange) -> tuple[str, int, int, int]:
    return (change.story, change.paragraph, change.start, change.end)


def _refuse_overlap(items: Sequence[tuple[TextChange, _Sources]]) -> None:
    for index, (change, sources) in enumerate(items):
        for other, others in items[index + 1 :]:
            if overlap(change, other):
                raise HongtouError(
                    f"{_name(sources)}和{_name(others)}改的是同一处而改法不同，"
                    "不能都写进文稿；请只采纳一处，或请领导决定。"
                )


def _name(sources: _Sources) -> str:
    if sources.opinions:
        return f"第{'、'.join(str(number) for number in sources.opinions)}条意见"
    return f"自行修改（{'；'.join(sources.own)}）"


@dataclass(frozen=True, slots=True)
class Composed:
    """A round's text. unwritten: a sentence for each change that could not be written."""

    package: Package
    unwritten: tuple[str, ...] = ()


def compose(case: Case, number: int, *, tracked: bool = False) -> Composed:
    """The base of round ``number`` with every adopted and own change made (bytes proved).

    A change that cannot be written is left out alone, and said.
    """
    package = open_package(read_base(case, number))
    changes = sourced_changes(case, number)
    units = [[edit_of(item.change, author=_author(case, item))] for item in changes]
    if not units:
        return Composed(package)
    written = apply_possible(package, units, tracked=tracked)
    if not written.left:
        return Composed(written.package)
    text = base_text(case, number)
    source = {id(edit): item for (edit,), item in zip(units, changes, strict=True)}
    told = []
    for left in written.left:
        item = source[id(left.edits[0])]
        who = _name(_Sources(list(item.opinions), list(item.own)))
        told.append(f"{who}（{text.place(item.change)[1]}）没能写入文稿：{left.reason}")
    return Composed(written.package, tuple(told))


def refuse_unwritten(composed: Composed) -> None:
    """Raise HongtouError when a change that was decided is not in the text."""
    if composed.unwritten:
        lines = "\n".join(f"  · {sentence}。" for sentence in composed.unwritten)
        raise HongtouError(
            f"有 {len(composed.unwritten)} 处已定的修改没能写入文稿：\n{lines}\n"
            "请把那条意见改为不采纳并说明，再用 hongtou case own-edit 换一种写法修改。"
        )


def _author(case: Case, item: Sourced) -> str:
    names = [case.state.opinions[number].department for number in item.opinions]
    return "、".join(dict.fromkeys(names)) or case.state.organ


def edit_of(change: TextChange, *, author: str = "", why: str = "") -> Edit:
    """A TextChange as an Edit for the writer."""
    return Edit(
        change.story,
        change.paragraph,
        change.start,
        change.end,
        None if change.row else change.new,
        change.end_paragraph,
        author=author,
        why=why,
        row=change.row,
        cells=change.cells,
    )


def unexplained(case: Case, number: int, given: Package) -> tuple[Unexplained, ...]:
    """Every difference between ``given`` and the text the decisions make, in both directions.

    A difference where an adopted change should stand names the opinion.
    """
    expected = text_of(read_document(compose(case, number).package))
    found = text_of(read_document(given))
    base = base_text(case, number)
    spans: list[Unexplained] = []
    for story in dict.fromkeys((*expected.stories, *found.stories)):
        spans += _story_differences(
            story, expected.stories.get(story, ()), found.stories.get(story, ()), expected
        )
    broken = _adopted_sentences(case, number, base)
    return tuple(_with_opinions(span, broken) for span in spans)


def _story_differences(
    story: str, expected: Sequence[str], found: Sequence[str], text: BaseText
) -> list[Unexplained]:
    from difflib import SequenceMatcher

    if list(expected) == list(found):
        return []
    matcher = SequenceMatcher(None, list(expected), list(found), autojunk=False)
    spans = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        label = text.place(TextChange(story, min(a, max(0, len(expected) - 1)), 0, 0, ""))[1]
        if b - a == d - c:
            for old, new in zip(expected[a:b], found[c:d], strict=True):
                spans.append(_narrow(label, old, new))
        else:
            spans.append(_narrow(label, "\n".join(expected[a:b]), "\n".join(found[c:d])))
    return spans


def _narrow(label: str, old: str, new: str) -> Unexplained:
    """Only what differs, with a few characters around it to find it by."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    start = max(0, head - 8)
    return Unexplained(
        label,
        old[start : len(old) - max(0, tail - 8)],
        new[start : len(new) - max(0, tail - 8)],
    )


def _adopted_sentences(case: Case, number: int, base: BaseText) -> Mapping[str, tuple[int, ...]]:
    """New text of adopted changes → the opinions it comes from."""
    found: dict[str, tuple[int, ...]] = {}
    for item in sourced_changes(case, number):
        if item.opinions:
            found[item.change.new or base.original(item.change)] = item.opinions
    return found


def _with_opinions(span: Unexplained, adopted: Mapping[str, tuple[int, ...]]) -> Unexplained:
    hit: list[int] = []
    for text, numbers in adopted.items():
        if text and (text in span.expected) != (text in span.found):
            hit += numbers
    return Unexplained(span.label, span.expected, span.found, tuple(dict.fromkeys(hit)))


def explained_rows(case: Case, number: int) -> list[dict[str, str]]:
    """One row a change for the 修改说明: 条款, 修改前, 修改后, 来源."""
    base = base_text(case, number)
    rows = []
    for item in sourced_changes(case, number):
        before, after = base.sentence(item.change)
        if item.change.row:
            after = "、".join(item.change.cells)
        rows.append(
            {
                "条款": base.place(item.change)[1],
                "修改前": before,
                "修改后": after,
                "来源": "；".join(_sources(case, item)),
            }
        )
    return rows


def _sources(case: Case, item: Sourced) -> Iterable[str]:
    for number in item.opinions:
        row = case.state.opinions[number]
        decided = row.disposition is not None and row.disposition.binding
        by = f"（{row.disposition.by}决定）" if decided and row.disposition else ""
        yield f"{row.department}第{number}条意见{by}"
    for reason in item.own:
        yield f"起草单位：{reason}"
