"""How the events of a case read on a terminal: one line each."""

from __future__ import annotations

from pipeline.review.log import Event
from pipeline.review.state import EVENT_LABELS


def event_line(event: Event) -> str:
    """``12  2026-03-02 09:00  张三（牵头）  拟处理  第3条 采纳``."""
    who = f"{event.actor}（{event.hat}）" if event.hat else event.actor
    label = EVENT_LABELS.get(event.type, event.type)
    moment = event.time[:16].replace("T", " ")
    return f"{event.seq:>4}  {moment}  {who}  {label}  {_detail(event)}".rstrip()


def _detail(event: Event) -> str:
    d = event.data
    details = {
        "created": lambda: f"《{d['title']}》",
        "sent": lambda: (
            f"第{d['round']}轮，{'、'.join(r['name'] for r in d['departments'])}，"
            f"期限 {d['deadline']}"
        ),
        "received": lambda: (
            f"{d.get('department') or '未认出部门'}，{d.get('name', '')}，"
            f"{len(d.get('rows', []))} 条意见"
        ),
        "disposed": lambda: (
            f"第{d['row']}条 {d['result']} {d.get('code', '')} {d.get('reason', '')}"
        ),
        "decided": lambda: f"{d['who']}（{d['form']}）：{d['words']}",
        "stance": lambda: f"第{d['row']}条 {d['stance']} {d.get('words', '')}",
        "told": lambda: f"{d['department']}，{len(d['rows'])} 条",
        "own_edit": lambda: f"{d.get('label', '')} {d['reason']}",
        "consent": lambda: f"{d['department']}：{d['opinion']}",
        "chased": lambda: "、".join(d["departments"]),
        "note": lambda: str(d["text"]),
        "person": lambda: f"{d['name']}（{'、'.join(d['hats'])}）",
        "exported": lambda: "、".join(event.files),
        "finalised": lambda: str(d["file"]),
        "signed": lambda: str(d["who"]),
        "task_added": lambda: f"第{d['task']}号 {d['content']}（{d['owner']}，{d['due']}）",
    }
    describe = details.get(event.type)
    if describe is not None:
        return " ".join(describe().split())
    keys = ("department", "row", "task", "reason", "until", "words", "who")
    return " ".join(str(d[key]) for key in keys if d.get(key))
