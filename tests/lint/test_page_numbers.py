"""Page numbers put in by ``--fix``: where 7.5 wants them, at no cost to what is there."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.mending import mended
from pipeline.lint.rules import load_rules
from pipeline.lint.sample import sample_package
from pipeline.word.document import read_document
from pipeline.word.package import open_package
from pipeline.word.proving import story_signature
from pipeline.word.resolve import reject_revisions

RULES = load_rules()
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TEXTS = [
    "关于做好2026年防汛工作的通知", "各区水利局：",
    "汛期将至，为确保人民群众生命财产安全，现将有关事项通知如下。",
    "各单位要明确责任人员，落实值班制度，及时处置险情。", "××市水利局", "2026年6月3日",
]  # fmt: skip
DRAFT = [{"text": text} for text in TEXTS]
LETTER = [
    {"text": "××市水利局", "font": "方正小标宋简体", "size_pt": 40, "color": "FF0000",
     "align": "center"},
    {"text": "×水函〔2026〕5号", "font": "仿宋", "size_pt": 16, "align": "right"},
    {"text": "××市水利局关于商请支持防汛工作的函", "font": "方正小标宋简体", "size_pt": 22,
     "align": "center"},
    {"text": "××市交通局：", "font": "仿宋", "size_pt": 16},
    {"text": "商请贵局支持防汛抢险工作。", "font": "仿宋", "size_pt": 16, "first_line": 640},
]  # fmt: skip


def altered(data: bytes, **parts: object) -> bytes:
    """The file with parts changed (``document``) or added (``header1``) by functions of text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            change = parts.get(name.rpartition("/")[2].removesuffix(".xml"))
            text = old.read(name).decode()
            new.writestr(name, change(text) if change else text)
        for key, change in parts.items():
            if f"word/{key}.xml" not in old.namelist() and not key.startswith("["):
                new.writestr("word/_rels/" + key if key.endswith(".rels") else f"word/{key}.xml",
                             change(""))  # fmt: skip
    return out.getvalue()


def with_header(data: bytes, text: str) -> bytes:
    """The file with a header on all its pages."""
    link = f'<Relationship Id="rId7" Type="{OFFICE}/header" Target="header1.xml"/>'
    links = f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>'
    story = f'<w:hdr xmlns:w="{WORD}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:hdr>'
    kind = f'<Override PartName="/word/header1.xml" ContentType="{KIND}.header+xml"/></Types>'
    reference = '<w:sectPr><w:headerReference w:type="default" r:id="rId7"/>'
    return altered(
        data,
        document=lambda old: old.replace("<w:sectPr>", reference),
        header1=lambda old: story,
        **{
            "document.xml.rels": lambda old: links,
            "[Content_Types]": lambda old: old.replace("</Types>", kind),
        },
    )


def with_title_page(data: bytes) -> bytes:
    return altered(data, document=lambda old: old.replace("</w:sectPr>", "<w:titlePg/></w:sectPr>"))


def report(data: bytes, **options: str):
    settings = Settings(**{"profile": "gbt9704-2012", **options})
    return lint_document(read_document(data), RULES, settings, "稿.docx"), settings


def fixed(data: bytes, *, tracked: bool = False, unsafe: bool = False, **options: str):
    found, settings = report(data, **options)
    return mended(found, RULES, settings, tracked=tracked, unsafe=unsafe)


def about_numbers(data: bytes, **options: str) -> list[str]:
    found, _ = report(data, **options)
    numbers = ("FMT-013", "FMT-014", "FMT-015", "FMT-016", "FMT-028", "FMT-034")
    return [finding.message for finding in found.findings if finding.rule in numbers]


def footers(data: bytes) -> dict[str, tuple[str, str, list[str]]]:
    """Role → side, text and fields of the footers of the first section."""
    from pipeline.word.formatting import Formats

    document = read_document(data)
    formats = Formats(document.package)
    made = {}
    for story in document.stories:
        if story.kind == "footer":
            [paragraph] = story.paragraphs
            form = formats.paragraph(paragraph)
            fields = [field.name for field in paragraph.fields]
            for section, role in story.roles:
                if section == 0:
                    made[role] = (form.alignment, story.text, fields)
    return made


def margins(document) -> list[tuple[str, tuple, str]]:
    """The headers and footers of a document, with the pages they are for."""
    kinds = ("header", "footer")
    return [(s.kind, s.roles, s.text) for s in document.stories if s.kind in kinds]


NUMBER = ("— 1 —", ["PAGE"])
BOTH = {"default": ("right", *NUMBER), "even": ("left", *NUMBER)}


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize(
    "data",
    [
        sample_package(DRAFT),
        sample_package(DRAFT, {"footer": {"text": ""}}),
        altered(sample_package(DRAFT), document=lambda t: re.sub("<w:sectPr>.*</w:sectPr>", "", t)),
    ],
    ids=["no footer", "empty footer", "no section"],
)
def test_a_draft_gets_numbers_at_the_right_of_odd_and_the_left_of_even_pages(data, tracked):
    result = fixed(data, tracked=tracked)
    assert result.left == 0
    assert footers(result.data) == BOTH
    assert all(section.even_and_odd for section in read_document(result.data).sections)
    assert about_numbers(result.data) == []
    assert fixed(result.data, tracked=tracked).made == 0


def test_the_number_has_the_type_and_the_height_of_the_standard():
    from pipeline.word.formatting import Formats

    document = read_document(fixed(sample_package(DRAFT)).data)
    formats = Formats(document.package)
    story = next(story for story in document.stories if story.kind == "footer")
    [paragraph] = story.paragraphs
    for span in paragraph.spans:
        form = formats.run(paragraph, span)
        assert (form.ascii, form.east_asia, form.size_pt) == ("宋体", "宋体", 14)
    form = formats.paragraph(paragraph)
    assert (form.line_rule, form.line, form.left + form.right) == ("exact", 360, 280)
    assert abs(document.sections[0].footer - 1423) <= 60


def test_rejecting_leaves_no_number_and_no_field():
    data = sample_package(DRAFT)
    result = open_package(fixed(data, tracked=True).data)
    back = read_document(reject_revisions(result))
    before = read_document(data)
    assert story_signature(back.body) == story_signature(before.body)
    for story in back.stories:
        if story.kind == "footer":
            assert (story.text, story.paragraphs[0].fields) == ("", ())
            assert "PAGE" not in back.package.part(story.part).decode()


@pytest.mark.parametrize("tracked", [True, False])
def test_a_letter_shows_none_on_its_first_page(tracked):
    result = fixed(sample_package(LETTER), tracked=tracked, layout="信函")
    assert result.left == 0
    assert footers(result.data) == BOTH
    assert read_document(result.data).sections[0].title_page
    assert about_numbers(result.data, layout="信函") == []


def test_a_first_page_of_its_own_is_numbered_too():
    result = fixed(with_title_page(sample_package(DRAFT)))
    assert footers(result.data) == {**BOTH, "first": ("right", *NUMBER)}


@pytest.mark.parametrize("tracked", [True, False])
def test_wide_pages_keep_their_footer_where_it_is(tracked):
    rows = [dict(row) for row in DRAFT]
    rows[3]["section_break"] = True
    wide = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    data = altered(
        sample_package(rows, {"footer_distance": 700}),
        document=lambda text: wide.join(text.rsplit('<w:pgSz w:w="11906" w:h="16838"/>', 1)),
    )
    assert "横排页" in about_numbers(data)[0]
    result = fixed(data, tracked=tracked)
    first, second = read_document(result.data).sections
    assert footers(result.data) == BOTH
    assert dict(second.footers) == dict(first.footers)
    assert second.footer == 700


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize(
    "data, said",
    [
        (sample_package(DRAFT, {"footer": {"text": "内部资料"}}), "页脚里已有内容"),
        (with_header(sample_package(DRAFT), "内部资料"), "文件有页眉"),
        (with_title_page(with_header(sample_package(DRAFT), "内部资料")), "文件有页眉"),
    ],
    ids=["footer", "header", "header and first page"],
)
def test_headers_and_footers_that_are_there_are_left_alone_and_it_is_said(data, said, tracked):
    assert said in about_numbers(data)[0]
    before = read_document(data)
    after = read_document(fixed(data, tracked=tracked).data)
    assert margins(before) == margins(after)
    assert not after.sections[0].even_and_odd


@pytest.mark.parametrize("tracked", [True, False])
def test_a_typed_number_becomes_a_field(tracked):
    data = sample_package(DRAFT, {"footer": {"text": "— 1 —", "font": "宋体", "size_pt": 14}})
    result = fixed(data, tracked=tracked)
    assert footers(result.data) == {"default": ("right", *NUMBER)}
    assert about_numbers(result.data) == []


@pytest.mark.parametrize("text", ["- # -", "#", "–#–"])
def test_marks_type_and_height_of_a_number_are_put_right(text):
    footer = {"text": text, "font": "Times New Roman", "size_pt": 10.5}
    data = sample_package(DRAFT, {"footer": footer, "footer_distance": 700})
    assert len(about_numbers(data)) == 3
    result = fixed(data)
    assert about_numbers(result.data) == []
    assert re.fullmatch("— ?1 ?—", footers(result.data)["default"][1])


def test_a_centred_number_is_moved_only_when_that_is_asked_for():
    footer = {"text": "— # —", "font": "宋体", "size_pt": 14, "align": "center"}
    data = sample_package(DRAFT, {"footer": footer})
    assert footers(fixed(data).data) == {"default": ("center", *NUMBER)}
    assert footers(fixed(data, unsafe=True).data) == BOTH
