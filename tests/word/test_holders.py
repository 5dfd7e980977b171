"""Links and content controls around old text: a difference is told, saving is none."""

from __future__ import annotations

import pytest
from word_files import docx, field, p, r, table

from pipeline.word.compare import compare

TO = '<w:hyperlink w:anchor="{}">{}</w:hyperlink>'


def control(inner, name="经办人"):
    properties = f'<w:sdtPr><w:alias w:val="{name}"/></w:sdtPr>'
    return f"<w:sdt>{properties}<w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def told(base, other):
    found = compare(docx(*base), docx(*other))
    assert not found.found
    return found.notices


SEE, PLAIN = p("见", r("附件一"), "。"), p("另一段")
LINKED = p("见", TO.format("附件", r("附件一")), "。")


@pytest.mark.parametrize(
    ("base", "other", "says"),
    [
        (LINKED, p("见", TO.format("别处", r("附件一")), "。"), ("“附件一”的链接改为", "#别处")),
        (LINKED, SEE, ("取消了“附件一”的链接",)),
        (SEE, LINKED, ("给“附件一”加了链接", "#附件")),
        (SEE, p("见", field('HYPERLINK "https://a.cn/x"', "附件一"), "。"), ("加了链接 https",)),
        (SEE, control(SEE), ("新增的内容控件（“经办人”）",)),
        (SEE, p("见", control(r("附件一")), "。"), ("新增的内容控件（“经办人”）",)),
        (control(SEE), SEE, ("去掉了内容控件（“经办人”）",)),
        (control(SEE), control(SEE, "承办人"), ("“承办人”", "“经办人”")),
    ],
)  # fmt: skip
def test_a_difference_is_told_with_what_it_is_about(base, other, says):
    said = "".join(told([base, PLAIN], [other, PLAIN]))
    assert all(word in said for word in says) and "未合并" in said


@pytest.mark.parametrize(
    ("base", "other"),
    [
        (LINKED, p("见", field('HYPERLINK \\l "附件"', "附件一"), "。")),
        (LINKED, p("见", TO.format("附件", r("附件") + r("一")), "。")),
        (p(TO.format("_Toc1", r("目录一"))), p(TO.format("_Toc2", r("目录一")))),
        (control(SEE), p("见", control(r("附件一")), "。")),
        (control(p("")), p("")),
    ],
)
def test_what_saving_does_to_them_is_no_difference(base, other):
    assert told([base, PLAIN], [other, PLAIN]) == ()


def test_what_comes_or_goes_with_its_text_is_not_told_apart():
    rows = table([control(p("格里的字"))]) + p("表后")
    for new in (LINKED, control(p("控件里的一段")), p("新的", control(r("附件"))), rows):
        for one, two in (([PLAIN], [PLAIN, new, PLAIN]), ([PLAIN, new, PLAIN], [PLAIN])):
            found = compare(docx(*one), docx(*two))
            block = one == [PLAIN] and new.startswith("<w:sdt")
            said = [n for n in found.notices if "控件" in n or "链接" in n]
            assert found.found and bool(said) == block


def test_many_are_not_told_one_by_one():
    texts = [f"第{n}处" for n in range(12)]
    base = [p(TO.format("甲", r(text))) for text in texts]
    other = [p(TO.format("乙", r(text))) for text in texts]
    said = told(base, other)
    assert len(said) == 6 and "另有 7 处" in said[-1]
