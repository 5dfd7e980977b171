"""Every template drafts a document that the recogniser understands and the rules let pass."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
import yaml

from pipeline.draft.document import draft
from pipeline.draft.template import find_templates, load_template
from pipeline.gongwen.elements import Element
from pipeline.gongwen.recognise import recognise
from pipeline.lint.engine import lint
from pipeline.word.document import read_document

PATHS = {name: path for name, path in find_templates().items() if path.suffix == ".md"}
NAMES = sorted(PATHS)
ELEMENTS = {
    Element.COPY_NUMBER, Element.CLASSIFICATION, Element.URGENCY, Element.ISSUER_MARK,
    Element.DOCUMENT_NUMBER, Element.SIGNER, Element.TITLE, Element.TITLE_NOTE, Element.ADDRESSEE,
    Element.HEADING_1, Element.HEADING_2, Element.BODY, Element.ATTENDANCE,
    Element.ATTACHMENT_NOTE, Element.NOTE, Element.ATTACHMENT_LABEL, Element.ATTACHMENT_TITLE,
    Element.MAIN_TO, Element.COPY_TO, Element.PRINTER,
}  # fmt: skip


# What the other data leaves out on purpose: 版记, the numbers of itself and of a quoted decision,
# one 关于.
ADVICE = {"STR-050", "STR-058", "REF-007", "TITL-18"}


@cache
def drafted(name, second):
    template = load_template(PATHS[name])
    data = template.example
    if second:
        path = PATHS[name].parent.parent / "tests" / "templates" / "data" / f"{name}.yaml"
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return template, draft(template, data)


def findings(name, second, tmp_path):
    path = tmp_path / f"{name}.docx"
    path.write_bytes(drafted(name, second)[1].to_bytes())
    return lint(path).findings


@pytest.mark.parametrize("name", NAMES)
def test_the_example_has_no_findings(name, tmp_path):
    assert [(f.rule, f.message) for f in findings(name, False, tmp_path)] == []


@pytest.mark.parametrize("name", NAMES)
def test_other_data_has_no_findings_but_what_it_leaves_out(name, tmp_path):
    found = [f for f in findings(name, True, tmp_path) if f.rule not in ADVICE]
    assert [(f.rule, f.message) for f in found] == []


@pytest.mark.parametrize("second", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_the_recogniser_finds_what_was_drafted(name, second):
    template, made = drafted(name, second)
    seen = recognise(read_document(made.to_bytes()))
    wanted = Counter(element for element, _ in made.elements if element in ELEMENTS)
    as_drafted = {Element.TABLE_NOTE: Element.BODY}  # a note below a table is drafted as text
    found = [as_drafted.get(one.element, one.element) for one in seen.elements]
    got = Counter(element for element in found if element in ELEMENTS)
    assert got == wanted
    if Element.ISSUER_MARK in wanted:
        assert (seen.genre, seen.layout) == (template.genre, template.layout)
