"""The engine: conditions, boundaries, quotations, selections, and texts that survive fixing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import DataProblem
from pipeline.lint.engine import Settings, lint, lint_document
from pipeline.lint.fixing import apply_to_text, chosen_edits
from pipeline.lint.mending import mended
from pipeline.lint.rules import Layer, load_rules, matches
from pipeline.lint.sample import sample_package
from pipeline.lint.segment import on_word_boundary
from pipeline.lint.text import text_document
from pipeline.word.document import read_document
from pipeline.word.package import open_package
from pipeline.word.resolve import accept_revisions, reject_revisions


def found(text, **options):
    report = lint_document(text_document(text), load_rules(), Settings(**options), "")
    return [(finding.rule, finding.text) for finding in report.findings]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("该文公布署名人员名单", "布署"),
        ("有关资金全部置于专户", "部置"),
        ("补贴按装机容量核定", "按装"),
        ("举报消防安全违法行为", "报消"),
        ("平台本身分为两类", "身分"),
        ("对校园满意度调查", "园满"),
        ("要检查院内消防设施", "检查院"),
        ("成交待遇对企业", "交待"),
    ],
)
def test_a_form_made_where_two_words_meet_is_no_word(text, wrong):
    start = text.index(wrong)
    assert not on_word_boundary(text, start, start + len(wrong))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("会议作出布署", "布署"), ("各科室要把任务部置到人", "部置"), ("积极引进人材", "人材")],
)
def test_a_form_that_stands_as_a_word_is_one(text, wrong):
    start = text.index(wrong)
    assert on_word_boundary(text, start, start + len(wrong))


def test_boundaries_hold_at_the_edges_of_a_text():
    assert on_word_boundary("布署", 0, 2)
    assert on_word_boundary("", 0, 0)


def test_the_longer_form_is_reported_once():
    assert [text for _, text in found("本地人材济济。")] == ["人材济济"]


def test_a_change_of_looks_does_not_silence_the_wording_of_its_paragraph():
    plain = {"font": "仿宋", "size_pt": 16}
    package = sample_package(
        [
            {"text": "关于做好防汛工作的通知", "size_pt": 22, "align": "center"},
            {"text": "各区水利局：", **plain},
            {"text": "为深人贯彻落实会议精神，各单位要坚守岗位。", "font": "宋体", "size_pt": 12},
        ]
    )
    settings = Settings(genre="通知", profile="gbt9704-2012")
    report = lint_document(read_document(package), load_rules(), settings, "样.docx")
    rules = {finding.rule for finding in report.findings if finding.paragraph == 2}
    assert "PHRS-02" in rules
    assert any(rule.startswith("FMT-") for rule in rules)


@pytest.mark.parametrize(
    "date",
    [
        "2026年10月13",
        "2026年10月",
        "10月13日",
        "二〇二六年11月20日",
        "2026 10月13日",
        "2026年元月23日",
    ],
)
def test_a_date_with_a_part_missing_is_still_the_date_and_is_reported(date):
    right = {"font": "仿宋", "size_pt": 16, "align": "right"}
    package = sample_package(
        [
            {"text": "关于做好防汛工作的通知", "size_pt": 22, "align": "center"},
            {"text": "各区水利局：", "size_pt": 16},
            {"text": "请各单位坚守岗位。", "size_pt": 16},
            {"text": "江州市水利局", **right},
            {"text": date, **right},
        ]
    )
    report = lint_document(read_document(package), load_rules(), Settings(), "样.docx")
    rules = {finding.rule for finding in report.findings}
    assert "STR-016" in rules
    assert not rules & {"STR-012", "FMT-008"}  # a date is there, and it is no text


def test_one_slip_that_two_rules_know_is_said_once():
    assert [rule for rule, _ in found("请于13月5日前报送。")] == ["DATE-001"]
    text = "全市86个改造小区已开工79个，开工率为81.9%。"
    assert len([rule for rule, _ in found(text) if rule.startswith("SUM-")]) == 1


def test_inside_titles_and_quotations_nothing_is_rewritten_unasked():
    report = lint_document(
        text_document("印发《关于布署防汛的通知》，作出布署。"), load_rules(), Settings(), ""
    )
    fixes = {finding.start: finding.fix for finding in report.findings}
    assert sorted(fixes.values()) == ["review", "safe"]
    assert fixes[min(fixes)] == "review"


def test_genre_conditions():
    assert ("GENR-02", "妥否，请批示") in found("以上报告妥否，请批示。", genre="报告")
    assert not any(rule == "GENR-02" for rule, _ in found("以上妥否，请批示。", genre="请示"))


def test_selection_by_id_prefix_and_wildcard():
    assert matches("TYPO-001", ["TYPO"])
    assert matches("TYPO-001", ["typo-*"])
    assert not matches("TYPO-001", ["TYP"])
    rules = load_rules()
    off = (
        rule.id
        for rule in map(rules.rule, range(len(rules.ids)))
        if rule.data.get("enabled") is False
    )
    name = next(off)
    number, prefix = rules.ids.index(name), name.partition("-")[0]
    assert rules.selection().severity(number) is None
    on = Layer(on=(name,), severity={name: "error"})
    assert rules.selection(extra=[on]).severity(number) == "error"
    late = Layer(off=(prefix,), paths=("存档/**",))
    assert rules.selection(extra=[on, late], path="存档/a/b.docx").severity(number) is None
    assert rules.selection(extra=[on, late], path="新/b.docx").severity(number) == "error"


def test_packs_extend_switch_off_and_override(tmp_path):
    base = tmp_path / "base.yaml"
    base.write_text(
        "- {id: B-001, kind: term, severity: error, title: 试, message: 试, source: 试,"
        " wrong: 甲乙丙, right: 丁}\n"
        "- {id: B-002, kind: term, severity: error, title: 试, message: 试, source: 试,"
        " wrong: 戊己庚, right: 丁}\n",
        "utf-8",
    )
    top = tmp_path / "top.yaml"
    top.write_text("extends: base.yaml\noff: [B-002]\nseverity: {B-001: advice}\n", "utf-8")
    rules = load_rules([top], builtin=False)
    report = lint_document(text_document("甲乙丙与戊己庚"), rules, Settings(), "")
    assert [(f.rule, f.severity) for f in report.findings] == [("B-001", "advice")]


def test_packs_that_extend_each_other_are_an_error(tmp_path):
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n", "utf-8")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n", "utf-8")
    with pytest.raises(DataProblem, match="成了一圈"):
        load_rules([tmp_path / "a.yaml"], builtin=False)
    with pytest.raises(DataProblem, match="找不到规则包“没有”"):
        load_rules(["没有"], builtin=False)


def test_markdown_code_and_front_matter_are_left_alone():
    text = "---\ntitle: 布署\n---\n正文布署。\n```\n布署\n```\n见`布署`。"
    document = text_document(text, markdown=True)
    report = lint_document(document, load_rules(), Settings(select=("TYPO",)), "")
    assert [(finding.paragraph, finding.start) for finding in report.findings] == [(3, 2)]


def test_a_path_that_is_not_there_is_one_sentence(tmp_path):
    from pipeline.errors import FileProblem

    with pytest.raises(FileProblem):
        lint(tmp_path / "没有.docx")
    with pytest.raises(FileProblem, match="文件夹"):
        (tmp_path / "x.txt").mkdir()
        lint(tmp_path / "x.txt")


WRONG = [
    "布署",
    "按装",
    "气侯",
    "其它",
    "。。",
    "，",
    "２０",
    "四个意识",
    "(试行)",
    " ",
    "党的20大",
]
PIECES = [*WRONG, "会议", "要求各单位", "作出", "《办法》", "“三会一课”", "第一条", "3", "。", "\v"]
lines_of_pieces = st.lists(
    st.lists(st.sampled_from(PIECES), min_size=0, max_size=7).map("".join), min_size=1, max_size=4
)


@settings(max_examples=40, deadline=None)
@given(lines_of_pieces)
def test_text_changes_by_the_listed_edits_only_and_settles(lines):
    rules = load_rules()
    document = text_document("\n".join(lines))
    before = [paragraph.text for paragraph in document.body.paragraphs]
    report = lint_document(document, rules, Settings(), "a.txt")
    edits = chosen_edits(report.findings)
    for edit in edits:
        assert 0 <= edit.start <= edit.end <= len(before[edit.paragraph])
    once = apply_to_text(before, edits)
    untouched = {edit.paragraph for edit in edits}
    for number, line in enumerate(before):
        if number not in untouched:
            assert once[number] == line
    done = mended(report, rules, Settings())
    again = lint_document(text_document(done.data.decode()), rules, Settings(), "a.txt")
    assert chosen_edits(again.findings) == []


@settings(max_examples=15, deadline=None)
@given(lines_of_pieces)
def test_word_files_keep_their_text_when_rejected_and_settle_when_accepted(lines):
    rules = load_rules()
    clean = [
        {"text": line.replace("\v", ""), "font": "仿宋_GB2312", "size_pt": 16} for line in lines
    ]
    document = read_document(open_package(sample_package(clean)))
    before = [paragraph.text for paragraph in document.body.paragraphs]
    report = lint_document(document, rules, Settings(), "a.docx")
    result = mended(report, rules, Settings())
    copy = open_package(result.data)
    rejected = read_document(reject_revisions(copy))
    assert [paragraph.text for paragraph in rejected.body.paragraphs] == before
    accepted = read_document(accept_revisions(copy))
    settled = lint_document(accepted, rules, Settings(), "a.docx")
    assert mended(settled, rules, Settings()).made == 0


def test_the_public_function_lints_a_document_that_was_read():
    report = lint(text_document("作出布署。"))
    assert [finding.text for finding in report.findings] == ["布署"]
