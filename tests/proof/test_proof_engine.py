"""The shipped model at work: plain mistakes found, right text left alone, always the same."""

from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.proof import engine, suspicions
from pipeline.proof.engine import Text, find_changes, suspicions_of
from pipeline.proof.guard import Guard
from pipeline.proof.pack import load_model, model_path
from pipeline.proof.symbols import PAD, encode, is_han
from pipeline.resources import data_folder, load_yaml

WRONG = [
    ("各单位要加强安全生产责任治落实情况的监督检查。", "治", "制"),
    ("人民法院应当依法追究其刑是责任。", "是", "事"),
    ("任何单位和个人不得防碍监督检查工作。", "防", "妨"),
    ("县级以上人民政府应当建立健全应急管理体治。", "治", "制"),
    ("违反本条例规定的，由市场监督管理部门责令限期改证。", "证", "正"),
]
RIGHT = [
    "各级人民政府应当加强对安全生产工作的领导，支持、督促各有关部门依法履行安全生产监督管理职责。",
    "为了规范行政许可的设定和实施，保护公民、法人和其他组织的合法权益，根据宪法，制定本法。",
    "会议强调，要坚持以人民为中心的发展思想，切实解决群众急难愁盼问题。",
    "请各单位于9月30日前将工作总结报送办公室，联系人：覃晓冉，电话12345678。",
]
HINT = 2000  # 1/4096 logits: more than is shown, so that more can differ


def _mended(text, found):
    for s in sorted(found, key=lambda s: s.start, reverse=True):
        text = text[: s.start] + s.suggestion + text[s.end :]
    return text


@pytest.mark.parametrize(("text", "wrong", "right"), WRONG)
def test_plain_mistakes_are_found_with_their_correction(text, wrong, right):
    found = suspicions([text])
    assert [(s.text, s.suggestion) for s in found] == [(wrong, right)]
    assert text[found[0].start : found[0].end] == wrong
    assert "疑为" in found[0].reason
    assert 0.5 < found[0].confidence <= 1


@pytest.mark.parametrize("text", RIGHT)
def test_right_text_is_left_alone(text):
    assert suspicions([text]) == []


def test_a_finding_knows_its_paragraph_and_nothing_depends_on_the_batch():
    paragraphs = ["", RIGHT[0], WRONG[0][0], " ", RIGHT[1], WRONG[2][0]]
    together = suspicions(paragraphs)
    assert [s.paragraph for s in together] == [2, 5]
    assert suspicions(paragraphs) == together


@pytest.mark.parametrize("size", [1, 37, 500])
def test_how_a_text_is_cut_into_slices_makes_no_difference(size, monkeypatch):
    paragraphs = [*RIGHT, *(f"{n}{text}" for n in "ab" for text, _, _ in WRONG), "的" * 90, ""]
    monkeypatch.setattr(engine, "_PART", 200)  # what is repeated in one part is not in the other
    whole = find_changes([paragraphs], load_model(), HINT)
    assert len(whole[0]) >= len(WRONG)
    monkeypatch.setattr(engine, "SLICE", size)
    assert find_changes([paragraphs], load_model(), HINT) == whole


def test_threads_do_not_disturb_each_other():
    texts = [[text] for text, _, _ in WRONG] + [[text] for text in RIGHT]
    alone = [suspicions(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(suspicions, texts * 3)) == alone * 3


def test_a_document_far_longer_than_a_slice_is_looked_at_to_its_end(monkeypatch):
    monkeypatch.setattr(engine, "SLICE", 400)
    monkeypatch.setattr(engine, "_PART", 700)
    paragraphs = [*RIGHT * 20, WRONG[2][0]]
    found = suspicions([f"{n}.{p}" for n, p in enumerate(paragraphs)])
    assert [(s.paragraph, s.text) for s in found] == [(len(paragraphs) - 1, WRONG[2][1])]


def test_the_same_in_another_process():
    code = (
        "import sys; from pipeline.proof import phrasing, suspicions; phrasing._FOLDERS = (); "
        "print([(s.start, s.suggestion, s.confidence) for s in suspicions(sys.argv[1:])])"
    )
    texts = [text for text, _, _ in WRONG]
    root = Path(__file__).resolve().parents[2]
    run = [sys.executable, "-c", code, *texts]
    seen = subprocess.run(run, cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    assert seen == str([(s.start, s.suggestion, s.confidence) for s in suspicions(texts)])


def test_a_first_look_does_not_load_what_it_does_not_need():
    """A bare ``np.unique`` loads numpy.ma: as long again as looking at a short document."""
    code = (
        "import sys; from pipeline.proof import suspicions; suspicions(sys.argv[1:]); "
        "print(sorted({'numpy.ma', 'numpy.random', 'jieba', 'rich', 'docx'} & set(sys.modules)))"
    )
    texts = [text for text, _, _ in WRONG] + ["中国特色社会主意道路，实事求事，有法可依有法比依。"]
    root = Path(__file__).resolve().parents[2]
    run = [sys.executable, "-c", code, *texts]
    seen = subprocess.run(run, cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    assert seen == "[]"


def test_words_of_the_trades_are_not_suspected():
    text = "管网淤堵严重的区域，先行清掏；地磅数据和油价变动情况按月报送，未计提预计负债。"
    assert suspicions([text]) == []


def test_a_pair_twice_may_be_the_end_of_a_word_and_the_beginning_of_another():
    text = "市消防救援支队南湾大队大队长、临溪大队大队长分别担任东、西两个片区的联络员。"
    assert not any(s.kind == "doubled" for s in suspicions([text], levels=("error", "warning")))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_is_taken_and_places_are_true(paragraphs):
    for s in suspicions(paragraphs, levels=("error", "warning", "hint")):
        assert paragraphs[s.paragraph][s.start : s.end] == s.text
        assert s.text != s.suggestion


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "\ud800",
        "😀" * 50,
        "a" * 5000,
        "的" * 3000,
        "國務院關於進一步加強",
        "依照本法規定，縣級以上人民政府應當建立健全責任製度。",
        "请按GB/T 9704—2012排版，日本語かなとカナ，한국어 문서, Привет, العربية。",
        "\x00\x01\x7f\ufeff\ufffe\uffff",
        "𠀀𠀁中𠀂国" * 40,
        "%PDF-1.7 \x80\x81" * 30,
        "1" * 99,
    ],
)
def test_odd_text_is_taken(text):
    assert isinstance(suspicions([text], levels=("error", "warning", "hint")), list)


def test_what_stands_twice_is_found_twice_in_order():
    text = WRONG[0][0]
    found = suspicions([text, RIGHT[0], text])
    assert [s.paragraph for s in found] == [0, 2]
    assert found[0].start == found[1].start
    assert found[0].reason == found[1].reason


def test_the_end_of_a_text_is_looked_at_like_its_middle():
    for text, wrong in (
        ("会议审议了有关事项，作出绝顶。", "绝顶"),
        ("要加强领导，抓好落时。", "时"),
    ):
        (found,) = suspicions([text], levels=("error", "warning", "hint"))
        assert found.text == wrong


def test_whole_words_of_the_same_sound_are_found():
    for text, wrong, right in (
        ("行政机关应当依法作出行政徐克决定。", "徐克", "许可"),
        ("要加强市场监管，维护工平竞争的时常秩序。", "时常", "市场"),
    ):
        found = suspicions([text], levels=("error", "warning", "hint"))
        assert (wrong, right) in [(s.text, s.suggestion) for s in found]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("切实做好按装工作。", "“按装”疑为“安装”（"),
        ("任何单位和个人不得防碍监督检查工作。", "“防碍”疑为“妨碍”（"),
        ("要坚持实事求事的作风。", "“实事求事”疑为“实事求是”（"),
        ("各单位要高度重视视此项工作。", "可能多了“视”"),
    ],
)
def test_the_reason_quotes_the_word_that_is_meant(text, reason):
    reasons = [s.reason for s in suspicions([text], levels=("error", "warning", "hint"))]
    assert any(reason in r for r in reasons), reasons


def test_no_levels_no_findings():
    assert suspicions([WRONG[0][0]], levels=()) == []


def test_a_units_own_word_is_never_suspected():
    text = WRONG[0][0]
    assert suspicions([text], words=["责任治"]) == []


def test_what_a_document_writes_time_and_again_is_meant():
    often = [f"第{n}期：各单位要加强安全生产责任治建设。" for n in "一二三四五"]
    assert len(suspicions([*often])) < 5


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("会议由王瑾副局长主持。", ""),
        ("王瑾副局长主持会议。", "王瑾"),
        ("联系人：覃冉", "覃冉"),
        ("参加人员：张伟、李芳、覃晓冉", "覃晓冉"),
        ("评估费共计人民币壹拾贰万陆仟元整", "壹拾贰万陆仟元整"),
        ("根据鹿政办发〔2025〕3号文件精神", "鹿政办发"),
    ],
)
def test_names_and_document_numbers_are_guarded(text, name):
    if name:
        start = text.index(name)
        for place in range(start, start + len(name)):
            assert Guard([text]).doubt(0, place, place + 1) is None
    else:
        assert Guard([text]).doubt(0, 0, 1) is not None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("该殿为单檐歇山建筑，修缮时应当保留原有构件。", "单檐歇山"),
        ("值班员检查重合闸运行正常。", "重合闸"),
        ("科室开展膏方服务，群众反映良好。", "膏方"),
        ("企业对膜组件进行了改造。", "膜组件"),
        ("会议听取了村改居方面的汇报，要求有关单位按职责分工抓好落实。", "村改居"),
        ("今年平抑粮价工作进展顺利。", "平抑"),
    ],
)
def test_words_of_the_trades_are_never_suspected(text, word):
    start = text.index(word)
    for place in range(start, start + len(word)):
        assert Guard([text]).doubt(0, place, place + 1) is None
    assert suspicions([text]) == []


def test_characters_of_names_are_hardly_suspected():
    text = "经查，鑫发粮油店台账不全。"
    assert (Guard([text]).doubt(0, text.index("鑫"), text.index("鑫") + 2) or 0) >= 2
    assert Guard([text]).doubt(0, text.index("粮"), text.index("粮") + 2) == 0


@pytest.mark.parametrize("text", ["要建立清单，逐处明确整治措施。", "要逐户登记造册。"])
def test_one_by_one_is_a_formula(text):
    assert (Guard([text]).doubt(0, text.index("逐"), text.index("逐") + 2) or 9) >= 3
    assert suspicions([text]) == []


@pytest.mark.parametrize(
    "text", ["汐安市人民政府：", "鹤鸣区、汐南县、浮槎市人民法院作交流发言，每家不超过10分钟；"]
)
def test_the_name_of_a_place_is_suspected_only_for_a_good_reason(text):
    place = text.index("汐")
    assert (Guard([text]).doubt(0, place, place + 1) or 0) >= 3
    assert suspicions([text]) == []


@pytest.mark.parametrize(
    "text",
    ["第一批在东澜区，由澄湖区人民政府向澄湖公安分局通报。", "由柳溪镇负责清理柳溪河两岸。"],
)
def test_a_name_is_known_from_another_place_called_so(text):
    root = "澄湖" if "澄湖" in text else "柳溪"
    place = text.rindex(root)
    assert (Guard([text]).doubt(0, place, place + 2) or 0) >= 3
    alone = text[place - 4 : place + 4]
    assert (Guard([alone]).doubt(0, 4, 6) or 0) < 3


def test_the_name_of_a_district_in_a_cell_of_its_own():
    assert (Guard(["东澜区"]).doubt(0, 1, 2) or 0) >= 3
    assert not Guard(["工业园区"]).doubt(0, 1, 2)


def test_a_group_that_must_do_something_is_no_slip():
    assert suspicions(["安全保障组要制定应急预案，做好人流监测和医疗救护。"]) == []


def test_words_that_overlap_are_protected_both():
    text = "检查重合闸门。"
    assert Guard([text], ["重合", "合闸门"]).doubt(0, 5, 6) is None
    assert Guard([text], ["重合"]).doubt(0, 5, 6) is not None


def test_a_slip_beside_a_word_of_a_trade_is_found():
    text = "二是规范茶歇，加强安全生产责任治落实情况的监督检查。"
    assert [(s.text, s.suggestion) for s in suspicions([text])] == [("治", "制")]


def test_every_word_of_the_trades_is_listed_once_and_guarded():
    lines = load_yaml(data_folder("rules") / "proof" / "words.yaml")["words"]
    words = [word for line in lines for word in line.split()]
    assert len(words) == len(set(words))
    for word in words:
        assert is_han(encode([word])[PAD:-PAD]).sum() == len(word) >= 2
        assert Guard([word]).doubt(0, 0, len(word)) is None


def test_a_list_of_common_words_is_no_list_of_names():
    common = load_model().tools.words.common
    for text, names in (
        ("安全、高效、有序", False),
        ("广泛、连续、易懂", False),
        ("安全、高笑、有序", False),
        ("张建军、李爱华、覃晓冉", True),
    ):
        doubt = Guard([text], (), common).doubt(0, 4, 5)
        assert (doubt is None) == names


def test_formulas_made_for_a_measure_are_doubted_less_readily():
    text = "建立隐患台账，做到一企一册、一户一档，逐项销号。"
    assert not suspicions([text], levels=("error", "warning"))


def test_titles_and_coined_expressions_are_doubted_less_readily():
    text = "推行“一企一册”，学习《生产安全法》。"
    doubts = [Guard([text]).doubt(0, i, i + 1) for i in range(len(text))]
    assert doubts[text.index("册")] > doubts[text.index("法")] > doubts[0] == 0


def test_what_is_no_word_at_all_is_suspected_more_readily_but_never_surely(monkeypatch):
    text = "部分学校设施设备老化，面积不足、布局不合理，亟待改遣。"
    [found] = suspicions([text])
    assert (found.text, found.suggestion, found.level) == ("遣", "造", "warning")
    monkeypatch.setattr(engine, "_NO_WORD", 0)
    assert all(plain.confidence < found.confidence for plain in suspicions([text]))


def test_longer_text_is_mended_like_its_parts():
    rng = random.Random(5)
    texts = [text for text, _, _ in WRONG] + RIGHT
    rng.shuffle(texts)
    found = suspicions(texts)
    for number, text in enumerate(texts):
        own = [s for s in found if s.paragraph == number]
        assert _mended(text, own) == _mended(text, suspicions([text]))


def test_the_model_fits_into_the_wheel():
    assert model_path().stat().st_size <= 15_000_000


_PIECES = st.one_of(
    st.sampled_from([*RIGHT, *(text for text, _, _ in WRONG), "", "的" * 90]),
    st.sampled_from("机制体治事实求是社会主意\n，。0a《”").flatmap(
        lambda c: st.text(alphabet=c + "政府责任治落实县级人民应当", max_size=30)
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_PIECES, max_size=5), max_size=6), st.sampled_from([50, 10_000]))
@example([[RIGHT[0]], [RIGHT[0], "。。。。人。人。", RIGHT[0]]], 50)  # a pair twice beside a slice
@example([[RIGHT[0][:44], RIGHT[2], f"{'人' * 12}治府", RIGHT[0]]], 50)  # a pair at a seam
def test_documents_looked_at_together_do_not_know_of_each_other(documents, part):
    model = load_model()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_PART", part)
        alone = [find_changes([paragraphs], model, HINT)[0] for paragraphs in documents]
        assert find_changes(documents, model, HINT) == alone
        patch.setattr(engine, "SLICE", 100)
        assert find_changes(documents, model, HINT) == alone


def test_several_documents_have_the_findings_that_each_has_alone():
    levels = ("error", "warning", "hint")
    texts = [Text([text, RIGHT[0]]) for text, _, _ in WRONG] + [Text(RIGHT), Text([]), Text([""])]
    texts.append(Text(["材料暴送办公室。"], ("暴送",)))
    texts.append(Text(["材料暴送办公室。"]))
    alone = [suspicions(text.paragraphs, levels=levels, words=text.words) for text in texts]
    assert suspicions_of(texts, levels=levels) == alone
    assert not alone[-2]
    assert alone[-1]


@pytest.mark.parametrize(
    "text",
    [
        "（二）加大市级投入。2026年安排补助资金3600万元。",
        "智慧平台建设",
        "对直接负责的主管人员何某、元某各处罚款。",
        "二期工程起于甪湾镇埕头村，止于磜下村。",
    ],
)
def test_a_word_or_name_in_its_place_is_no_slip_for_another_word(text):
    assert suspicions([text]) == []


def test_a_word_in_a_strange_place_is_held_for_one_that_sounds_the_same():
    text = "构成犯罪的，依法追究形式责任。"
    assert [(s.text, s.suggestion) for s in suspicions([text])] == [("形式", "刑事")]


def test_the_whole_document_is_asked_once_for_a_slip_that_comes_often():
    text = "各科室要认真惯彻落实。"
    guard = Guard([f"{number}.{text}" for number in range(200)])
    place = text.index("惯") + 2
    assert len({guard.doubt(number, place, place + 1) for number in range(10)}) == 1
    assert len(guard._counts) <= 3
