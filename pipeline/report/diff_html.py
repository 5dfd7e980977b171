"""A difference as one HTML file that needs nothing else: inline or side by side."""

from __future__ import annotations

from html import escape

from pipeline.report.diff_rows import Diff, Row, folded
from pipeline.report.diff_terminal import LABELS, summary, visible

_STYLE = """
body{font:16px/1.7 "Noto Serif CJK SC","Source Han Serif SC","SimSun",serif;margin:2em auto;
max-width:76em;padding:0 1em;color:#222;background:#fff}
h1{font-size:1.3em}h2{font-size:1.1em;border-bottom:1px solid #ccc}
table{border-collapse:collapse;width:100%;table-layout:fixed}
td{vertical-align:top;padding:.25em .5em;border-bottom:1px solid #eee;overflow-wrap:anywhere;
white-space:pre-wrap}
td.n{color:#888;text-align:right;font:13px/2 monospace}
td.k{color:#666;font-size:.8em;line-height:2.1}
del{background:#ffe3e3;color:#a40000;text-decoration:line-through}
ins{background:#dff5e1;color:#005a1e;text-decoration:underline}
tr.inserted td.t{background:#f3fbf4}tr.deleted td.t{background:#fdf4f4}
tr.moved td.t{background:#f2f6fd}.note{color:#345;font-size:.85em;display:block}
.skip td{color:#999;text-align:center;font-size:.85em}
@media(prefers-color-scheme:dark){body{background:#1b1b1b;color:#ddd}del{background:#4a1c1c;
color:#ffb3b3}ins{background:#163d20;color:#a8e6b4}td{border-color:#333}
tr.inserted td.t,tr.deleted td.t,tr.moved td.t{background:none}.note{color:#9bc}}
"""

# Columns of the table, inline and side by side; "" shares what is left.
_WIDTHS = {False: ("3.2em", "3.2em", "", "3.5em"), True: ("3.2em", "", "3.2em", "", "3.5em")}


def to_html(diff: Diff, *, view: str, context: int) -> str:
    """The whole page as text."""
    out = [
        "<!DOCTYPE html><html lang='zh-CN'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'>",
        f"<title>比较：{escape(diff.left)} 与 {escape(diff.right)}</title>",
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>比较：{escape(diff.left)} → {escape(diff.right)}</h1><p>{escape(summary(diff))}</p>",
    ]
    out += [f"<p class='note'>注意：{escape(notice)}</p>" for notice in diff.notices]
    for section in diff.sections:
        if all(row.kind == "equal" for row in section.rows):
            continue
        if section.title:
            out.append(f"<h2>{escape(section.title)}</h2>")
        out.append(f"<table>{_columns(view)}")
        for row in folded(section.rows, context):
            if isinstance(row, int):
                span = len(_WIDTHS[view == "side"])
                out.append(f"<tr class='skip'><td colspan='{span}'>相同的 {row} 段略去</td></tr>")
            else:
                out.append(_row(row, view))
        out.append("</table>")
    out.append("</body></html>\n")
    return "\n".join(out)


def _columns(view: str) -> str:
    """Widths stand in front: a fixed table takes them from its first row, which may be folded."""
    widths = _WIDTHS[view == "side"]
    columns = (f"<col style='width:{width}'>" if width else "<col>" for width in widths)
    return f"<colgroup>{''.join(columns)}</colgroup>"


def _row(row: Row, view: str) -> str:
    notes = "".join(f"<span class='note'>〔{escape(note)}〕</span>" for note in row.notes)
    left = "" if row.left is None else str(row.left)
    right = "" if row.right is None else str(row.right)
    label = LABELS.get(row.kind, "")
    start = f"<tr class='{row.kind}'><td class='n'>{left}</td>"
    end = f"<td class='k'>{label}</td></tr>"
    if view == "side":
        return (
            f"{start}<td class='t'>{_pieces(row, '=-')}</td><td class='n'>{right}</td>"
            f"<td class='t'>{_pieces(row, '=+')}{notes}</td>{end}"
        )
    if view == "unified" and row.kind not in ("equal", "format"):
        old = f"<del>{escape(visible(row.old))}</del>" if row.left is not None else ""
        new = f"<ins>{escape(visible(row.new))}</ins>" if row.right is not None else ""
        both = "<br>".join(part for part in (old, new) if part)
        return f"{start}<td class='n'>{right}</td><td class='t'>{both}{notes}</td>{end}"
    text = _pieces(row, "=-+")
    return f"{start}<td class='n'>{right}</td><td class='t'>{text}{notes}</td>{end}"


def _pieces(row: Row, ops: str) -> str:
    tags = {"-": "del", "+": "ins"}
    out = []
    for piece in row.pieces:
        if piece.op not in ops:
            continue
        text = escape(visible(piece.text))
        tag = tags.get(piece.op)
        who = "" if tag is None else _who(piece.author, piece.silent)
        title = f" title='{escape(who, quote=True)}'" if who else ""
        out.append(f"<{tag}{title}>{text}</{tag}>" if tag else text)
    return "".join(out)


def _who(author: str, silent: bool) -> str:
    return "" if silent and not author else author or "修订"
