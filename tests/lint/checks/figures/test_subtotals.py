"""小计 rows and heads of two rows."""

from __future__ import annotations

import io

from docx import Document
from telling import told_beside, told_of

from pipeline.word.document import read_document

TEXT = ["现将有关情况报告如下。"]


def _rows(sub: str, total: str) -> list[list[str]]:
    return [
        ["项目", "面积（亩）", "投资（万元）"],
        ["东片渠道", "320", "46"],
        ["西片渠道", "280", "38"],
        ["渠道小计", "600", sub],
        ["东片泵站", "150", "62"],
        ["西片泵站", "130", "54"],
        ["泵站小计", "280", "116"],
        ["合计", "880", total],
    ]


def test_a_subtotal_or_the_total_is_wrong() -> None:
    assert ("SUM-796", "48") in told_beside(TEXT, _rows("48", "200"))
    assert ("SUM-796", "220") in told_beside(TEXT, _rows("84", "220"))


def test_right_subtotals_are_not_told() -> None:
    assert not told_beside(TEXT, _rows("84", "200"))


def test_a_subtotal_may_be_called_total_too() -> None:
    named = [[cell.replace("小计", "合计") for cell in row] for row in _rows("84", "200")]
    named[-1][0] = "总计"
    assert not told_beside(TEXT, named)
    named[3][2] = "48"
    assert ("SUM-796", "48") in told_beside(TEXT, named)


def test_subtotals_may_stand_above_their_rows() -> None:
    rows = _rows("84", "200")
    turned = [rows[0], rows[7], rows[3], rows[1], rows[2], rows[6], rows[4], rows[5]]
    assert not told_beside(TEXT, turned)
    turned[2] = ["渠道小计", "600", "94"]
    assert told_beside(TEXT, turned) == [("SUM-796", "94")]


def _two_rows(figures: list[list[str]]) -> list[tuple[str, str]]:
    """What is told of a table whose head has groups of columns."""
    document = Document()
    table = document.add_table(rows=2 + len(figures), cols=7)
    for start, end, name in ((1, 3, "合计"), (3, 5, "渠道"), (5, 7, "泵站")):
        table.cell(0, start).merge(table.cell(0, end - 1)).text = name
    table.cell(0, 0).merge(table.cell(1, 0)).text = "乡镇"
    for column in range(1, 7):
        table.cell(1, column).text = ("数量", "投资")[(column - 1) % 2]
    for row, line in enumerate(figures, 2):
        for column, text in enumerate(line):
            table.cell(row, column).text = text
    out = io.BytesIO()
    document.save(out)
    return told_of(read_document(out.getvalue()))


ROWS = [
    ["东沟镇", "12", "84", "8", "46", "4", "38"],
    ["白石镇", "16", "98", "10", "52", "6", "46"],
    ["青河乡", "9", "61", "6", "33", "3", "28"],
    ["南浦镇", "14", "90", "9", "48", "5", "42"],
]


def test_a_group_of_totals_is_the_sum_of_the_other_groups() -> None:
    assert not _two_rows(ROWS)
    wrong = [*ROWS[:3], ["南浦镇", "14", "96", "9", "48", "5", "42"]]
    assert ("SUM-798", "96") in _two_rows(wrong)
