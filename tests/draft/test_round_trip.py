"""What is drafted is read back: every template's document yields the elements it was made of."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from pipeline.draft import draft, load_template
from pipeline.draft.template import find_templates
from pipeline.gongwen.elements import Element
from pipeline.gongwen.recognise import recognise
from pipeline.word.document import read_document

TEMPLATES = find_templates()


def read_back(made):
    document = read_document(made.to_bytes())
    found = recognise(document)
    stories = {story.name: story for story in document.stories}
    texts = defaultdict(str)
    for item in found.elements:
        if item.story == "body" and item.element is not Element.BLANK:
            text = stories[item.story].paragraphs[item.paragraph].text
            # a note below a table is drafted as text
            element = Element.BODY if item.element is Element.TABLE_NOTE else item.element
            texts[element] += _plain(text[item.start : item.end or None])
    return found, texts


def _plain(text: str) -> str:
    return re.sub(r"[\s\u3000：。]", "", text)


def written(made):
    texts = defaultdict(str)
    for element, text in made.elements:
        texts[element] += _plain(text)
    return texts


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_comes_back_as_it_was_written(name):
    template = load_template(TEMPLATES[name])
    made = draft(template, template.example)
    found, texts = read_back(made)
    assert {k: v for k, v in texts.items() if v} == {k: v for k, v in written(made).items() if v}
    if template.defaults.get("发文机关标志") != "无":  # forms are no official documents
        assert (found.genre, found.layout) == (template.genre, template.layout)


VARIANTS = {
    "joint": {"发文机关": ["江州市财政局", "江州市教育局", "江州市人力资源和社会保障局"]},
    "joint up": {
        "发文机关": ["江州市财政局", "江州市教育局"],
        "签发人": ["王建国", "李明", "赵小红"],
    },
    "classified": {"份号": "7", "密级": "机密", "保密期限": "5年", "紧急程度": "特急"},
    "no seal": {"用印": "无"},
    "no seal joint": {"用印": "无", "发文机关": ["江州市财政局", "江州市教育局"]},
    "stamp": {"用印": "签名章", "签名人": "王建国", "签名人职务": "江州市人民政府办公室主任"},
    "long organ": {"发文机关": "江州市人民政府推进重点项目建设和招商引资工作领导小组办公室"},
    "note": {"附注": "联系人：王建国，电话：0799-5550136"},
    "annexes": {"附件": ["甲情况表", {"标题": "乙名单", "正文": "# 第一类\n内容。"}]},
}


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_variants_of_the_head_and_the_signature_come_back(variant):
    template = load_template(TEMPLATES["通知"])
    made = draft(template, {**template.example, **VARIANTS[variant]})
    _, texts = read_back(made)
    assert {k: v for k, v in texts.items() if v} == {k: v for k, v in written(made).items() if v}
