"""From the marks of a returned file to opinions: each mark ends in one, or is explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.review.base_text import BaseText
from pipeline.review.clauses import find_label
from pipeline.review.forms import Form, says_no_objection
from pipeline.review.instructions import instructed_change
from pipeline.review.rules import Rules
from pipeline.review.state import Opinion, TextChange

_SHORT = 2  # characters: so short a text is shown with what follows it


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """One changed place in a returned copy. silent: changed without a trace."""

    change: TextChange
    author: str
    silent: bool


@dataclass(frozen=True, slots=True)
class CommentMark:
    """One comment in a returned copy; parent: the id of the comment it answers, or ""."""

    id: str
    author: str
    text: str
    story: str
    paragraph: int
    start: int
    end: int
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything found in a returned file. explained: what is reported but no opinion."""

    changes: tuple[ChangeMark, ...] = ()
    comments: tuple[CommentMark, ...] = ()
    form: Form | None = None
    explained: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Marks by kind, as a receipt says them."""
        silent = sum(mark.silent for mark in self.changes)
        form = (len(self.form.rows) + len(self.form.skipped)) if self.form else 0
        return {
            "修订": len(self.changes) - silent,
            "批注": len(self.comments),
            "未留痕修改": silent,
            "表内意见": form,
        }


@dataclass(slots=True)
class Row:
    """An opinion in the making; marks: how many marks went into it; level: "" when not said."""

    kind: str
    clause: str
    label: str
    original: str = ""
    proposal: str = ""
    reason: str = ""
    level: str = ""
    author: str = ""
    changes: list[TextChange] = field(default_factory=list)
    marks: int = 1
    key: tuple[str, int, int] = ("", 0, 0)
    note: str = ""

    def as_data(self, number: int) -> dict[str, Any]:
        """Plain data for the log."""
        data = {
            "n": number,
            "clause": self.clause,
            "label": self.label,
            "original": self.original,
            "kind": self.kind,
            "level": self.level,
            "proposal": self.proposal,
            "reason": self.reason,
            "changes": [change.as_data() for change in self.changes],
            "author": self.author,
            "marks": self.marks,
            "note": self.note,
        }
        return {key: value for key, value in data.items() if value not in ("", [])}


@dataclass(frozen=True, slots=True)
class Rows:
    """The opinions of one file; explained: what is said about the marks that became none,
    ``lost`` in number, and about other things that were left aside."""

    rows: tuple[Row, ...]
    explained: tuple[str, ...]
    lost: int = 0


def make_rows(marks: Marks, base: BaseText, rules: Rules) -> Rows:
    """Group marks into opinions. Edits of one sentence are one opinion; a comment on it gives its
    reason; a row of the form that says the same adds to it."""
    rows = _change_rows(marks.changes, base, rules)
    explained = list(marks.explained)
    lost = 0
    threads: dict[str, Row] = {}
    for comment in marks.comments:
        parent = threads.get(comment.parent)
        if parent is not None:
            parent.reason = _joined(parent.reason, comment.text)
            parent.marks += 1
            threads[comment.id] = parent
            continue
        if says_no_objection(comment.text) or not comment.text.strip():
            what = "无意见" if comment.text.strip() else "空白"
            explained.append(f"批注“{comment.text.strip()[:20]}”（{what}），不作为意见")
            lost += 1
            continue
        row = _row_of_comment(comment, rows, base)
        if row is None:
            row = _comment_row(comment, base, rules)
            rows.append(row)
        threads[comment.id] = row
    if marks.form is not None:
        explained += _add_form(marks.form, rows, base, rules)
        lost += len(marks.form.skipped)
    return Rows(tuple(sorted(rows, key=lambda row: row.key)), tuple(explained), lost)


def _change_rows(marks: Iterable[ChangeMark], base: BaseText, rules: Rules) -> list[Row]:
    groups: dict[tuple[str, int, int, bool], list[ChangeMark]] = {}
    for mark in sorted(marks, key=lambda m: _position(m.change)):
        change = mark.change
        key = (change.story, change.paragraph, _sentence_start(base, change), mark.silent)
        groups.setdefault(key, []).append(mark)
    return [_change_row(group, base, rules) for group in groups.values()]


def _position(change: TextChange) -> tuple[str, int, int]:
    return (change.story, change.paragraph, change.start)


def _sentence_start(base: BaseText, change: TextChange) -> int:
    paragraphs = base.stories.get(change.story, ())
    if change.paragraph >= len(paragraphs):
        return 0
    text = paragraphs[change.paragraph]
    return max(text.rfind(mark, 0, change.start) for mark in "。；！？") + 1


def _change_row(group: Sequence[ChangeMark], base: BaseText, rules: Rules) -> Row:
    changes = [mark.change for mark in group]
    clause, label = base.place(changes[0])
    objects = any("\ufffc" in change.new for change in changes)
    authors = dict.fromkeys(mark.author for mark in group if mark.author)
    return Row(
        kind="未留痕修改" if group[0].silent else "修订",
        clause=clause,
        label=label,
        original=_shown_original(changes, base),
        proposal="；".join(describe(change, base) for change in changes),
        level=level_of(changes, base, rules),
        author="、".join(authors),
        changes=[] if objects else list(changes),
        marks=len(group),
        key=_position(changes[0]),
        note="含图片、公式或注，采纳时须人工落文" if objects else "",
    )


def _shown_original(changes: Sequence[TextChange], base: BaseText) -> str:
    if len(changes) == 1:
        return base.sentence(changes[0])[0]
    first = changes[0]
    whole = TextChange(
        first.story,
        first.paragraph,
        first.start,
        changes[-1].end,
        "",
        changes[-1].last_paragraph,
    )
    return base.sentence(whole)[0]


def describe(change: TextChange, base: BaseText) -> str:
    """A change in words: 将“甲”改为“乙”, 在“…”后增加“乙”, 删去“甲”."""
    old = base.original(change)
    new = change.new.replace("\n", "¶").replace("\ufffc", "〔图或注〕")
    old_shown = old.replace("\n", "¶").replace("\ufffc", "〔图或注〕")
    if change.row:
        return (
            f"增加表格行“{'、'.join(filter(None, change.cells))}”"
            if change.cells
            else "删去表格的一行"
        )
    if old and new:
        more = _following(change, base) if min(len(old), len(new)) <= _SHORT else ""
        return f"将“{old_shown}{more}”改为“{new}{more}”"
    if old:
        return f"删去“{old_shown}”"
    paragraphs = base.stories.get(change.story, ())
    text = paragraphs[change.paragraph] if change.paragraph < len(paragraphs) else ""
    before = text[max(0, change.start - 8) : change.start].strip()
    if before:
        return f"在“{before}”后增加“{new}”"
    after = text[change.start : change.start + 8].strip()
    return f"在“{after}”前增加“{new}”" if after else f"增加“{new}”"


def _following(change: TextChange, base: BaseText) -> str:
    """A few characters behind a short change, so that “5” is shown as “5个工作日”."""
    paragraphs = base.stories.get(change.story, ())
    if change.last_paragraph >= len(paragraphs):
        return ""
    rest = paragraphs[change.last_paragraph][change.end : change.end + 4]
    match = re.match(r"[\u4e00-\u9fff%％]*", rest)
    return match[0] if match else ""


def level_of(changes: Sequence[TextChange], base: BaseText, rules: Rules) -> str:
    """文字 when only marks and particles change and no word of substance, else the default."""
    return "文字" if all(wording_only(c, base, rules) for c in changes) else rules.default_level


def wording_only(change: TextChange, base: BaseText, rules: Rules) -> bool:
    """Whether a change touches wording only (rules/review/levels.yaml)."""
    if change.row:
        return False
    levels = rules.data["levels"]
    light = set(levels["wording_characters"]) | set(" 　\t")
    old, new = base.original(change), change.new
    if any(char not in light for char in old + new):
        return False
    before, after = base.sentence(change)
    return all(before.count(word) == after.count(word) for word in levels["substance"])


def _row_of_comment(comment: CommentMark, rows: Sequence[Row], base: BaseText) -> Row | None:
    """The change whose reason a comment gives: the one it hangs on, else the one in its sentence
    (unless the comment itself says exactly what else to change)."""
    near: Row | None = None
    anchor = _anchor(comment)
    for row in rows:
        for change in row.changes:
            if (change.story, change.paragraph) != (comment.story, comment.paragraph):
                continue
            if change.start <= comment.end and comment.start <= max(change.end, change.start + 1):
                return _with_reason(row, comment)
            if _sentence_start(base, change) == _sentence_start(base, anchor):
                near = near or row
    if near is None or _instructed(comment, base) is not None:
        return None
    return _with_reason(near, comment)


def _anchor(comment: CommentMark) -> TextChange:
    return TextChange(comment.story, comment.paragraph, comment.start, comment.end, "")


def _instructed(comment: CommentMark, base: BaseText) -> TextChange | None:
    anchor = _anchor(comment)
    clause = base.place(anchor)[0]
    return instructed_change(comment.text, base.body, base.clauses, clause=clause, anchor=anchor)


def _with_reason(row: Row, comment: CommentMark) -> Row:
    row.reason = _joined(row.reason, comment.text)
    row.marks += 1
    return row


def _comment_row(comment: CommentMark, base: BaseText, rules: Rules) -> Row:
    anchor = _anchor(comment)
    clause, label = base.place(anchor)
    change = _instructed(comment, base)
    original = base.original(anchor) or base.sentence(anchor)[0]
    return Row(
        kind="批注",
        clause=clause,
        label=label,
        original=original,
        proposal=comment.text.strip(),
        level=rules.default_level,
        author=comment.author,
        changes=[change] if change else [],
        key=_position(anchor),
    )


def _add_form(form: Form, rows: list[Row], base: BaseText, rules: Rules) -> list[str]:
    explained = list(form.skipped)
    for item in form.rows:
        clause = find_label(base.clauses, item.clause)
        change = instructed_change(
            item.proposal,
            base.body,
            base.clauses,
            clause=clause.label if clause else "",
            original=item.original,
        )
        level = item.level if item.level in rules.levels else ""
        unknown = "" if level or not item.level.strip("/—- 　") else f"类别写的是“{item.level}”"
        same = _same_row(rows, change)
        if same is not None:
            same.level = level or same.level
            same.reason = _joined(same.reason, item.reason)
            same.note = _joined(same.note, unknown)
            same.marks += 1
            continue
        label = item.clause or (clause.label if clause else "全文")
        lost = "" if clause or not item.clause else f"文稿里没有找到“{item.clause}”"
        note = "；".join(filter(None, (lost, unknown)))
        rows.append(
            Row(
                kind="表内意见",
                clause=clause.id if clause else "",
                label=label,
                original=item.original,
                proposal=item.proposal,
                reason=item.reason,
                level=level,
                changes=[change] if change else [],
                key=("body", clause.first if clause else 10**6, item.line),
                note=note,
            )
        )
    return explained


def _same_row(rows: Sequence[Row], change: TextChange | None) -> Row | None:
    if change is None:
        return None
    return next((row for row in rows if change in row.changes), None)


def _joined(first: str, second: str) -> str:
    second = second.strip()
    if not first or not second or second in first:
        return first or second
    return f"{first}；{second}"


def same_opinion(row: Row, known: Iterable[Opinion]) -> Opinion | None:
    """An opinion of the same department that says the same: equal changes, or equal words."""
    for opinion in known:
        if row.changes and set(row.changes) == set(opinion.changes):
            return opinion
        words = (row.clause, row.proposal) == (opinion.clause, opinion.proposal)
        if words and not row.changes and not opinion.changes:
            return opinion
    return None
