"""归档与核验: the whole case checked against its log, and packed when it is finished."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.review.case import Writing, open_case, verify_case
from pipeline.review.clock import now, today
from pipeline.review.composing import unexplained
from pipeline.review.log import Event, Spot
from pipeline.review.papers import common, final_title, fingerprint, plain, render
from pipeline.review.recap import recap
from pipeline.review.secrecy import unlisted
from pipeline.word.copy_marks import stamp_footer
from pipeline.word.package import open_package

CATALOGUE = "final/案卷目录.docx"


def archive(w: Writing, *, template_folders: Sequence[Path] = ()) -> Path:
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
    _catalogue(w, hat, template_folders)
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


def _catalogue(w: Writing, hat: str, folders: Sequence[Path]) -> None:
    """案卷目录: what the case is, its numbers, and every file in it with its hash; logged."""
    case = w.case()
    state = case.state
    files: dict[str, tuple[str, str, str]] = {}
    for event in case.events:
        for path, digest in event.files.items():
            files[path] = (_content(path, event), event.time[:10], digest[:16])
    signed = next(event for event in reversed(case.events) if event.type == "signed")
    data = common(state, today()) | {
        "文稿名称": final_title(state.title),
        "案卷编号": state.id,
        "立案日期": state.created[:10],
        "签发日期": signed.data["on"],
        "签发人姓名": signed.data["who"],
        "经办人": next((p.name for p in state.people.values() if "经办人" in p.hats), w.actor),
        "办理情况": list(recap(case).lines),
        "文件": [
            {"文件": plain(_shown(path)), "内容": plain(what), "日期": day, "校验值": digest}
            for path, (what, day, digest) in sorted(files.items())
            if not path.endswith(".zip")  # the packed copies of what is listed itself
        ],
    }
    media = [
        plain("，".join(filter(None, (item.label, item.on + item.way, item.department, item.note))))
        for item in state.media
    ]
    if media:
        data["载体"] = media
    made = stamp_footer(render("案卷目录", data, folders), fingerprint(state))
    digest = w.store(CATALOGUE, made, overwrite=True)
    w.log("exported", {"kind": "catalogue", "seq": state.seq}, hat=hat, files={CATALOGUE: digest})


def _shown(path: str) -> str:
    """A path for a narrow column: received files, named by their hash, are cut short."""
    folder, _, name = path.rpartition("/")
    stem, dot, suffix = name.partition(".")
    return f"{folder}/{stem[:12]}……{dot}{suffix}" if folder == "in" else path


def _content(path: str, event: Event) -> str:
    """What a file of the case is, in a few words."""
    name = path.rsplit("/", 1)[-1]
    if path.startswith("in/"):
        who = event.data.get("department") or event.data.get("who") or ""
        return f"{who}的{event.data.get('kind', '材料')}" if who else "收到的材料"
    if path.startswith("base/"):
        number = name[1:].split(".", 1)[0]
        return f"第{number}轮文稿" + ("的条款清单" if name.endswith(".json") else "")
    fixed = {"case.yaml": "立案登记", "rules.lock": "立案时的规则"}
    return fixed.get(path, name.rsplit(".", 1)[0].split("_", 1)[0])


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
