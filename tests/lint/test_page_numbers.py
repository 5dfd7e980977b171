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
            there = {name.rpartition("/")[2].removesuffix(".xml") for name in old.namelist()}
            if key not in there:
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
    numbers = ("FMT-013", "FMT-014", "FMT-015", "FMT-016", "FMT-028", "FMT-034", "FMT-038")
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


def with_wide_pages(sections: dict) -> bytes:
    """A draft whose second section lies, the third stands upright again."""
    rows = [dict(row) for row in DRAFT]
    rows[3]["section_break"] = rows[4]["section_break"] = True
    upright = '<w:pgSz w:w="11906" w:h="16838"/>'
    lying = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'

    def turn(text: str) -> str:
        one, two, three, four = text.split(upright)
        return one + upright + two + lying + three + upright + four

    return altered(sample_package(rows, sections), document=turn)


def standings(data: bytes) -> list[dict[str, str]]:
    """By section: role → whether the number of its footer is upright or turned."""
    document = read_document(data)
    footers = {story.name: story for story in document.stories if story.kind == "footer"}
    found: list[dict[str, str]] = [{} for _ in document.sections]
    for story in document.stories:
        margin = footers.get(story.anchor[0] if story.anchor else story.name)
        if margin is None or not any(paragraph.fields for paragraph in story.paragraphs):
            continue
        turned = b'vert="vert"' in document.package.part(margin.part) and story is not margin
        for section, role in margin.roles:
            found[section][role] = "turned" if turned else "upright"
    return found


UPRIGHT = {"default": "upright", "even": "upright"}
TURNED = {"default": "turned", "even": "turned"}


@pytest.mark.parametrize("tracked", [True, False])
def test_the_number_of_a_wide_page_is_turned_and_the_next_page_has_its_own_again(tracked):
    data = with_wide_pages({"footer_distance": 700})
    result = fixed(data, tracked=tracked)
    assert result.left == 0
    assert footers(result.data) == BOTH
    assert standings(result.data) == [UPRIGHT, TURNED, UPRIGHT]
    assert read_document(result.data).sections[1].footer is None  # its page is as it was
    assert about_numbers(result.data) == []
    assert fixed(result.data, tracked=tracked, unsafe=True).made == 0


def test_a_number_at_the_lower_edge_of_a_wide_page_is_mentioned_and_turned_when_asked_for():
    data = with_wide_pages({"footer": {"text": "— # —", "font": "宋体", "size_pt": 14}})
    data = fixed(data, unsafe=True).data
    assert standings(data) == [UPRIGHT, TURNED, UPRIGHT]
    assert about_numbers(data) == []


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize(
    "data, said",
    [
        (sample_package(DRAFT, {"footer": {"text": "内部资料"}}), "原有的内容不动"),
        (with_header(sample_package(DRAFT), "内部资料"), "奇偶页不同"),
        (with_title_page(with_header(sample_package(DRAFT), "内部资料")), "奇偶页不同"),
    ],
    ids=["footer", "header", "header and first page"],
)
def test_headers_and_footers_that_are_there_stand_where_they_stood_beside_the_number(
    data, said, tracked
):
    assert said in about_numbers(data)[0]
    result = fixed(data, tracked=tracked)
    assert result.left == 0
    after = read_document(result.data)
    parted = after.sections[0].even_and_odd
    [there] = [story for story in after.stories if "内部资料" in story.text]
    assert {role for _, role in there.roles} >= ({"default", "even"} if parted else {"default"})
    numbered = [s for s in after.stories if any(p.fields for p in s.paragraphs)]
    assert {role for s in numbered for _, role in s.roles} >= {"default"}
    assert there.text.strip("— 1\n") == "内部资料"
    assert about_numbers(result.data) == []
    assert fixed(result.data, tracked=tracked).made == 0
    if tracked:
        back = read_document(reject_revisions(open_package(result.data)))
        assert [s.text for s in back.stories if s.text.strip()][1:] == ["内部资料"]


def with_hidden_header(data: bytes) -> bytes:
    """The file with a header for even pages that the settings do not let show."""
    return altered(
        with_header(data, "旧页眉"),
        document=lambda old: old.replace('Reference w:type="default"', 'Reference w:type="even"'),
    )


def test_a_hidden_header_does_not_come_to_light():
    result = fixed(with_hidden_header(sample_package(DRAFT)))
    document = read_document(result.data)
    assert not document.sections[0].even_and_odd
    assert about_numbers(result.data) == []
    [footer] = [story for story in document.stories if story.kind == "footer"]
    assert footer.text == "— 1 —\n"


@pytest.mark.parametrize("tracked", [True, False])
def test_a_typed_number_becomes_a_field(tracked):
    data = sample_package(DRAFT, {"footer": {"text": "— 1 —", "font": "宋体", "size_pt": 14}})
    result = fixed(data, tracked=tracked)
    assert footers(result.data) == {"default": ("right", *NUMBER)}
    assert about_numbers(result.data) == []


@pytest.mark.parametrize("text", ["- # -", "#", "–#–", "——#——", "第#页", "第 # 页"])
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


@pytest.mark.parametrize("text", ["第#页 共3页", "# / 3"])
def test_how_many_pages_there_are_is_taken_away_only_when_that_is_asked_for(text):
    data = sample_package(DRAFT, {"footer": {"text": text, "font": "宋体", "size_pt": 14}})
    assert footers(fixed(data).data)["default"][1] == text.replace("#", "1")
    assert footers(fixed(data, unsafe=True).data)["default"][1] == "— 1 —"


def footer_xml(data: bytes, change) -> bytes:
    return altered(data, footer1=change)


CENTRED = {"text": "— # —", "font": "宋体", "size_pt": 14, "align": "center"}
BOX = (
    '<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape style="position:absolute;'
    'mso-position-horizontal:center"><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox>'
    "</v:shape></w:pict></w:r></w:p>"
)


def boxed(text: str) -> str:
    start, end = text.index("<w:p>"), text.rindex("</w:p>") + len("</w:p>")
    return text[:start] + BOX.format(text[start:end]) + text[end:]


def in_frame(text: str) -> str:
    frame = '<w:framePr w:wrap="around" w:hAnchor="margin" w:xAlign="center" w:y="1"/>'
    return text.replace("<w:pPr>", "<w:pPr>" + frame, 1).replace("</w:ftr>", "<w:p/></w:ftr>")


def behind_tab(text: str) -> str:
    tabs = '<w:tabs><w:tab w:val="center" w:pos="4422"/></w:tabs>'
    left = text.replace('<w:jc w:val="center"/>', tabs + '<w:jc w:val="left"/>')
    return left.replace("<w:r>", "<w:r><w:tab/></w:r><w:r>", 1)


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize("how", [boxed, in_frame, behind_tab])
def test_centred_in_whatever_way_a_number_is_found_and_moved_when_asked_for(how, tracked):
    data = footer_xml(sample_package(DRAFT, {"footer": CENTRED}), how)
    assert [message for message in about_numbers(data) if "居中" in message]
    result = fixed(data, unsafe=True, tracked=tracked)
    assert result.left == 0
    assert about_numbers(result.data) == []
    assert fixed(result.data, unsafe=True, tracked=tracked).made == 0
    texts = [s.text.strip() for s in read_document(result.data).stories if s.kind == "footer"]
    assert texts in (["— 1 —"], ["— 1 —", "— 1 —"])


def test_what_stands_beside_a_number_stays_when_the_number_is_moved():
    centred = {**CENTRED, "text": "江州市水利局　— # —"}
    result = fixed(sample_package(DRAFT, {"footer": centred}), unsafe=True)
    [story] = [s for s in read_document(result.data).stories if s.kind == "footer"]
    assert story.text.split("\n") == ["— 1 —", "江州市水利局　"]


HEAD = [LETTER[0] | {"text": "××市水利局文件"}, LETTER[1] | {"align": "center"}, *LETTER[2:]]
HEAD[2] = HEAD[2] | {"text": "关于做好防汛工作的通知"}
LONG = [*HEAD[:-1], *[HEAD[-1] | {"text": "请按时完成各项准备工作。" * 20}] * 5]
NUMBERED = {"footer": {"text": "— # —", "font": "宋体", "size_pt": 14}}


def parted(data: bytes) -> bytes:
    """The file with headers and footers of their own for even pages."""
    link = f'<Relationship Id="rId8" Type="{OFFICE}/settings" Target="settings.xml"/>'
    kind = f'<Override PartName="/word/settings.xml" ContentType="{KIND}.settings+xml"/></Types>'
    switch = f'<w:settings xmlns:w="{WORD}"><w:evenAndOddHeaders/></w:settings>'
    return altered(
        data,
        settings=lambda old: switch,
        **{
            "document.xml.rels": lambda t: t.replace("</Rel", link + "</Rel"),
            "[Content_Types]": lambda old: old.replace("</Types>", kind),
        },
    )


@pytest.mark.parametrize(
    "change, said", [(parted, "双页没有页码"), (with_title_page, "首页没有页码")]
)
def test_pages_of_a_kind_without_a_number_are_found_and_get_one(change, said):
    data = change(sample_package(LONG, NUMBERED))
    assert [message for message in about_numbers(data) if said in message]
    result = fixed(data)
    assert not [message for message in about_numbers(result.data) if "没有页码" in message]
    role = "even" if change is parted else "first"
    assert footers(result.data)[role][1:] == NUMBER


def test_a_coloured_number_is_found():
    footer = NUMBERED["footer"] | {"color": "FF0000"}
    data = sample_package(DRAFT, {"footer": footer})
    assert any("红色" in message for message in about_numbers(data))
    assert not any("红色" in message for message in about_numbers(fixed(data).data))


def test_a_number_in_the_header_is_no_missing_number():
    data = with_header(sample_package(DRAFT), "</w:t></w:r><w:fldSimple w:instr=\"PAGE\"><w:r>"
                       "<w:t>1</w:t></w:r></w:fldSimple><w:r><w:t>")  # fmt: skip
    assert ["页眉" in message for message in about_numbers(data)] == [True]
