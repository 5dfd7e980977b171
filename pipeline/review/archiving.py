"""归档与核验: the whole case checked against its log, and packed when it is finished."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.review.case import Writing, open_case, verify_case
from pipeline.review.clock import now
from pipeline.review.composing import unexplained
from pipeline.review.log import Spot
from pipeline.review.secrecy import unlisted
from pipeline.word.package import open_package


def archive(w: Writing) -> Path:
    """Pack the case into one zip beside it, after checking that it is whole; log it.

    Refused before the final copy is signed, before a 特急 case has reported, while tasks are open
    while a carrier of a classified case is unaccounted for, or when verify finds anything.
    """
    hat = w.allow("archive")
    state = w.state
    if not state.signed:
        raise HongtouError("定稿还没有签发，不能归档。")
    if state.urgent is not None and not state.urgent.reported:
        due = state.urgent.due.replace("T", " ")[:16]
        late = "，已经逾期" if now().isoformat() > state.urgent.due else ""
        raise HongtouError(f"特急先行的补报还没有登记（期限 {due}{late}），不能归档。")
    waiting = [task.number for task in state.tasks.values() if not task.confirmed_by]
    if waiting:
        numbers = "、".join(str(value) for value in waiting)
        raise HongtouError(f"交办事项第{numbers}号还没有销号，不能归档。")
    if missing := unlisted(state):
        lines = "\n".join(f"  · {line}" for line in missing[:10])
        raise HongtouError(f"涉密案卷的载体不清，不能归档（hongtou case media）：\n{lines}")
    spots = [spot for spot in verify_case(w.folder) if spot.line >= 0]
    if spots:
        raise HongtouError(f"案卷核验没有通过：{spots[0].where}，{spots[0].message}")
    w.log("archived", {"files": len(list(w.folder.rglob("*")))}, hat=hat)
    name = w.state.id if w.state.classified else w.folder.name
    target = w.folder.parent / f"{name}_归档_{w.state.mark}.zip"
    partial = target.with_suffix(".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(w.folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                packed.write(path, path.relative_to(w.folder).as_posix())
    partial.replace(target)
    return target


def verify(folder: Path, *, tip: str = "") -> tuple[Spot, ...]:
    """Everything ``verify_case`` checks, and that each character of the final copy is explained."""
    spots = list(verify_case(folder, tip=tip))
    if any(spot.line >= 0 for spot in spots):
        return tuple(spots)
    case = open_case(folder)
    if case.state.final:
        number = case.state.round.number
        package = open_package(folder / case.state.final)
        for span in unexplained(case, number, package):
            text = f"{span.label}：应为“{span.expected}”，现为“{span.found}”，没有来源。"
            spots.append(Spot(case.state.final, text))
    return tuple(spots)
