"""会签: a consent holds for the clauses as they were seen; a change of substance ends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from pipeline.errors import HongtouError
from pipeline.review.base_text import BaseText, text_of
from pipeline.review.case import Case, Writing
from pipeline.review.clauses import Clause
from pipeline.review.composing import compose
from pipeline.review.rules import Rules
from pipeline.review.state import Consent
from pipeline.word.document import read_document

OPINIONS = ("同意", "不同意", "同意但转报")


@dataclass(frozen=True, slots=True)
class ConsentState:
    """Whether a consent still holds. lapsed: clauses changed in substance since; noted: in
    wording only (the consent stands)."""

    consent: Consent
    lapsed: tuple[str, ...]
    noted: tuple[str, ...]


def present_text(case: Case) -> BaseText:
    """The text as the decisions make it now."""
    return text_of(read_document(compose(case, case.state.round.number)))


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
    text = present_text(w.case())
    data = {
        "department": department,
        "opinion": opinion,
        "signer": signer.strip(),
        "post": post.strip(),
        "on": on.isoformat(),
        "reason": reason.strip(),
        "clauses": {clause.label: clause.text for clause in _seen(w, department, text)},
    }
    w.log("consent", data, hat=hat)


def _seen(w: Writing, department: str, text: BaseText) -> Sequence[Clause]:
    """The clauses a consent is bound to: those the department was asked about, else all."""
    item = w.state.delivery(department)
    return [clause for clause in text.clauses if clause.id in item.clauses] or text.clauses


def consent_states(case: Case) -> tuple[ConsentState, ...]:
    """Every consent with the clauses that have changed since it was given."""
    if not case.state.consents:
        return ()
    now = {clause.label: clause.text for clause in present_text(case).clauses}
    return tuple(_state(consent, now, case.rules) for consent in case.state.consents)


def _state(consent: Consent, now: Mapping[str, str], rules: Rules) -> ConsentState:
    lapsed: list[str] = []
    noted: list[str] = []
    for label, before in consent.clauses.items():
        after = now.get(label, "")
        if before == after:
            continue
        (noted if same_substance(before, after, rules) else lapsed).append(label)
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
