# ruff: noqa: E501 - Chinese characters count double
"""Tables that come, go or are rebuilt: real edits, rejected to the base, accepted to the reply."""

from __future__ import annotations

import pytest
from word_files import W_NS, deleted, docx, ins, p, r, table

from pipeline.word.compare import compare
from pipeline.word.document import read_document
from pipeline.word.edit import Edit
from pipeline.word.ooxml import W
from pipeline.word.package import open_package
from pipeline.word.proving import story_signature
from pipeline.word.resolve import accept_revisions, reject_revisions
from pipeline.word.revisions import list_revisions
from pipeline.word.writer import apply_edits

A, B, C = "第一段说明工作的总体要求", "第二段说明各单位的责任分工", "第三段说明完成的期限"
GRID = [["序号", "项目", "金额"], ["1", "道路建设", "100万元"], ["2", "桥梁维护", "200万元"]]
STAMP = 'w:author="李" w:date="2026-01-01T00:00:00Z"'


def lines(package, view="final"):
    return [q.text for q in read_document(package, view=view).body.paragraphs]


def grid(package):
    """Texts of the first table by row and cell, its grid columns counted."""
    root = (
        open_package(package).xml("word/document.xml")
        if isinstance(package, bytes)
        else package.xml("word/document.xml")
    )
    found = next(root.iter(W + "tbl"))
    rows = [
        ["".join(t.text or "" for t in c.iter(W + "t")) for c in row.iter(W + "tc")]
        for row in found.iter(W + "tr")
    ]
    return rows, len(found.find(W + "tblGrid"))


def proved(base, other, *, silent=True):
    """Edits that make ``other`` of ``base``: nothing lost, reject is the base, accept the reply."""
    package = open_package(base)
    comparison = compare(package, other)
    assert comparison.lost == ()
    assert comparison.found and all(f.silent is silent for f in comparison.found)
    merged = apply_edits(package, comparison.edits)
    assert lines(accept_revisions(merged)) == lines(open_package(other)) == lines(merged)
    before, after = read_document(package), read_document(reject_revisions(merged))
    assert [story_signature(s) for s in before.stories] == [
        story_signature(s) for s in after.stories
    ]
    plain = apply_edits(package, comparison.edits, tracked=False)
    assert lines(plain) == lines(open_package(other)) and not list_revisions(plain)
    assert compare(merged, other).found == ()
    return comparison, merged


def tracked_rows(*rows):
    """A table inserted with tracking, as Word writes it."""
    cells = [
        [
            p(ins(r(cell), "李"), ppr='<w:rPr><w:ins w:id="7" w:author="李"/></w:rPr>')
            for cell in row
        ]
        for row in rows
    ]
    return table(*cells, row_pr={n: f'<w:ins w:id="{20 + n}" {STAMP}/>' for n in range(len(rows))})


NEW = table(["新表", "内容"], ["甲", "乙"])


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ([p(A), p(B)], [p(A), NEW, p(B)]),
        ([p(A), p(B)], [NEW, p(A), p(B)]),
        ([p(A), p(B)], [p(A), p(B), NEW, p("")]),
        ([p(A), p(B)], [p(A), p("新的一段"), NEW, p("表后说明"), p(B)]),
        ([p(A), p(B)], [p(A), NEW, table(["又一表"]), p(B)]),
        ([table(*GRID), p(B)], [p("标题"), table(*GRID), p(B)]),
        ([table(*GRID), p(B)], [p("标题"), NEW, p("间隔"), table(*GRID), p(B)]),
        ([table(*GRID), p(B)], [NEW, table(*GRID), p(B)]),
        ([p(A), table(*GRID), p(B)], [p(A), NEW, p("间隔"), table(*GRID), p(B)]),
        ([p(A), table(*GRID), p(B)], [p(A), NEW, table(*GRID), p(B)]),
        ([p(A), table(*GRID), p(B)], [p(A), p(B)]),
        ([p(A), table(*GRID), p(B)], [p(A), NEW, p(B)]),
        ([p(A), table([table(["内"]) + p("外"), "右"]), p(B)], [p(A), table([p("前") + table(["内"]) + p("外"), "右"]), p(B)]),
        ([p(A), table([p("外"), "右"]), p(B)], [p(A), table([table(["内"]) + p("外"), "右"]), p(B)]),
        ([p(A), table(["左", "右"]), table(["下"]), p(B)], [p(A), table(["左", "右"]), p("中间的话"), table(["下"]), p(B)]),
        ([p(A), p(B), p(C)], [p(A), NEW, p(C)]),
        ([p(A)], [NEW, p("")]),
        ([p(A)], [NEW, NEW, p("")]),
    ],
)  # fmt: skip
def test_tables_and_paragraphs_around_them_come_and_go(base, other):
    proved(docx(*base), docx(*other))


@pytest.mark.parametrize("last", ["", "表后的最后一段"])
def test_a_table_that_goes_with_what_stands_behind_it_leaves_an_empty_paragraph(last):
    base = open_package(docx(p(A), p(B), table(*GRID), p(last)))
    comparison = compare(base, docx(p(A), p(B)))
    assert not comparison.lost and "空段" in comparison.notices[0]
    assert lines(apply_edits(base, comparison.edits)) == [A, B, ""]


def test_rows_that_are_rebuilt_and_rows_that_come_keep_their_order():
    joined = (
        "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='3'/></w:tcPr>" + p("桥梁维护") + "</w:tc></w:tr>"
    )
    new = table(*GRID[:2]).replace("</w:tbl>", joined + "</w:tbl>")
    row = table(["3", "绿化", "5万元"]).partition("</w:tblGrid>")[2]
    base = open_package(docx(p(A), table(*GRID), p(B)))
    other = docx(p(A), new.replace("</w:tbl>", row), p(B))
    edits = compare(base, other).edits
    for order in (edits, edits[::-1]):
        assert lines(apply_edits(base, order)) == lines(open_package(other))


def test_a_row_that_comes_into_a_table_all_of_whose_others_go_is_not_lost():
    gone = [p(deleted(cell, "李")) for cell in GRID[1]]
    marks = {0: f'<w:del w:id="20" {STAMP}/>', 1: f'<w:ins w:id="21" {STAMP}/>'}
    new = [p(ins(r(cell), "李")) for cell in ("甲", "乙", "丙")]
    other = docx(p(A), table(gone, new, row_pr=marks), p(B))
    proved(docx(p(A), table(GRID[1]), p(B)), other, silent=False)


def test_a_new_column_that_went_again_is_no_change():
    both = f'<w:cellIns w:id="8" {STAMP}/><w:cellDel w:id="9" {STAMP}/>'
    new = f"<w:tc><w:tcPr>{both}</w:tcPr>{p(deleted('来过', '李'))}</w:tc>"
    wide = table(["甲", "乙"], ["丙", "丁"]).replace("</w:tr>", new + "</w:tr>")
    base = docx(p(A), table(["甲", "乙"], ["丙", "丁"]), p(B))
    found = compare(base, docx(p(A), wide, p(B)))
    assert not found.found and not found.lost


@pytest.mark.parametrize("column", [0, 2])
def test_text_before_a_table_stands_before_its_new_first_row_and_column(column):
    rows = [["甲", "乙"], ["丙", "丁"]]
    package = open_package(docx(table(*rows), p(A)))
    new = ["列一", "列二"]
    edits = [
        Edit("body", 0, 0, 0, row="insert_before", cells=("首行", "行首")),
        Edit("body", 0, 0, 0, "表前\n", outside=1),
        Edit("body", 0, 0, 0, column="insert_before", cells=tuple(new))
        if column == 0
        else Edit("body", 1, 0, 0, column="insert_after", cells=tuple(new)),
    ]
    for row, cell in zip(rows, new, strict=True):
        row.insert(column, cell)
    first = ["首行", "行首"]
    first.insert(column, "")
    for order in (edits, edits[::-1]):
        assert lines(apply_edits(package, order)) == ["表前", *first, *rows[0], *rows[1], A]


def test_a_tracked_new_table_keeps_its_author_and_is_one_edit():
    other = docx(p(A), tracked_rows(["新表", "内容"], ["甲", "乙"]), p(B))
    comparison, merged = proved(docx(p(A), p(B)), other, silent=False)
    (found,) = comparison.found
    assert (found.kind, found.new, found.edit.author) == ("insert", "新表\n内容\n甲\n乙\n", "李")
    assert {change.author for change in list_revisions(merged)} == {"李"}
    silent = compare(docx(p(A), p(B)), docx(p(A), NEW, p(B))).found[0]
    assert silent.edit.fragments[0].digest == found.edit.fragments[0].digest


def test_a_tracked_deleted_table_is_one_edit():
    rows = [[p(deleted(cell, "李")) for cell in row] for row in GRID]
    gone = table(*rows, row_pr={n: f'<w:del w:id="{20 + n}" {STAMP}/>' for n in range(3)})
    comparison, _ = proved(docx(p(A), table(*GRID), p(B)), docx(p(A), gone, p(B)), silent=False)
    (found,) = comparison.found
    assert (found.edit.row, found.edit.rows, found.edit.author) == ("delete", 3, "李")


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_column_comes(place):
    wide = [[*row[:place], f"新{n}", *row[place:]] for n, row in enumerate(GRID)]
    comparison, merged = proved(docx(p(A), table(*GRID), p(B)), docx(p(A), table(*wide), p(B)))
    (found,) = comparison.found
    assert found.edit.column.startswith("insert") and found.edit.cells == ("新0", "新1", "新2")
    assert grid(accept_revisions(merged)) == (wide, 4)
    assert grid(reject_revisions(merged)) == (GRID, 3)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_column_goes(place):
    narrow = [[*row[:place], *row[place + 1 :]] for row in GRID]
    comparison, merged = proved(docx(p(A), table(*GRID), p(B)), docx(p(A), table(*narrow), p(B)))
    assert [f.edit.column for f in comparison.found] == ["delete"]
    assert grid(accept_revisions(merged)) == (narrow, 2)
    assert grid(reject_revisions(merged)) == (GRID, 3)


def test_a_column_comes_while_a_row_comes_and_a_cell_changes():
    wide = [[*row, f"备注{n}"] for n, row in enumerate(GRID)]
    wide[1][1] = "道路改造"
    wide.append(["3", "新增绿化", "50万元", "备注9"])
    comparison, merged = proved(docx(p(A), table(*GRID), p(B)), docx(p(A), table(*wide), p(B)))
    assert sorted(f.kind for f in comparison.found) == ["replace", "row", "row"]
    assert grid(accept_revisions(merged)) == (wide, 4)


def test_tracked_columns_are_read_from_the_markup():
    def cell(text, kind):
        mark = f'<w:{kind} w:id="40" {STAMP}/>' if kind else ""
        inner = {"cellIns": ins(r(text), "李"), "cellDel": deleted(text, "李"), "": r(text)}[kind]
        return f"<w:tc><w:tcPr>{mark}</w:tcPr>{p(inner)}</w:tc>"

    rows = [
        f"<w:tr>{cell(a, '')}{cell(b, 'cellDel')}{cell('新', 'cellIns')}{cell(c, '')}</w:tr>"
        for a, b, c in GRID
    ]
    other = docx(
        p(A),
        "<w:tbl><w:tblPr/><w:tblGrid>"
        + "<w:gridCol/>" * 4
        + f"</w:tblGrid>{''.join(rows)}</w:tbl>",
        p(B),
    )
    comparison, merged = proved(docx(p(A), table(*GRID), p(B)), other, silent=False)
    assert {(f.edit.column, f.edit.author) for f in comparison.found} == {
        ("delete", "李"),
        ("insert_after", "李"),
    }
    assert grid(accept_revisions(merged)) == ([[a, "新", c] for a, _, c in GRID], 3)


def merged_cells(*, across=False, down=False):
    """GRID with two cells of the second row joined, or two cells of the first column."""

    def cell(text, properties=""):
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    rows = [[cell(text) for text in row] for row in GRID]
    if across:
        rows[1][1:] = [cell("道路建设100万元", '<w:gridSpan w:val="2"/>')]
    if down:
        rows[1][0] = cell("1、2", '<w:vMerge w:val="restart"/>')
        rows[2][0] = cell("", "<w:vMerge/>")
    inner = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return "<w:tbl><w:tblPr/><w:tblGrid>" + "<w:gridCol/>" * 3 + f"</w:tblGrid>{inner}</w:tbl>"


@pytest.mark.parametrize(("how", "rows"), [({"across": True}, 1), ({"down": True}, 2)])
def test_cells_are_joined_by_replacing_their_rows(how, rows):
    base = docx(p(A), table(*GRID), p(B))
    comparison, _ = proved(base, docx(p(A), merged_cells(**how), p(B)))
    edits = [f.edit for f in comparison.found if f.edit.row]
    assert [(e.row, e.rows) for e in edits] == [("replace", rows)]
    proved(docx(p(A), merged_cells(**how), p(B)), base)


def test_a_new_row_brings_its_looks_and_its_pictures():
    box = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    other = docx(p(A), table(*GRID, [p(r("3", "<w:b/>")), p(box), "50万元"]), p(B))
    _, merged = proved(docx(p(A), table(*GRID), p(B)), other)
    row = list(merged.xml("word/document.xml").iter(W + "tr"))[3]
    assert row.find(f".//{W}b") is not None and row.find(f".//{W}sym") is not None


def test_a_row_beside_a_nested_table_is_the_outer_one():
    def build(*rows):
        return docx(p(A), table(*rows), p(B))

    nested = [table(["内甲", "内乙"]) + p("之后"), "右边的字"]
    comparison, _ = proved(build(nested, ["下左", "下右"]), build(["下左", "下右"]))
    assert [(f.edit.row, f.edit.outside) for f in comparison.found] == [("delete", 1)]
    proved(build(nested, ["下左", "下右"]), build(nested, ["中左", "中右"], ["下左", "下右"]))


def test_marks_of_another_file_stay_behind():
    cell = (
        '<w:p w14:paraId="00AA00AA" w:rsidR="00112233"><w:bookmarkStart w:id="1" w:name="b"/>'
        f'<w:commentRangeStart w:id="0"/>{r("新")}<w:commentRangeEnd w:id="0"/><w:bookmarkEnd w:id="1"/></w:p>'
    )
    _, merged = proved(docx(p(A), p(B)), docx(p(A), table([cell]), p(B)))
    assert W_NS and not any(
        merged.xml("word/document.xml").iter(W + "bookmarkStart", W + "commentRangeStart")
    )
