"""How a finding's place and its surroundings are said to people, in every output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.gongwen.elements import Element
from pipeline.lint.finding import SEVERITY_LABELS, Finding

_PARTS = {
    "header": "页眉",
    "footer": "页脚",
    "footnote": "脚注",
    "endnote": "尾注",
    "textbox": "文本框",
    "comment": "批注",
}
_LABELS = {element.value: element.label for element in Element}
_PLAIN = ("body", "unknown", "blank")


def where(finding: Finding) -> str:
    """The place in words: 正文第 3 段（标题）, 表格 1 第 2 行第 3 列, 脚注 2 第 1 段."""
    name = finding.part.rstrip("0123456789").rstrip(":")
    number = finding.part.removeprefix(name).lstrip(":")
    part = _PARTS.get(name, "" if name == "body" else finding.part)
    if part and number:
        part = f"{part} {number} "
    if finding.cell is not None:
        table, row, column = (place + 1 for place in finding.cell)
        return f"{part}表格 {table} 第 {row} 行第 {column} 列"
    label = _LABELS.get(finding.element or "")
    named = f"（{label}）" if label and finding.element not in _PLAIN else ""
    return f"{part}第 {finding.paragraph + 1} 段{named}"


def surroundings(finding: Finding, width: int = 24) -> tuple[str, str, str]:
    """Text before, in and after the range, cut to ``width`` characters at both ends; breaks and
    objects are shown as blanks."""
    text = finding.context
    low = max(0, finding.start - width)
    high = min(len(text), finding.end + width)
    middle = text[finding.start : finding.end]
    if len(middle) > 3 * width:
        middle = middle[: 2 * width] + "…" + middle[-width // 2 :]
    before = ("…" if low else "") + text[low : finding.start]
    after = text[finding.end : high] + ("…" if high < len(text) else "")
    return _shown(before), _shown(middle), _shown(after)


def _shown(text: str) -> str:
    return "".join(" " if char in "\v\t\n\ufffc" else char for char in text)


def advice_of(finding: Finding) -> str:
    """What to do, or an empty text: 改为“部署”, 删去."""
    if not finding.suggestions:
        return ""
    if finding.suggestions == ("",):
        return "删去"
    return "改为" + "或".join(f"“{suggestion}”" for suggestion in finding.suggestions[:4])


def counted(counts: dict[str, int]) -> str:
    """Counts in words: 2 个错误、1 个警告、3 条建议; 没有问题 when all are nought."""
    units = {"error": "个", "warning": "个", "advice": "条"}
    parts = [
        f"{number} {units[severity]}{SEVERITY_LABELS[severity]}"
        for severity, number in counts.items()
        if number
    ]
    return "、".join(parts) or "没有问题"


def grouped(findings: Sequence[Finding], repeats: int = 0) -> list[list[Finding]]:
    """Findings in order; those of one format rule with one message make one group.

    repeats: other findings of one rule with one message are grouped too when there are more.
    """
    groups: list[list[Finding]] = []
    known: dict[tuple[str, str, bool], list[Finding]] = {}
    counts = Counter(_same(finding) for finding in findings) if repeats else Counter()
    for finding in findings:
        key = _same(finding)
        together = is_format(finding) or counts[key] > repeats
        if together and key in known:
            known[key].append(finding)
            continue
        group = [finding]
        groups.append(group)
        if together:
            known[key] = group
    return groups


def _same(finding: Finding) -> tuple[str, str, bool]:
    return (finding.rule, finding.message, finding.baselined)


def is_format(finding: Finding) -> bool:
    """True for a finding about how something looks rather than what it says."""
    whole = finding.start == 0 and finding.end in (0, len(finding.context))
    return whole and not finding.suggestions and all(edit.new is None for edit in finding.edits)
