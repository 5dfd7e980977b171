"""Findings as one HTML file: the document with its findings in place, the list beside it.

No script, no network, no font of its own; links jump between list and text; in print and on a
narrow screen the list of findings stands before the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.lint.engine import Report
from pipeline.lint.finding import SEVERITY_LABELS, Finding
from pipeline.report.lint_places import advice_of, counted, grouped, is_format, where
from pipeline.report.lint_text import summary

_ALIGNED = {
    "title": "title",
    "issuer_mark": "mark",
    "document_number": "centre",
    "attachment_title": "title",
    "signature": "right",
    "date": "right",
    "page_number": "centre",
}
_FLUSH = ("addressee", "classification", "urgency", "copy_number", "attachment_label")
_HEADINGS = (Element.HEADING_1, Element.HEADING_2)
_LABELS = {element.value: element.label for element in Element}
_PARTS = {
    "header": "页眉",
    "footer": "页脚",
    "footnote": "脚注",
    "endnote": "尾注",
    "textbox": "文本框",
}

_STYLE = """
:root{--e:#c62828;--w:#b26a00;--a:#1565c0;--line:#d9d9d9;--soft:#6b6b6b}
*{box-sizing:border-box}
body{margin:0;font:15px/1.7 "Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;
color:#222;background:#f2f3f5}
header{padding:18px 28px;background:#fff;border-bottom:3px solid var(--e)}
h1{margin:0;font-size:20px}header p{margin:4px 0 0;color:var(--soft)}
nav{overflow-wrap:anywhere}nav a{margin-right:14px}
section.file{padding:20px 28px;break-before:page}
section.file:first-of-type{break-before:auto}
h2{margin:0 0 4px;font-size:17px;word-break:break-all}.kind{color:var(--soft);margin:0 0 14px}
.columns{display:grid;grid-template-columns:minmax(0,1.55fr) minmax(300px,1fr);gap:22px;
align-items:start}
.paper{grid-column:1;grid-row:1;background:#fff;border:1px solid var(--line);
padding:48px 56px;
font-family:"Noto Serif CJK SC",FangSong,"仿宋",serif;font-size:16px;line-height:1.9;
overflow-wrap:anywhere}
.paper p{margin:0;text-indent:2em;min-height:1.9em;position:relative}
.paper p.title{text-align:center;text-indent:0;font-size:20px;font-weight:bold}
.paper p.mark{text-align:center;text-indent:0;color:var(--e);font-size:24px;font-weight:bold}
.paper p.centre{text-align:center;text-indent:0}.paper p.right{text-align:right}
.paper p.flush{text-indent:0}
.paper table{border-collapse:collapse;width:100%;margin:4px 0}
.paper td{border:1px solid #999;padding:2px 8px;vertical-align:top}
.paper td p{text-indent:0;min-height:0}.paper td .n{position:static;float:right;width:auto}
.paper h3{font:bold 13px sans-serif;color:var(--soft);border-top:1px dashed var(--line);
margin:22px 0 6px;padding-top:10px}
.n{position:absolute;left:-44px;width:34px;text-align:right;text-indent:0;color:#b5b5b5;
font:11px/2.6 sans-serif}
mark{background:none;color:inherit;border-bottom:2px solid;padding-bottom:1px}
mark.error{border-color:var(--e);background:#fdecea}
mark.warning{border-color:var(--w);background:#fff4e0}
mark.advice{border-color:var(--a);background:#e8f1fc}
mark:target,li:target{outline:2px solid #222;outline-offset:2px}
sup a,.list i{font:bold 11px sans-serif;text-decoration:none;padding:0 3px;border-radius:3px;
color:#fff;text-indent:0}
a.error,i.error{background:var(--e)}a.warning,i.warning{background:var(--w)}
a.advice,i.advice{background:var(--a)}.list i{margin-right:6px}
.list{grid-column:2;grid-row:1;position:sticky;top:12px;max-height:calc(100vh - 24px);
overflow:auto;background:#fff;border:1px solid var(--line);padding:6px 0}
.list ol{margin:0;padding:0;list-style:none}
.list li{padding:9px 16px;border-bottom:1px solid #eee;border-left:4px solid}
.list li.error{border-left-color:var(--e)}.list li.warning{border-left-color:var(--w)}
.list li.advice{border-left-color:var(--a)}
.list li.known{opacity:.55}
.list b{margin-right:6px}.list .error b{color:var(--e)}.list .warning b{color:var(--w)}
.list .advice b{color:var(--a)}
.list small{display:block;color:var(--soft);line-height:1.5}
.list a{color:inherit}.list .to{color:#1b7a3d}
.none{color:#1b7a3d}.bad{color:var(--e)}
@media (max-width:900px){.columns{grid-template-columns:minmax(0,1fr)}
.list,.paper{grid-column:auto;grid-row:auto}.list{position:static;max-height:none}
section.file,header{padding:16px}.paper{padding:28px 22px 28px 46px}}
@media print{body{background:#fff;font-size:10.5pt}header,section.file{padding:0 0 8pt}
.columns{display:block}.list{position:static;max-height:none;overflow:visible;border:0;
margin-bottom:14pt}.list li{break-inside:avoid;padding:4pt 8pt}
.paper{border:0;padding:0 0 0 30pt;font-size:11pt}
mark,a,i,.list li{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


def render(reports: Sequence[Report], *, notes: Sequence[str] = ()) -> str:
    """The whole page. Reports must still hold their document."""
    files = "".join(_file(number, report) for number, report in enumerate(reports))
    index = ""
    if len(reports) > 1:
        links = "".join(
            f'<a href="#f{number}">{escape(report.path)}</a>'
            for number, report in enumerate(reports)
        )
        index = f"<nav>{links}</nav>"
    extra = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>公文校对报告</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>公文校对报告</h1><p>{escape(summary(reports))}</p>{extra}{index}</header>"
        f"<main>{files}</main></body></html>\n"
    )


def _file(number: int, report: Report) -> str:
    kind = "·".join(part for part in (report.genre, report.layout) if part)
    head = f'<section class="file" id="f{number}"><h2>{escape(report.path)}</h2>'
    if report.error is not None:
        return f'{head}<p class="bad">未能检查：{escape(report.error)}</p></section>'
    counts = counted(report.counts())
    line = f'<p class="kind">{escape(kind + "　" if kind else "")}{counts}</p>'
    notes = "".join(f'<p class="kind">{escape(note)}</p>' for note in report.notes)
    paper = "".join(_paper(number, report))
    items = "".join(_items(number, report))
    if not items:
        items = '<li class="none">没有问题。</li>'
    return (
        f'{head}{line}{notes}<div class="columns"><div class="list"><ol>{items}</ol></div>'
        f'<div class="paper">{paper}</div></div></section>'
    )


def _items(number: int, report: Report) -> Iterator[str]:
    index = {id(finding): place for place, finding in enumerate(report.findings)}
    for group in grouped(report.findings):
        first = group[0]
        at = index[id(first)]
        advice = advice_of(first)
        places = "、".join(
            f'<a href="#t{number}-{index[id(one)]}">{escape(where(one))}</a>' for one in group
        )
        known = " known" if first.baselined else ""
        # a line break within a paragraph is a control character, which browsers show as a box
        text = " ".join(first.text.split("\v"))
        quoted = f"“{escape(text)}”　" if 0 < len(text) <= 30 else ""
        yield (
            f'<li class="{first.severity}{known}" id="l{number}-{at}">'
            f'<i class="{first.severity}">{at + 1}</i>'
            f"<b>{SEVERITY_LABELS[first.severity]}</b>{escape(first.message)}"
            + (f'<span class="to">　{escape(advice)}</span>' if advice else "")
            + ("　（基线内）" if known else "")
            + f"<small>{places}　{quoted}</small>"
            f"<small>{escape(first.rule)}　{escape(first.source)}</small></li>"
        )


def _paper(number: int, report: Report) -> Iterator[str]:
    by_place: dict[tuple[str, int], list[tuple[int, Finding]]] = {}
    heads: dict[int, int] = {}
    index = {id(finding): place for place, finding in enumerate(report.findings)}
    for group in grouped(report.findings):
        for finding in group:
            at = index[id(finding)]
            heads[at] = index[id(group[0])]
            by_place.setdefault((finding.part, finding.paragraph), []).append((at, finding))
    elements = _elements(report)
    for story in report.document.stories:
        if story.name != "body":
            if not any(paragraph.text.strip() for paragraph in story.paragraphs):
                continue
            yield f"<h3>{escape(_part(story.name))}</h3>"
        for table, paragraphs in groupby(story.paragraphs, key=_table_of):
            lines = [
                (
                    paragraph.cell,
                    _line(
                        number,
                        paragraph,
                        elements.get((story.name, paragraph.index)),
                        by_place.get((story.name, paragraph.index), []),
                        heads,
                    ),
                )
                for paragraph in paragraphs
            ]
            yield "".join(line for _, line in lines) if table is None else _grid(lines)


def _table_of(paragraph: Any) -> int | None:
    return None if paragraph.cell is None else int(paragraph.cell.table)


def _grid(lines: Sequence[tuple[Any, str]]) -> str:
    """Paragraphs of one table as rows and cells; a merged cell is simply one cell."""
    rows = []
    for _, in_row in groupby(lines, key=lambda line: line[0].row):
        cells = [
            "<td>" + "".join(text for _, text in in_cell) + "</td>"
            for _, in_cell in groupby(in_row, key=lambda line: line[0].column)
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _line(
    number: int,
    paragraph: Any,
    recognised: Any,
    found: list[tuple[int, Finding]],
    heads: dict[int, int],
) -> str:
    element = "" if recognised is None else recognised.element.value
    bold_to = _heading_end(paragraph, recognised)
    shape = _ALIGNED.get(element, "") if paragraph.cell is None else ""
    if not shape and element in _FLUSH:
        shape = "flush"
    return (
        f'<p class="{shape}" title="{escape(_LABELS.get(element, ""))}"><span class="n">'
        f"{paragraph.index + 1}</span>{_text(number, paragraph, bold_to, found, heads)}</p>"
    )


def _heading_end(paragraph: Any, recognised: Any) -> int:
    """Up to where a paragraph is a heading: all of it, or what a heading run into text takes."""
    if recognised is None or recognised.element not in _HEADINGS:
        return 0
    return recognised.head_end or len(paragraph.text)


def _elements(report: Report) -> dict[tuple[str, int], Any]:
    from pipeline.lint.context import Context

    recognised = Context(report.document, genre=report.genre, layout=report.layout).recognised
    return {(found.story, found.paragraph): found for found in getattr(recognised, "elements", ())}


def _part(name: str) -> str:
    kind = name.rstrip("0123456789").rstrip(":")
    return f"{_PARTS.get(kind, kind)} {name.removeprefix(kind).lstrip(':')}".strip()


def _text(
    number: int,
    paragraph: Any,
    bold_to: int,
    found: list[tuple[int, Finding]],
    heads: dict[int, int],
) -> str:
    """A paragraph's text, bold up to ``bold_to``, with its findings marked; of overlapping ones
    the later gets a number only."""
    text = paragraph.text
    out, position = "", 0
    tail = ""
    if paragraph.number:
        label = escape(paragraph.number)
        out += f"<b>{label}</b>" if bold_to else f"<span>{label}</span>"
    for at, finding in sorted(found, key=lambda pair: (pair[1].start, -pair[1].end)):
        link = f"#l{number}-{heads[at]}"
        label = f'<a class="{finding.severity}" href="{link}">{heads[at] + 1}</a>'
        unmarkable = finding.start >= finding.end or finding.start < position
        if unmarkable or is_format(finding):
            anchor = f'<span id="t{number}-{at}"></span>'
            tail += f"{anchor}<sup>{label}</sup>"
            continue
        out += _shown(text, position, finding.start, bold_to)
        out += (
            f'<mark class="{finding.severity}" id="t{number}-{at}" '
            f'title="{escape(finding.message)}">'
            f"{_shown(text, finding.start, finding.end, bold_to)}</mark><sup>{label}</sup>"
        )
        position = finding.end
    return out + _shown(text, position, len(text), bold_to) + tail


def _shown(text: str, start: int, end: int, bold_to: int) -> str:
    """The characters [start, end) of a text; those before ``bold_to`` are bold."""
    middle = min(max(start, bold_to), end)
    head, rest = _plain(text[start:middle]), _plain(text[middle:end])
    return (f"<b>{head}</b>" if head else "") + rest


def _plain(text: str) -> str:
    return escape(text).replace("\v", "<br>").replace("\t", "　").replace("\ufffc", "▢")
