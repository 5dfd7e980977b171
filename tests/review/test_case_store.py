"""The case folder: creating, writing, roles, and what verify says about tampering."""

from __future__ import annotations

import pytest

from pipeline.errors import DataProblem, FileProblem, HongtouError
from pipeline.review.case import create_case, find_case, inside, open_case, verify_case, writing
from pipeline.review.rules import kind_of, load_rules

PEOPLE = [
    {"name": "张三", "post": "科员", "hats": ["经办人", "牵头"]},
    {"name": "王建国", "post": "副市长", "hats": ["分管领导"]},
]


def new_case(folder, **changes):
    description = {
        "id": "测试-1",
        "title": "某办法（征求意见稿）",
        "organ": "市政府办公室",
        "class": "平件",
        "people": PEOPLE,
        **changes,
    }
    return create_case(
        folder,
        description=description,
        base=b"PK base",
        clauses_json="[]",
        rules=load_rules(),
        actor="张三",
    )


def test_a_new_case_opens_and_verifies(tmp_path):
    case = new_case(tmp_path / "案卷")
    assert case.state.title == "某办法（征求意见稿）"
    assert case.state.round.number == 1
    assert verify_case(case.folder) == ()
    assert find_case(case.folder / "in") == case.folder.resolve()


def test_a_folder_in_use_is_not_taken(tmp_path):
    (tmp_path / "有东西.txt").write_text("x")
    with pytest.raises(HongtouError, match="不是空的"):
        new_case(tmp_path)


def test_an_unknown_urgency_names_the_choices(tmp_path):
    with pytest.raises(DataProblem, match="平件、急件、特急"):
        new_case(tmp_path / "a", **{"class": "很急"})


def test_roles_are_checked_with_a_sentence(tmp_path):
    folder = new_case(tmp_path / "案卷").folder
    with writing(folder, "decide") as w:
        assert w.allow("decide", "王建国") == "分管领导"
        with pytest.raises(
            HongtouError, match="张三的角色是经办人、牵头，不能作出决定；能的有：王建国"
        ):
            w.allow("decide")
        with pytest.raises(HongtouError, match="没有登记“李四”"):
            w.allow("send", "李四")


@pytest.mark.parametrize("name", ["case.yaml", "rules.lock", "base/r1.docx"])
def test_verify_names_a_changed_file(tmp_path, name):
    folder = new_case(tmp_path / "案卷").folder
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    spots = verify_case(folder)
    assert [spot.where for spot in spots] == [name]
    assert "日志第1条" in spots[0].message


def test_verify_names_a_lost_file_and_a_stray_one(tmp_path):
    folder = new_case(tmp_path / "案卷").folder
    (folder / "base/r1.docx").unlink()
    (folder / "in" / "x.docx").write_bytes(b"x")
    assert {spot.where for spot in verify_case(folder)} == {"base/r1.docx", "in/x.docx"}


def test_verify_knows_a_printed_fingerprint(tmp_path):
    case = new_case(tmp_path / "案卷")
    assert verify_case(case.folder, tip=case.state.mark) == ()
    assert "不是同一个案卷" in verify_case(case.folder, tip="00000000")[0].message


def test_changed_rules_are_refused(tmp_path):
    folder = new_case(tmp_path / "案卷").folder
    text = (folder / "rules.lock").read_text(encoding="utf-8")
    (folder / "rules.lock").write_text(text.replace('"mass_mailing": 12', '"mass_mailing": 99'))
    with pytest.raises(HongtouError, match="规则被改动过"):
        open_case(folder)


def test_files_stay_inside_the_case(tmp_path):
    with pytest.raises(FileProblem, match="跑出了案卷"):
        inside(tmp_path, "../x")


def test_departments_are_known_by_their_ending():
    kinds = load_rules().kinds
    assert kind_of("滨江市财政局", kinds).key == "财政"
    assert kind_of("市政务服务和数据管理局", kinds).key == "数据"
    assert kind_of("市文联", kinds) is None


def test_a_units_departments_add_to_the_built_in(tmp_path):
    (tmp_path / "review").mkdir()
    (tmp_path / "review" / "departments.yaml").write_text(
        "文联: {names: [文联], duties: [文艺创作]}\n", encoding="utf-8"
    )
    kinds = load_rules((tmp_path,)).kinds
    assert kind_of("市文联", kinds).duties == ("文艺创作",)
    assert kind_of("市财政局", kinds).key == "财政"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("time", "classes: {}\n", "缺少“long_pages”"),
        ("departments", "文联: {duties: []}\n", "缺少 names"),
        ("roles", "经办人: send\n", "应是能做的事的列表"),
    ],
)
def test_broken_rules_are_named(tmp_path, name, text, message):
    (tmp_path / "review").mkdir()
    (tmp_path / "review" / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataProblem, match=message):
        load_rules((tmp_path,))


def test_a_file_in_the_inbox_that_is_not_named_by_its_hash_was_put_there(tmp_path):
    from pipeline.review.log import sha256

    folder = new_case(tmp_path).folder
    (folder / "in" / f"{sha256(b'left')}.docx").write_bytes(b"left")  # a collect cut short
    assert [spot.line for spot in verify_case(folder)] == [-1]
    (folder / "in" / "外来.docx").write_bytes(b"x")
    assert ("in/外来.docx", 0) in [(spot.where, spot.line) for spot in verify_case(folder)]
