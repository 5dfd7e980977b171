"""How the merge words texts, formats and table changes for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.review.merge_types import Conflict, Variant
from pipeline.word.edit import Edit


def variant_text(conflict: Conflict, variant: Variant) -> str:
    """A variant in words: the text of the range, or what happens to the format or the table."""
    plain = conflict.kind == "text" or not any(
        edit.structural or edit.new is None or edit.move or edit.story != conflict.story
        for edit in _edits(conflict, variant)
    )
    return variant.text if plain else _described(conflict, variant)


def _edits(conflict: Conflict, variant: Variant) -> Iterator[Edit]:
    """The edits of a variant, with those of others that change rows or columns."""
    yield from variant.edits
    yield from (e for other in conflict.variants for e in other.edits if e.structural)


def _described(conflict: Conflict, variant: Variant) -> str:
    parts = []
    for edit in variant.edits:
        where = "" if edit.story == conflict.story else f"{_HOSTED[edit.story.partition(':')[0]]}里"
        if edit.structural:
            parts.append(where + _table_change(edit))
        elif edit.new is None:
            parts.append(where + format_text({**edit.run_format, **edit.paragraph_format}))
        elif edit.move:
            parts += [f"移到别处：{edit.new}"] if edit.new else []
        else:
            parts.append(where + (f"改为：{edit.new}" if edit.new else "删去"))
    return "；".join(parts)


_HOSTED = {"footnote": "脚注", "endnote": "尾注", "textbox": "文本框"}


def change_text(edit: Edit, old: str) -> str:
    """What an edit does, in words; ``old`` is the text it replaces."""
    if edit.structural:
        return _table_change(edit)
    if edit.new is None:
        return f"格式改为“{format_text({**edit.run_format, **edit.paragraph_format})}”"
    if not old:
        return f"增加“{shown(edit.new)}”"
    return f"把“{shown(old)}”改为“{shown(edit.new)}”" if edit.new else f"删去“{shown(old)}”"


def _table_change(edit: Edit) -> str:
    """What an edit does to a table's rows or columns."""
    cells = " | ".join(edit.cells)
    if edit.column:
        return "删去这一列" if edit.column == "delete" else f"增加一列：{cells}"
    if edit.row == "replace":
        return (
            f"重排这 {edit.rows} 行的单元格：{cells}" if edit.rows > 1 else f"重排这一行：{cells}"
        )
    if edit.row == "delete":
        return "删去这一行" if edit.rows == 1 else f"删去这 {edit.rows} 行"
    return f"增加一行：{cells}"


_FORMAT_NAMES = {
    "east_asia": "中文字体", "ascii": "西文字体", "size_pt": "字号（磅）", "bold": "加粗",
    "italic": "倾斜", "underline": "下划线", "color": "颜色", "highlight": "突出显示",
    "alignment": "对齐", "left": "左缩进", "right": "右缩进", "first_line": "首行缩进",
    "left_chars": "左缩进（字）", "right_chars": "右缩进（字）",
    "first_line_chars": "首行缩进（字）",
    "before": "段前", "after": "段后", "line": "行距", "line_rule": "行距规则", "style": "样式",
    "before_lines": "段前（行）", "after_lines": "段后（行）", "keep_next": "与下段同页",
    "page_break_before": "段前分页", "outline_level": "大纲级别", "hidden": "隐藏",
    "spacing_twips": "字符间距", "strike": "删除线", "vertical": "上下标", "scale": "缩放",
    "position": "升降", "emphasis": "着重号",
}  # fmt: skip
_VALUES = {"True": "是", "False": "否", "": "无", "None": "无", "center": "居中"}
_VALUES |= {
    "both": "两端对齐",
    "left": "左对齐",
    "right": "右对齐",
    "exact": "固定值",
    "auto": "自动",
}


def format_text(changes: Mapping[str, object]) -> str:
    """Formatting changes in words: 加粗：是，字号（磅）：16."""
    return "，".join(
        f"{_FORMAT_NAMES.get(name, name)}：{_VALUES.get(str(wanted), str(wanted))}"
        for name, wanted in changes.items()
    )


def shown(text: str) -> str:
    """Text as people see it in a list: marks and objects visible, never empty."""
    table = {"\n": "¶", "\t": "→", "\v": "↵", "\f": "↡", "\ufffc": "▢"}
    return "".join(table.get(c, c) for c in text) or "（删去）"
