"""会签: a consent holds for the clauses as they were seen; a change of substance ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.review.base_text import BaseText, base_text, text_of
from pipeline.review.case import Case, Writing
from pipeline.review.clauses import Clause
from pipeline.review.clock import today
from pipeline.review.composing import compose
from pipeline.review.papers import common, contact, fingerprint, opening, plain, render
from pipeline.review.rules import Rules
from pipeline.review.state import Consent
from pipeline.word.copy_marks import stamp_footer
from pipeline.word.document import read_document

OPINIONS = ("同意", "不同意", "同意但转报")
_ALIKE = 50  # of 100: less like its old text than this, a clause counts as gone


@dataclass(frozen=True, slots=True)
class ConsentState:
    """Whether a consent still holds. lapsed: clauses changed in substance since; noted: in
    wording only (the consent stands)."""

    consent: Consent
    lapsed: tuple[str, ...]
    noted: tuple[str, ...]


def present_text(case: Case) -> BaseText:
    """The text as the decisions make it now."""
    return text_of(read_document(compose(case, case.state.round.number).package))


def record_consent(
    w: Writing, department: str, opinion: str, signer: str, post: str, on: date, reason: str = ""
) -> None:
    """Log a department's 会签 of the present text. Needs signer and post; 不同意 needs a reason."""
    hat = w.allow("consent")
    w.state.delivery(department)
    if opinion not in OPINIONS:
        raise HongtouError(f"会签意见只能是：{'、'.join(OPINIONS)}。")
    if not signer.strip() or not post.strip():
        raise HongtouError("会签要有签字人姓名和职务（--signer、--post）。")
    if opinion == "不同意" and not reason.strip():
        raise HongtouError(f"{department}不同意，要写明理由（--reason）。")
    data = {
        "department": department,
        "opinion": opinion,
        "signer": signer.strip(),
        "post": post.strip(),
        "on": on.isoformat(),
        "reason": reason.strip(),
        "clauses": {clause.label: clause.text for clause in _Present(w.case()).bound(department)},
    }
    w.log("consent", data, hat=hat)


class _Present:
    """The clauses as they stand now, found again from how they stood before."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.clauses = present_text(case).clauses
        self.labels = {clause.label: clause for clause in self.clauses}
        self.bodies = {_without_label(c.label, c.text): c for c in reversed(self.clauses)}
        self.asked: dict[int, tuple[Clause, ...]] = {}

    def follow(self, label: str, text: str) -> Clause | None:
        """Where a clause stands now: under its label, with the same text, or most alike.

        Articles that were only renumbered are found again by their text.
        """
        from rapidfuzz.fuzz import ratio

        body = _without_label(label, text)
        same = self.labels.get(label)
        if same is not None and same.text == text:
            return same
        if body in self.bodies:
            return self.bodies[body]
        likeness = {c.id: ratio(body, _without_label(c.label, c.text)) for c in self.clauses}
        if same is not None and likeness[same.id] >= _ALIKE:
            return same
        best = max(self.clauses, key=lambda clause: likeness[clause.id])
        return best if likeness[best.id] >= _ALIKE else None

    def bound(self, department: str) -> Sequence[Clause]:
        """The clauses a consent is bound to: those the department was asked about, else all."""
        item = self.case.state.delivery(department)
        if item.round not in self.asked:
            self.asked[item.round] = base_text(self.case, item.round).clauses
        asked = [clause for clause in self.asked[item.round] if clause.id in item.clauses]
        found = [self.follow(clause.label, clause.text) for clause in asked]
        return [clause for clause in found if clause is not None] or self.clauses


def _without_label(label: str, text: str) -> str:
    return text.strip().removeprefix(label).strip()


def consent_states(case: Case) -> tuple[ConsentState, ...]:
    """Every consent with the clauses that have changed since it was given."""
    if not case.state.consents:
        return ()
    now = _Present(case)
    return tuple(_state(consent, now, case.rules) for consent in case.state.consents)


def _state(consent: Consent, now: _Present, rules: Rules) -> ConsentState:
    lapsed: list[str] = []
    noted: list[str] = []
    for label, before in consent.clauses.items():
        clause = now.follow(label, before)
        if clause is None:
            lapsed.append(label)
            continue
        old, new = _without_label(label, before), _without_label(clause.label, clause.text)
        if old == new and clause.label == label:
            continue
        (noted if same_substance(old, new, rules) else lapsed).append(label)
    return ConsentState(consent, tuple(lapsed), tuple(noted))


def same_substance(before: str, after: str, rules: Rules) -> bool:
    """Whether two texts differ in marks and particles only (rules/review/levels.yaml)."""
    levels = rules.data["levels"]
    light = set(levels["wording_characters"]) | set(" 　\t\n")
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal" and any(char not in light for char in before[a:b] + after[c:d]):
            return False
    return all(before.count(word) == after.count(word) for word in levels["substance"])


def open_consents(case: Case) -> tuple[str, ...]:
    """Why the 会签 does not yet hold, one sentence each."""
    reasons = []
    for item in consent_states(case):
        if item.consent.opinion == "不同意":
            reasons.append(f"{item.consent.department}会签不同意。")
        elif item.lapsed:
            reasons.append(
                f"{item.consent.department}会签以后，{'、'.join(item.lapsed)}有实质修改，"
                "会签失效，请重新会签。"
            )
    return tuple(reasons)


def consent_sheet(
    w: Writing,
    names: Sequence[str] = (),
    *,
    until: date | None = None,
    template_folders: Sequence[Path] = (),
) -> Path:
    """会签单: who consents to which clauses, with the fingerprint of each clause's text; logged.

    names: the departments (default: all that were ever consulted). Signed on paper, it ties the
    consent to the text (clause hashes) and to the log (tip in the footer).
    """
    hat = w.allow("record")
    case = w.case()
    departments = list(names) or list(case.state.departments)
    if not departments:
        raise HongtouError("还没有征求过任何部门的意见，没有可会签的单位。")
    given = {item.consent.department: item for item in consent_states(case)}
    now = _Present(case)
    rows: list[dict[str, str]] = []
    listed: set[str] = set()
    for name in departments:
        bound = now.bound(name)
        listed |= {clause.id for clause in bound}
        labels = "全文" if len(bound) == len(now.clauses) else "、".join(c.label for c in bound)
        rows.append({"单位": name, "条款": labels, **_signed_row(given.get(name))})
    data = common(case.state, today()) | contact(case.state)
    data |= {
        "会签单位": rows,
        "条款指纹": [
            {"条款": c.label, "内容": plain(opening(c, 30)), "指纹": c.hash}
            for c in now.clauses
            if c.id in listed
        ],
    }
    if until is not None:
        data["会签期限"] = until.isoformat()
    made = stamp_footer(render("会签单", data, template_folders), fingerprint(w.state))
    path = f"tables/会签单_{w.state.mark}.docx"
    digest = w.store(path, made, overwrite=True)
    w.log("exported", {"kind": "consent", "seq": w.state.seq}, hat=hat, files={path: digest})
    return w.folder / path


def _signed_row(item: ConsentState | None) -> dict[str, str]:
    """What the sheet shows of a consent already given; a lapsed one is open again."""
    if item is None:
        return {}
    if item.lapsed:
        return {"备注": f"{'、'.join(item.lapsed)}已作实质修改，请重新会签"}
    consent = item.consent
    row = {"意见": consent.opinion, "签字人": consent.post + consent.signer, "日期": consent.on}
    return row | ({"备注": plain(consent.reason)} if consent.reason else {})
