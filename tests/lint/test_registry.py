"""Checks register under a name, with options that a pack is checked against."""

import pytest

from pipeline.errors import DataProblem
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check, fill_options, find_check


@check("sample.every_paragraph", options={"least": 2, "word": str})
def every_paragraph(context):
    for story, paragraph in context.paragraphs():
        if len(paragraph.text) >= context.options["least"]:
            yield Hit(story.name, paragraph.index, 0, len(paragraph.text))


def test_a_registered_check_is_found_by_name():
    assert find_check("sample.every_paragraph").run is every_paragraph


def test_an_unknown_check_is_a_sentence():
    with pytest.raises(DataProblem, match=r"没有叫“sample\.nothing”的检查"):
        find_check("sample.nothing")


def test_options_are_filled_and_checked():
    found = find_check("sample.every_paragraph")
    assert fill_options(found, {"word": "文"}) == {"least": 2, "word": "文"}
    with pytest.raises(DataProblem, match="没有选项“leest”"):
        fill_options(found, {"word": "文", "leest": 3})
    with pytest.raises(DataProblem, match="缺少选项“word”"):
        fill_options(found, {})
    with pytest.raises(DataProblem, match="“least”应是整数"):
        fill_options(found, {"word": "文", "least": "3"})
    with pytest.raises(DataProblem, match="“least”应是整数"):
        fill_options(found, {"word": "文", "least": True})


def test_once_is_shared_between_rules():
    context = Context(document=None)
    made = []
    for other in (context, context.with_options({"a": 1})):
        other.once("key", lambda: made.append(1) or "value")
    assert made == [1]
