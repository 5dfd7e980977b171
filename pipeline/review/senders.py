"""Which department a file that came in is from: by its copy, by what it says, by its name."""

from __future__ import annotations

from pipeline.errors import HongtouError
from pipeline.review.state import CaseState, Delivery


def by_copy(state: CaseState, code: str) -> Delivery | None:
    """The delivery of the copy with this code."""
    for turn in state.rounds:
        for delivery in turn.deliveries.values():
            if code and delivery.copy == code:
                return delivery
    return None


def by_department(state: CaseState, name: str) -> Delivery | None:
    """The department called ``name``, or whose name ``name`` shortens or lengthens."""
    if name in state.departments:
        return state.delivery(name)
    hits = [d for d in state.departments if d.endswith(name) or name.endswith(d)]
    return state.delivery(hits[0]) if len(hits) == 1 else None


def by_file_name(state: CaseState, name: str, department: str) -> Delivery:
    """The department told by the user, else the one the file's name names; raises HongtouError."""
    if department:
        return state.delivery(department)
    hits = [d for d in state.departments if any(part in name for part in _short_names(d))]
    hits = [d for d in hits if not any(d != o and d in o for o in hits)]
    if len(hits) == 1:
        return state.delivery(hits[0])
    raise HongtouError("认不出是哪个部门的，请用 --from 部门 重新收取这个文件。")


def sender_of(state: CaseState, name: str, department: str) -> Delivery | None:
    """Whose file it is by its name alone, None when that is not clear."""
    try:
        return by_file_name(state, name, department)
    except HongtouError:
        return None


def _short_names(department: str) -> tuple[str, ...]:
    """How a department is called in file names: with and without its place (市财政局, 财政局)."""
    names = [department]
    for mark in ("省", "市", "县", "区"):
        head, found, tail = department.partition(mark)
        if found and len(tail) >= 3 and len(head) <= 4:
            names.append(tail)
            break
    return tuple(names)
