"""Headers and footers that are made, and pages that are parted into odd and even ones."""

from __future__ import annotations

import pytest
from word_files import docx, p

from pipeline.word.document import read_document
from pipeline.word.edit import Edit, EditProblem
from pipeline.word.margins import margin_name
from pipeline.word.package import open_package
from pipeline.word.page_numbers import NumberLook, page_number
from pipeline.word.resolve import reject_revisions
from pipeline.word.writer import apply_edits

PARTED = Edit("body", 0, 0, 0, section_format={"even_and_odd": 1}, author="红头校对")
LOOK = NumberLook("宋体", 14, "right", 280, 360)


def number(role: str) -> Edit:
    return page_number(margin_name("footer", 0, role), 0, LOOK)


def test_parted_pages_survive_rejection_but_the_numbers_do_not():
    package = open_package(docx(p("正文")))
    result = apply_edits(package, [number("default"), number("even"), PARTED])
    found = read_document(result)
    assert sorted(dict(found.sections[0].footers)) == ["default", "even"]
    assert found.sections[0].even_and_odd
    back = read_document(reject_revisions(result))
    assert [story.text for story in back.stories if story.kind == "footer"] == ["", ""]


def test_pages_are_not_parted_where_even_ones_would_lose_their_footer():
    package = apply_edits(open_package(docx(p("正文"))), [number("default")], tracked=False)
    with pytest.raises(EditProblem, match="页眉页脚"):
        apply_edits(package, [PARTED])


def test_pages_are_not_parted_where_a_forgotten_even_footer_would_come_to_light():
    package = apply_edits(open_package(docx(p("正文"))), [number("even")], tracked=False)
    with pytest.raises(EditProblem, match="页眉页脚"):
        apply_edits(package, [number("default"), PARTED])


def test_the_setting_stands_where_the_schema_wants_it():
    from pipeline.lint.sample import sample_package

    package = open_package(sample_package([{"text": "正文"}]))
    assert package.related(package.main_part, "settings") is None
    for _ in range(2):
        package = apply_edits(package, [PARTED])
    part = package.related(package.main_part, "settings").target
    names = [child.tag.rpartition("}")[2] for child in package.xml(part)]
    assert names == ["evenAndOddHeaders"]
