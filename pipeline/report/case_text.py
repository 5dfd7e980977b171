"""How the events of a case read on a terminal: one line each."""

from __future__ import annotations

from pipeline.review.log import Event

EVENT_LABELS: dict[str, str] = {
    "created": "立案",
    "round": "新一轮",
    "person": "登记人员",
    "rules": "换用规则",
    "sent": "发出征求意见",
    "acknowledged": "签收",
    "extension": "同意延期",
    "returned": "退回（非本单位职责）",
    "chased": "催办",
    "received": "收到反馈",
    "disposed": "拟处理",
    "level": "调整意见类别",
    "completed": "补正意见",
    "negotiated": "记录协商",
    "told": "反馈采纳情况",
    "stance": "部门表态",
    "decided": "领导决定",
    "own_edit": "自行修改",
    "own_dropped": "撤回自行修改",
    "consent": "会签",
    "urgent": "特急先行",
    "after_report": "补报",
    "medium": "登记载体",
    "exported": "出具材料",
    "waived": "豁免校对问题",
    "finalised": "形成定稿",
    "signed": "签发",
    "archived": "归档",
    "task_added": "交办",
    "task_done": "报告完成",
    "task_confirmed": "确认销号",
    "task_rejected": "退回重办",
    "task_extended": "延期",
    "ledger": "建立台账",
    "note": "备注",
}


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
