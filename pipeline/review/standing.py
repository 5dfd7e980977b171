"""Who stands where: a department's part in a round as one word, with the time left.

逾期 is never shown as 无意见, and a file without any mark or tick is never taken for consent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.gongwen.calendar import workdays_if_known
from pipeline.review.conflicts import find_conflicts, next_step
from pipeline.review.rules import Rules
from pipeline.review.state import CaseState, Delivery

OPEN = ("已发", "已签收", "延期", "逾期", "待补录", "未表态")


@dataclass(frozen=True, slots=True)
class Standing:
    """One department. left: working days until the deadline (negative: overdue by so many; None:
    nothing is awaited, or no holiday table). colour: "" | blue | yellow | red (催办)."""

    department: str
    round: int
    word: str
    due: str
    left: int | None
    colour: str
    opinions: int
    remark: str


def word_of(delivery: Delivery, today: date) -> str:
    """The state of one delivery: 已发 已签收 无意见 有意见 未表态 待补录 退回 延期 逾期 补报."""
    if delivery.returned:
        return "退回"
    replies = [reply for reply in delivery.replies if reply.kind == "回复"]
    if replies:
        if any(reply.rows for reply in replies):
            word = "有意见"
        elif any(reply.no_objection for reply in replies):
            word = "无意见"
        else:
            return "未表态"
        return f"补报（{word}）" if all(reply.late for reply in replies) else word
    if any(reply.kind in ("扫描件", "文字") for reply in delivery.replies):
        return "待补录"
    if today.isoformat() > delivery.due:
        return "逾期"
    if delivery.extended:
        return "延期"
    return "已签收" if delivery.acknowledged else "已发"


def standings(
    state: CaseState, rules: Rules, today: date, folders: Sequence[Path] = (), number: int = 0
) -> tuple[Standing, ...]:
    """All departments of round ``number`` (default: the present one), in order of sending."""
    if not state.rounds:
        return ()
    if not 0 <= number <= len(state.rounds):
        raise HongtouError(f"没有第{number}轮，现在是第{len(state.rounds)}轮。")
    turn = state.rounds[(number or state.rounds[-1].number) - 1]
    return tuple(_standing(state, item, rules, today, folders) for item in turn.deliveries.values())


def _standing(
    state: CaseState, delivery: Delivery, rules: Rules, today: date, folders: Sequence[Path]
) -> Standing:
    word = word_of(delivery, today)
    waiting = word in OPEN
    due = date.fromisoformat(delivery.due)
    left = workdays_if_known(today, due, folders) if waiting else None
    opinions = sum(
        row.department == delivery.department and row.round == delivery.round
        for row in state.opinions.values()
    )
    return Standing(
        department=delivery.department,
        round=delivery.round,
        word=word,
        due=delivery.due,
        left=left,
        colour=_colour(word, left, rules),
        opinions=opinions,
        remark=_remark(delivery),
    )


def _colour(word: str, left: int | None, rules: Rules) -> str:
    """Blue: due soon; yellow: due today or just overdue; red: overdue by more (蓝、黄、红单)."""
    limits = rules.time["chase_colours"]
    if left is None or word not in OPEN or left > limits["soon_workdays"]:
        return ""
    if left > 0:
        return "blue"
    return "red" if word == "逾期" and -left > limits["red_workdays"] else "yellow"


def _remark(delivery: Delivery) -> str:
    parts = []
    if delivery.returned:
        parts.append(f"退回：{delivery.returned}")
    if delivery.extended:
        parts.append(f"延期至{delivery.extended}")
    if delivery.chased:
        parts.append(f"已催办{len(delivery.chased)}次")
    replies = [reply for reply in delivery.replies if reply.kind == "回复"]
    if replies and not any(reply.signer for reply in replies):
        parts.append("未见负责人审签，暂按个人意见")
    unread = [reply.name for reply in delivery.replies if reply.kind == "未读出"]
    if unread and not replies:
        parts.append(f"来件“{unread[-1]}”读不出，请重新索取")
    return "；".join(parts)


def overdue(state: CaseState, today: date) -> tuple[Delivery, ...]:
    """The deliveries of the present round that are overdue."""
    if not state.rounds:
        return ()
    items = state.rounds[-1].deliveries.values()
    return tuple(item for item in items if word_of(item, today) == "逾期")


def blocking(
    state: CaseState, rules: Rules, today: date, folders: Sequence[Path] = ()
) -> tuple[str, ...]:
    """What still stands in the way of a final text, one sentence each."""
    reasons: list[str] = []
    number = state.rounds[-1].number if state.rounds else 0
    open_rows = [row for row in state.opinions.values() if row.disposition is None]
    if open_rows:
        numbers = "、".join(str(row.number) for row in open_rows[:8])
        more = f"等 {len(open_rows)} 条" if len(open_rows) > 8 else ""
        reasons.append(f"第{numbers}条{more}意见还没有处理（hongtou case dispose）。")
    untold = [row for row in state.opinions.values() if row.disposition and not row.told]
    if untold:
        names = "、".join(dict.fromkeys(row.department for row in untold))
        reasons.append(f"还没有向{names}反馈采纳情况（hongtou case answer）。")
    for conflict in find_conflicts(state, rules, today, folders):
        if not conflict.settled:
            reasons.append(
                f"{conflict.label}：{conflict.name}{conflict.kind}，还没有协调一致，也没有领导决定。"
            )
    decided = {part for decision in state.decisions for part in decision.subject.split("、")}
    for item in state.rounds[number - 1].deliveries.values() if number else ():
        reason = _silence_reason(item, rules, today, decided)
        if reason:
            reasons.append(reason)
    return tuple(reasons)


def _silence_reason(item: Delivery, rules: Rules, today: date, decided: set[str]) -> str:
    word = word_of(item, today)
    if word not in OPEN or item.department in decided:
        return ""
    if word == "待补录":
        return f"{item.department}的书面材料还没有补录（hongtou case add）。"
    if word == "未表态":
        return f"{item.department}退回了文件，但没有意见也没有勾选“无意见”，请与其核实。"
    if word != "逾期":
        return f"{item.department}的反馈还没有到期（{item.due}）。"
    if rules.policy(item.silence)["may_proceed"]:
        return ""
    return (
        f"{item.department}逾期未反馈，按规定不能推定同意；"
        f"请催办，或报领导决定（hongtou case decide --about {item.department}）。"
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of a case in one look. attention: something is overdue, open or in conflict."""

    counts: dict[str, int]
    opinions: int
    disposed: int
    conflicts: int
    settled: int
    due_today: tuple[str, ...]
    overdue: tuple[str, ...]
    attention: bool
    lines: tuple[str, ...]


def summary(state: CaseState, rules: Rules, today: date, folders: Sequence[Path] = ()) -> Summary:
    """What the status page says below its table."""
    rows = standings(state, rules, today, folders)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.word] = counts.get(row.word, 0) + 1
    due = tuple(row.department for row in rows if row.due == today.isoformat() and row.word in OPEN)
    late = tuple(row.department for row in rows if row.word == "逾期")
    opinions = list(state.opinions.values())
    disposed = sum(row.disposition is not None for row in opinions)
    conflicts = find_conflicts(state, rules, today, folders)
    settled = sum(conflict.settled for conflict in conflicts)
    lines = []
    if rows:
        words = "、".join(f"{word} {count}" for word, count in counts.items())
        lines.append(f"发出 {len(rows)} 个部门：{words}。")
    if opinions:
        lines.append(f"意见 {len(opinions)} 条，已处理 {disposed} 条。")
    for conflict in conflicts:
        mark = "已解决" if conflict.settled else "待协调"
        step = next_step(conflict, state, rules)
        more = f"；下一步：{step}" if step else ""
        lines.append(f"分歧（{mark}）：{conflict.label}，{conflict.name}{conflict.kind}{more}。")
    if due:
        lines.append(f"今天到期：{'、'.join(due)}。")
    if late:
        lines.append(f"逾期：{'、'.join(late)}（hongtou case chase 出催办单）。")
    if state.urgent and not state.urgent.reported:
        lines.append(f"特急先行的补报期限：{state.urgent.due.replace('T', ' ')[:16]}。")
    attention = bool(late or disposed < len(opinions) or settled < len(conflicts))
    return Summary(
        counts, len(opinions), disposed, len(conflicts), settled, due, late, attention, tuple(lines)
    )
