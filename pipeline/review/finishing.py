"""定稿: rounds on merged text, own changes, the final copy with its proof, signing, archiving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.files import read_bytes
from pipeline.review.base_text import base_text, text_of
from pipeline.review.case import Case, Writing, read_base
from pipeline.review.clauses import clauses_json
from pipeline.review.clock import today
from pipeline.review.composing import (
    Composed,
    Unexplained,
    compose,
    explained_rows,
    refuse_unwritten,
    sourced_changes,
    unexplained,
)
from pipeline.review.consents import open_consents
from pipeline.review.disposing import in_words, locate_change, parse_replacement
from pipeline.review.log import sha256
from pipeline.review.papers import common, final_title, fingerprint, plain, render
from pipeline.review.register import export_docx, export_xlsx
from pipeline.review.standing import blocking, summary
from pipeline.review.state import TextChange
from pipeline.word.document import read_document
from pipeline.word.edit import NewComment
from pipeline.word.package import open_package
from pipeline.word.writer import apply_edits

FINAL, NOTE = "final/定稿.docx", "final/修改说明.docx"


def open_round(w: Writing) -> int:
    """Begin the next round on the merged text; returns its number.

    Raises HongtouError while an opinion of the present round has no disposition.
    """
    hat = w.allow("send")
    case = w.case()
    number = case.state.round.number
    if not case.state.round.deliveries:
        raise HongtouError(f"第{number}轮还没有发出，不用开新的一轮。")
    waiting = [row.number for row in case.state.opinions.values() if row.disposition is None]
    if waiting:
        numbers = "、".join(str(value) for value in waiting[:8])
        raise HongtouError(f"还有意见没有处理（第{numbers}条），处理完才能开新的一轮。")
    if not sourced_changes(case, number):
        raise HongtouError("没有采纳任何修改，文稿没有变化，不用开新的一轮。")
    composed = compose(case, number)
    refuse_unwritten(composed)
    package = composed.package
    text = text_of(read_document(package))
    base = f"base/r{number + 1}.docx"
    clauses = f"base/r{number + 1}.clauses.json"
    files = {
        base: w.store(base, package.to_bytes(), overwrite=True),
        clauses: w.store(clauses, clauses_json(text.clauses).encode("utf-8"), overwrite=True),
    }
    data = {
        "round": number + 1,
        "base": base,
        "changes": [item.change.as_data() for item in sourced_changes(case, number)],
    }
    w.log("round", data, hat=hat, files=files)
    return number + 1


def own_edit(w: Writing, texts: Sequence[str], reason: str, clause: str = "") -> tuple[str, ...]:
    """Log changes the coordinator makes on their own, with the reason; returns them in words."""
    hat = w.allow("own-edit")
    if len(reason.strip()) < 2:
        raise HongtouError("自行修改要写明理由（--reason）。")
    number = w.state.round.number
    text = base_text(w.case(), number)
    changes: list[TextChange] = []
    for item in texts:
        old, new = parse_replacement(item)
        changes.append(locate_change(text.body, text.clauses, old, new, clause=clause))
    label = text.place(changes[0])[1]
    data = {
        "round": number,
        "changes": [change.as_data() for change in changes],
        "reason": reason.strip(),
        "label": label,
    }
    _check_own(w, changes)
    w.log("own_edit", data, hat=hat)
    shown = zip(changes, texts, strict=True)
    return tuple(f"{text.place(change)[1]}：{in_words(typed)}" for change, typed in shown)


def _check_own(w: Writing, changes: Sequence[TextChange]) -> None:
    from pipeline.review.conflicts import adopted_by_others

    others = adopted_by_others(w.state, w.state.round.number, changes)
    if others:
        row = w.state.opinions[others[0]]
        raise HongtouError(
            f"这里已采纳第{row.number}条意见（{row.department}），不能再自行改成别的；"
            "要改先改那条意见的处理。"
        )


def drop_own(w: Writing, seq: int) -> None:
    """Log that an own change is taken back; ``seq``: the number of its event."""
    hat = w.allow("own-edit")
    if seq not in {own.seq for own in w.state.own_changes}:
        have = "、".join(str(own.seq) for own in w.state.own_changes) or "（没有）"
        raise HongtouError(f"日志第{seq}条不是自行修改，自行修改有：{have}。")
    w.log("own_dropped", {"own": seq}, hat=hat)


def refuse_unfinished(case: Case) -> None:
    """Raise HongtouError listing everything that still stands in the way of a final text."""
    reasons = list(blocking(case.state, case.rules, today(), case.rule_folders))
    reasons += open_consents(case)
    if reasons:
        lines = "\n".join(f"  · {reason}" for reason in reasons)
        raise HongtouError(f"还不能定稿：\n{lines}")


def finish(
    w: Writing, *, given: Path | None = None, template_folders: Sequence[Path] = ()
) -> tuple[Path, ...]:
    """Make the clean final copy, the 修改说明 and the register; log them; returns the files.

    given: a copy finished by hand in Word, taken only when its text is exactly what the decisions
    make (its formatting may differ). Raises HongtouError with everything that is in the way.
    """
    hat = w.allow("final")
    case = w.case()
    refuse_unfinished(case)
    number = case.state.round.number
    composed = compose(case, number)
    refuse_unwritten(composed)
    package = composed.package
    if given is not None:
        package = open_package(given)
        refuse_unexplained(unexplained(case, number, package), given.name)
    data = package.to_bytes()
    _refuse_lint(w, data)
    note = change_note(w, template_folders)
    files = {
        FINAL: w.store(FINAL, data, overwrite=True),
        NOTE: w.store(NOTE, note, overwrite=True),
    }
    event = {"file": FINAL, "round": number, "changes": len(sourced_changes(case, number))}
    w.log("finalised", event, hat=hat, files=files)
    made = [w.folder / FINAL, w.folder / NOTE]
    if w.state.opinions:
        made += [export_docx(w, template_folders), export_xlsx(w)]
    return tuple(made)


def refuse_unexplained(spans: Sequence[Unexplained], name: str) -> None:
    """Raise HongtouError naming every span of a final copy that no decision explains."""
    if not spans:
        return
    lines = []
    for span in spans[:10]:
        if span.opinions:
            numbers = "、".join(str(value) for value in span.opinions)
            what = f"采纳第{numbers}条意见后应为“{span.expected}”，现为“{span.found}”"
        else:
            what = f"应为“{span.expected}”，现为“{span.found}”，没有来源"
        lines.append(f"  · {span.label}：{what}。")
    more = f"\n  · 另有 {len(spans) - 10} 处。" if len(spans) > 10 else ""
    raise HongtouError(
        f"{name} 与各项决定不一致，有 {len(spans)} 处：\n"
        + "\n".join(lines)
        + more
        + "\n确需这样改的，先用 hongtou case own-edit 写明修改和理由。"
    )


def _refuse_lint(w: Writing, data: bytes) -> None:
    errors = [f for f in lint_errors(data, w.folder) if f[0] not in w.state.waived]
    if errors:
        lines = "\n".join(f"  · {message}（{rule}）" for rule, message in errors[:10])
        more = f"\n  · 另有 {len(errors) - 10} 处。" if len(errors) > 10 else ""
        raise HongtouError(
            f"定稿还有 {len(errors)} 处校对错误：\n{lines}{more}\n"
            "请用 hongtou case own-edit 改正；"
            "确认不改的，用 hongtou case waive 规则 --reason 写明。"
        )


def lint_errors(data: bytes, folder: Path) -> list[tuple[str, str]]:
    """(rule, sentence) for every error that lint finds in a document of the case in ``folder``,
    under the unit's own rules and settings (hongtou.toml)."""
    from pipeline.lint.batch import Request
    from pipeline.lint.engine import lint

    rules, settings = Request().for_file(folder / FINAL)
    settings = replace(settings, today=settings.today or today())
    report = lint(read_document(open_package(data, name="定稿")), rules=rules, settings=settings)
    return [
        (finding.rule, f"“{finding.text}”{finding.message}" if finding.text else finding.message)
        for finding in report.findings
        if finding.severity == "error"
    ]


def change_note(w: Writing, template_folders: Sequence[Path] = ()) -> bytes:
    """修改说明: every change of all rounds with its source, and every opinion not adopted."""
    case = w.case()
    changes = []
    for turn in case.state.rounds:
        changes += explained_rows(case, turn.number)
    unadopted = [
        {
            "单位": row.department,
            "意见": plain(f"第{row.number}条（{row.label}）：{row.proposal or row.reason}"),
            "理由": plain(row.disposition.reason or row.disposition.result),
        }
        for row in case.state.opinions.values()
        if row.disposition is not None and not row.disposition.changes
    ]
    brief = summary(case.state, case.rules, today(), case.rule_folders)
    rounds = len(case.state.rounds)
    text = (
        f"共征求{len(case.state.departments)}个单位{rounds}轮意见，收到意见{brief.opinions}条，"
        + (f"对文稿作了{len(changes)}处修改。" if changes else "对文稿没有作修改。")
    )
    data = common(case.state, today()) | {
        "文稿名称": final_title(case.state.title),
        "概述": text,
        "修改": [{key: plain(value) for key, value in row.items()} for row in changes],
    }
    if unadopted:
        data["未采纳"] = unadopted
    from pipeline.word.copy_marks import stamp_footer

    return stamp_footer(render("修改说明", data, template_folders), fingerprint(case.state))


def sign(w: Writing, who: str, words: str, on: date) -> None:
    """Log that the final copy is signed. Refused when it is not what was finalised, or the 会签
    no longer holds; the message names the span."""
    hat = w.allow("sign", who)
    case = w.case()
    if not case.state.final:
        raise HongtouError("还没有定稿，不能签发（先用 hongtou case final）。")
    refuse_unfinished(case)
    path = w.folder / case.state.final
    data = read_bytes(path)
    if sha256(data) != case.state.final_hash:
        spans = unexplained(case, case.state.round.number, open_package(data, name=path.name))
        refuse_unexplained(spans, path.name)
        raise HongtouError(f"{path.name} 定稿以后被改动过（文字没有变），请重新形成定稿再签发。")
    rest = unexplained(case, case.state.round.number, open_package(data, name=path.name))
    refuse_unexplained(rest, path.name)
    event = {"who": who, "words": words, "on": on.isoformat(), "file": case.state.final}
    w.log("signed", event, hat=hat, files={case.state.final: case.state.final_hash})


def waive(w: Writing, rule: str, reason: str) -> None:
    """Log that a lint rule's errors are left as they are, with the reason."""
    hat = w.allow("final")
    if len(reason.strip()) < 4:
        raise HongtouError("不改的理由要写清楚（--reason）。")
    from pipeline.lint.batch import Request

    rule = Request().for_file(w.folder / FINAL)[0].find(rule).id
    w.log("waived", {"rule": rule, "reason": reason.strip()}, hat=hat)


def export_merged(w: Writing, *, adopted: bool = False) -> tuple[Path, tuple[str, ...]]:
    """One file with the departments' tracked changes under their names; logged.

    adopted: only what was adopted. Else every mark and comment of the round's copies; where they
    contradict each other the text stays and a comment shows every variant.
    Returns the file and a sentence for each change that it lacks.
    """
    hat = w.allow("register")
    case = w.case()
    number = case.state.round.number
    if adopted and not sourced_changes(case, number):
        raise HongtouError("还没有采纳的修改，没有可合并的。")
    made = _all_adopted(case, number) if adopted else _all_merged(case, number)
    data = made.package.to_bytes()
    name = "采纳稿" if adopted else "合并稿"
    path = f"tables/{name}_r{number}_{w.state.mark}.docx"
    digest = w.store(path, data, overwrite=True)
    w.log("exported", {"kind": "merged", "seq": w.state.seq}, hat=hat, files={path: digest})
    return w.folder / path, made.unwritten


def _all_adopted(case: Case, number: int) -> Composed:
    """The adopted changes, tracked; a comment at the front tells what could not be written."""
    composed = compose(case, number, tracked=True)
    comments = [NewComment("body", 0, 0, 0, f"{said}，请手工修改。", "红头")
                for said in composed.unwritten]  # fmt: skip
    return replace(composed, package=apply_edits(composed.package, (), comments=comments))


def _all_merged(case: Case, number: int) -> Composed:
    """The replies of a round merged; of several files of one department the last one counts."""
    from pipeline.review.merge import merge
    from pipeline.review.merge_types import Reply
    from pipeline.word.copy_marks import find_copy_id, unmark

    copies = {item.copy: name for name, item in case.state.rounds[number - 1].deliveries.items()}
    replies: dict[str, Reply] = {}
    for reply in case.state.replies:
        here = reply.round == number and reply.kind == "回复" and reply.file.endswith(".docx")
        if not here or reply.marks.get("表内意见") or "补录" in reply.marks or not reply.rows:
            continue
        package = open_package(read_bytes(case.folder / reply.file), name=reply.name)
        department = copies.get(find_copy_id(package)[0], reply.department)
        replies[department] = Reply(department, unmark(package), reply.name)
    if not replies:
        raise HongtouError("本轮还没有收到带修改的征求意见稿，没有可合并的。")
    base = open_package(read_base(case, number))
    result = merge(base, list(replies.values()))
    return Composed(result.merged, result.lost)
