"""Each check of rules finds its own planted defect, and says nothing of a sound pack."""

import json

import pytest

from pipeline.cli import run
from pipeline.errors import DataProblem
from pipeline.lint import rule_checks as checks
from pipeline.lint.rules import load_rules
from pipeline.lint.text import text_document

SOUND = """
pack: 试
defaults: {kind: term, severity: error, title: 误写, message: "“{wrong}”应为“{right}”", source: 试}
rules:
- id: T-001
  wrong: 布署
  right: 部署
  fix: safe
  bad: [作出⟦布署⟧。]
  good: [作出部署。]
- id: T-002
  kind: pattern
  pattern: "(?P<at>,)\\\\p{Han}"
  right: ，
  fix: safe
  bad: ["好⟦,⟧好"]
  good: [好，好]
"""


@pytest.fixture
def pack(tmp_path):
    def write(text):
        path = tmp_path / "pack.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


def rules_of(path):
    return load_rules([path], builtin=False)


def troubles(path, check):
    return [trouble.text for trouble in check(rules_of(path))]


def everything(path):
    rules = rules_of(path)
    return [
        *checks.check_messages(rules),
        *checks.check_examples(rules),
        *checks.check_graph(rules),
        *checks.check_speed(rules),
    ]


def test_a_sound_pack_has_no_troubles(pack):
    assert everything(pack(SOUND)) == []


# 1. Shape, ids, sources, messages: an error names the file, the line and what was expected.


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  right: 部署", "  rigth: 部署", "第 7 行：规则 T-001 没有“rigth”这一项，是不是“right”"),
        ("- id: T-002", "- id: T-001", "规则编号 T-001 用了两次"),
        ("- id: T-001", "- id: t_1", "第 5 行：规则编号用大写字母"),
        (", source: 试}", "}", "缺少“source”"),
        ("应为“{right}”", "应为“{right}”。", "提示语句末不用句号"),
        ("  wrong: 布署", "  wrong: 布", "第 6 行：“布”只有一个字"),
        ("  wrong: 布署", "  wrong: 部署", "误写和正确写法都是“部署”"),
        ("severity: error", "severity: fatal", "“severity”不能是“fatal”"),
        ("  right: 部署\n", "", "没有 right，就不能自动改"),
        ("  bad: [作出⟦布署⟧。]", "  bad: 作出⟦布署⟧。", "第 9 行：“bad”应是例句的列表"),
        ('"(?P<at>,)', '"(?<=x)(?P<at>,)', "不能用前后断言"),
        ('"(?P<at>,)', '"(?P<at>,', "写得不对"),
        ("pack: 试", "pack: 试\nextend: [x]", "规则包没有“extend”这一项，是不是“extends”"),
        ("rules:\n", "rules:\n\t- x\n", "制表符"),
    ],
)
def test_a_clerks_mistake_is_told_with_its_place(pack, old, new, said):
    assert old in SOUND
    with pytest.raises(DataProblem) as caught:
        rules_of(pack(SOUND.replace(old, new, 1)))
    assert said in str(caught.value)


def test_a_placeholder_that_nothing_fills(pack):
    path = pack(SOUND.replace("“{wrong}”应为“{right}”", "“{wrong}”应为“{rihgt}”"))
    assert any("“{rihgt}”没有东西可填" in text for text in troubles(path, checks.check_messages))


def test_an_unknown_conversion(pack):
    path = pack(SOUND.replace("right: ，", 'right: "{0|全宽}"'))
    assert any("没有“全宽”这种转换" in text for text in troubles(path, checks.check_messages))


def test_an_empty_source(pack):
    path = pack(SOUND.replace("source: 试", "source: ''"))
    assert "source 是空的" in troubles(path, checks.check_messages)


# 2. Examples.


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("作出⟦布署⟧。", "作出⟦部署⟧。", "错例应当报出，却没有报"),
        ("作出⟦布署⟧。", "⟦作出布署⟧。", "报出的位置与 ⟦⟧ 不同"),
        ("作出⟦布署⟧。", "作出布署。", "没有用 ⟦⟧ 标出"),
        ("good: [作出部署。]", "good: [作出布署。]", "正例不该报"),
        ("  bad: [作出⟦布署⟧。]\n", "", "没有错例"),
        ("  good: [作出部署。]\n", "", "没有正例"),
    ],
)
def test_an_example_that_does_not_come_out(pack, old, new, said):
    found = troubles(pack(SOUND.replace(old, new)), checks.check_examples)
    assert any(said in text for text in found)


def test_a_bad_example_must_fire_with_all_other_rules_on(pack):
    shadow = (
        SOUND
        + """
- id: T-003
  wrong: 作出布署
  right: 作出部署
  bad: [⟦作出布署⟧。]
  good: [作出部署。]
"""
    )
    found = list(checks.check_examples(rules_of(pack(shadow))))
    assert [t.rule for t in found] == ["T-001"]


# 3. Fixes.


def test_a_fix_that_comes_out_otherwise(pack):
    found = troubles(pack(SOUND.replace("[作出部署。]", "[进行部署。]")), checks.check_examples)
    assert any("改成了“作出部署。”" in text for text in found)


def test_a_fix_that_does_not_settle(pack):
    text = SOUND.replace("right: 部署", "right: 新布署").replace("[作出部署。]", "[作出新布署。]")
    found = troubles(pack(text), checks.check_examples)
    assert any("不收敛" in text for text in found)


CHECK = """
pack: 试
rules:
- id: T-011
  kind: check
  check: dates.weekday
  severity: error
  title: 星期与日期不符
  message: "{date}是{right}，不是{wrong}"
  source: 历法
  fix: review
  bad: ["2026年11月23日（⟦星期二⟧）召开会议。"]
  good: ["2026年11月23日（星期一）召开会议。"]
  fixed: ["2026年11月23日（星期一）召开会议。"]
"""


def test_the_fix_of_a_check_that_comes_out_otherwise(pack):
    assert troubles(pack(CHECK), checks.check_examples) == []
    wrong = CHECK.replace('fixed: ["2026年11月23日（星期一）', 'fixed: ["2026年11月23日（周一）')
    found = troubles(pack(wrong), checks.check_examples)
    assert any("改成了“2026年11月23日（星期一）" in text for text in found)


# 4. The word graph.


def second(wrong, right):
    return (
        SOUND
        + f"\n- id: T-009\n  wrong: {wrong}\n  right: {right}\n"
        + f"  bad: [⟦{wrong}⟧。]\n  good: [{right}。]\n"
    )


def test_duplicates_and_contradictions(pack):
    assert any(
        "重复" in text for text in troubles(pack(second("布署", "部署")), checks.check_graph)
    )
    found = troubles(pack(second("布署", "布置")), checks.check_graph)
    assert any("互相矛盾" in text for text in found)


def test_a_right_form_that_is_wrong_elsewhere(pack):
    found = troubles(pack(second("安排布置", "安排布署")), checks.check_graph)
    assert any("正确写法“安排布署”里含有 T-001 的误写“布署”" in text for text in found)


def test_a_cycle(pack):
    found = troubles(pack(second("部署", "布署")), checks.check_graph)
    assert any("成了一圈" in text for text in found)


# 5. Patterns.


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(?:a|aa)+b", "a*a*a*b", "(?P<x>a)(?P=x)", "a++b", "a{0,300}a{0,300}b"]
)
def test_a_pattern_that_could_explode_is_refused(pack, pattern):
    with pytest.raises(DataProblem):
        rules_of(pack(SOUND.replace("(?P<at>,)\\\\p{Han}", pattern)))


def test_a_slow_pattern_is_found_by_its_probe(pack):
    slow = "的{0,60}" * 2 + "末"
    path = pack(SOUND.replace("(?P<at>,)\\\\p{Han}", slow))
    found = list(checks.check_speed(rules_of(path), limit=0.005))
    assert [trouble.rule for trouble in found] == ["T-002"]


# 6. Noise.


def test_noise_is_measured_against_a_budget_and_an_earlier_run(pack):
    rules = rules_of(pack(SOUND.replace("severity: error", "severity: warning")))
    text = "本单位作出布署。" + "各单位认真落实。" * 500
    noise = checks.measure_noise(rules, [text])
    assert noise.by_rule == {"T-001": 1}
    found = [trouble.text for trouble in checks.check_noise(rules, noise, budget=1)]
    assert found == ["每万字 2.5 个警告，上限 1：T-001 1 次"]
    assert list(checks.check_noise(rules, noise, budget=3)) == []
    quiet = checks.measure_noise(rules, ["各单位认真落实。" * 500])
    assert checks.noise_changes(quiet.as_data(), noise) == ["T-001：每万字 0.00 → 2.50"]


def test_an_error_on_clean_text_is_never_within_budget(pack):
    rules = rules_of(pack(SOUND))
    noise = checks.measure_noise(rules, ["作出布署。" + "好" * 100_000])
    assert [trouble.rule for trouble in checks.check_noise(rules, noise)] == ["T-001"]


# 7. Correct documents.


def test_a_finding_on_a_correct_document(pack):
    rules = rules_of(pack(SOUND))
    documents = [("通知", text_document("作出部署。")), ("函", text_document("作出布署。"))]
    found = list(checks.check_correct(rules, documents))
    assert [(trouble.rule, trouble.text[:1]) for trouble in found] == [("T-001", "函")]


# 8. The commands say it all and set the exit code.


def test_check_command(pack, capsys):
    words = SOUND[: SOUND.index("- id: T-002")]
    assert run(["rules", "check", str(pack(words.replace("布署", "布暑")))]) == 0
    capsys.readouterr()
    assert run(["rules", "check", str(pack(second("布署", "布置")))]) == 1
    out = capsys.readouterr().out
    assert "[词表] TYPO-001：误写“布署”与 T-001、T-009 互相矛盾" in out


def test_stats_and_schema(tmp_path, capsys):
    import yaml
    from jsonschema import Draft202012Validator

    clean = tmp_path / "clean.txt"
    clean.write_text("各单位认真落实。\n" * 50, "utf-8")
    assert run(["rules", "stats", "--clean", str(clean), "--save", str(tmp_path / "s.json")]) == 0
    assert (
        run(["rules", "stats", "--clean", str(clean), "--against", str(tmp_path / "s.json")]) == 0
    )
    assert "与以前相同" in capsys.readouterr().out
    assert run(["rules", "schema"]) == 0
    validator = Draft202012Validator(json.loads(capsys.readouterr().out))
    assert validator.is_valid(yaml.safe_load(SOUND))
    assert not validator.is_valid({"rulez": []})


# Importing lists.


def imported(tmp_path, name, content):
    source = tmp_path / name
    if name.endswith(".xlsx"):
        from openpyxl import Workbook

        book = Workbook()
        for row in content:
            book.active.append(row)
        book.save(source)
    else:
        source.write_text(content, "utf-8")
    target = tmp_path / "单位用语.yaml"
    return run(["rules", "import", str(source), "-o", str(target), "--force"]), target


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", "误写,正确,级别\n市科技委,市科学技术局,错误\n老城管,,建议\n"),
        ("t.yaml", "市科技委: 市科学技术局\n老城管:\n"),
        ("t.xlsx", [["误写", "正确"], ["市科技委", "市科学技术局"], ["老城管", None]]),
    ],
)
def test_a_list_becomes_a_pack_that_works(tmp_path, capsys, name, content):
    code, target = imported(tmp_path, name, content)
    assert code == 0, capsys.readouterr().out
    document = tmp_path / "a.txt"
    document.write_text("由市科技委牵头，老城管配合。\n", "utf-8")
    capsys.readouterr()
    run(["lint", str(document), "--rules", str(target)])
    out = capsys.readouterr().out
    assert "“市科技委”应为“市科学技术局”" in out
    assert "不使用“老城管”" in out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.csv", "词,正确\n甲乙,丙丁\n", "没有“误写”一栏"),
        ("t.csv", "误写,正确\n甲,丙丁\n", "第 2 行：“甲”只有一个字"),
        ("t.csv", "误写,正确\n甲乙,甲乙\n", "第 2 行：误写和正确写法都是“甲乙”"),
        ("t.csv", "误写,正确\n甲乙,丙\n甲乙,丁\n", "第 2 行和第 3 行都有“甲乙”"),
        ("t.csv", "误写,正确,级别\n甲乙,丙,高\n", "级别“高”不认识"),
        ("t.csv", "", "没有词条"),
        ("t.doc", "x", "不是 .xlsx、.csv 或 .yaml"),
    ],
)
def test_a_bad_list_is_told_with_its_row(tmp_path, capsys, name, content, said):
    assert imported(tmp_path, name, content)[0] == 2
    assert said in capsys.readouterr().err
