"""Bodies and things called by another short form than the one that the document introduced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.gongwen.words import frequency
from pipeline.lint.checks.names.short_forms import Definition, definitions
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.near_words import with_near_word
from pipeline.lint.passages import passages, recognition, whole_text
from pipeline.lint.registry import check

_LEVELS = "省市县区州旗镇乡街园"
# how the short forms of bodies end -> ends of other forms that take their characters from the full
# name, and ends that other forms put in its place
_ENDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "管委会": (("管委", "管办", "办", "委"), ()),
    "组委会": ((), ("筹委会", "执委会")),
    "筹委会": ((), ("组委会", "执委会")),
    "执委会": ((), ("组委会", "筹委会")),
    "领导小组": ((), ("领导组", "工作专班", "专班", "指挥部")),
    "指挥部": (("指",), ("领导小组", "工作专班", "专班", "指挥所")),
    "专班": ((), ("领导小组", "指挥部", "工作组")),
    "大队": ((), ("中队", "支队", "总队")),
    "支队": ((), ("大队", "总队")),
    "总队": ((), ("支队", "大队")),
    "中心": ((), ("局", "站", "所", "处", "院", "办", "段")),
    "公司": (("集团",), ("集团",)),
    "集团": (("公司",), ("公司",)),
    "协会": ((), ("学会", "联合会", "商会", "促进会")),
    "医院": ((), ("卫生院", "诊所")),
    "指": (("指挥部",), ("总", "部", "组")),
    "站": ((), ("所", "中心", "队", "部")),
    "队": ((), ("站", "组", "部")),
    "局": ((), ("中心", "处")),
    "委": ((), ()),
    "厅": ((), ()),
    "办": ((), ()),
}
# fields that have a department as well as a centre or station of their own
_FIELDS = re.compile(
    r"应急|疾控|林业|水利|水务|统计|审计|财政|教育|民政|司法|公安|交通|城管|住建|人社|医保|信访|档案|体育|文旅|"
    r"商务|农业|农村|市监|税务|气象|地震|粮食|烟草|消防|供电|电力|海事|邮政|数据|政务|审批|国资|金融|投促|投资|招商|事务|"
    r"园林|环卫|房管|资源|环境|卫健|卫生|发改|工信|科技|民宗|军人|振兴|统战|组织|宣传|编办|城建|建设|监察|执法|网信|妇联"
)
_HAN = r"[\u4e00-\u9fff]"
# the name does not end here: 局长, 委员, 办公室, 指挥
_NO_END = (
    "(?<!局(?=[部势面]))(?<!委(?=[会办]))(?<!办(?=[公法理事]))(?<!指(?=[挥导标定数派示]))(?![长员])"
)
_OFTEN = 3  # times that the short form of a body stands in the text
_LEAST = 2
_MANY = 5  # a short form that stands so often may have two slips


@check("other_short_forms.body")
def body(context: Context) -> Iterator[Hit]:
    """市建设局 where 市住房和城乡建设局（以下简称市住建局）has said what the short form is; 医联体
    where 医共体 was explained; 县林指 for 县森防指."""
    defined = definitions(context)
    if not defined or not recognition(context).official:
        return
    whole = whole_text(context)
    known = {one.short for one in defined}
    told: set[str] = set()
    for one in defined:
        if one.mark == "《" or not _MIN <= len(one.short) <= _MAX:
            continue
        uses = whole.count(one.short)
        for other in dict.fromkeys(_others(whole, one, uses)):
            times = whole.count(other)
            if other in known or other in one.full or other in told:
                continue
            if times > (2 if uses >= _MANY or uses == 1 else 1) or times >= uses > 1:
                continue
            told.add(other)
            yield from _told(context, one, other)


_MIN, _MAX = 3, 9  # characters of short forms that are looked at


def _told(context: Context, one: Definition, other: str) -> Iterator[Hit]:
    """Where the other form stands; nothing when it stands before the introduction, too."""
    texts = passages(context, every_story=False)
    if any(other in p.text for p in texts if p.index < one.passage.index):
        return
    for passage in texts:
        at = passage.text.find(other)
        while at >= 0:
            if one.short not in _clause(passage.text, at):
                yield passage.hit(at, at + len(other), short=one.short, full=one.full)
            at = passage.text.find(other, at + 1)


def _others(whole: str, one: Definition, uses: int) -> Iterator[str]:
    """What else in the text could be short for what a short form stands for."""
    full, short = one.full, one.short
    end = next((end for end in _ENDS if short.endswith(end)), "")
    if end and uses < _LEAST:
        yield from _one_slot(whole, full, short)
    if end:
        yield from _shortened_otherwise(whole, full, short, end)
        yield from _other_end(whole, short, end)
    elif len(short) == _OF_THREE and uses >= _OFTEN:
        yield from _three(whole, short)
    if uses >= _OFTEN and len(short) > _OF_THREE:
        # of four characters many are everyday words: 建设工程 beside 建设项目
        yield from (
            name for name in with_near_word(short, things=len(short) < _MANY) if name in whole
        )
    if uses >= _MANY and len(short) >= _MANY:
        yield from _one_character(whole, short)
    if uses >= _OFTEN and len(short) == _OF_TWO_WORDS:
        yield from _no_word(whole, short)
        yield from _other_campaign(whole, short)
    turned = short[1] + short[0] + short[2:]
    if turned != short and uses >= _LEAST and len(short) > _OF_THREE and turned in whole:
        yield turned


def _shortened_otherwise(whole: str, full: str, short: str, end: str) -> Iterator[str]:
    """Names that begin with the first character, end like the short form and take their other
    characters in their order from the full name: 市建设局, 县林指, 园管办."""
    first = short[0]
    ends = "|".join((end, *_ENDS[end][0])) if first in _LEVELS else end
    rest = full[full.rfind(first) + 1 :]
    for match in re.finditer(rf"{first}(?P<core>{_HAN}{{1,6}}?)(?:{ends}){_NO_END}", whole):
        name, core, taken = match.group(), match["core"], iter(rest)
        # 园区管委办 is the office of 园区管委会
        if name == short or name[:-1] in short or full.endswith(name[1]):
            continue
        near = first in _LEVELS or short.startswith(first + core[0])
        if near and all(char in taken for char in core):
            yield name


def _other_end(whole: str, short: str, end: str) -> Iterator[str]:
    """省公路局 for 省公路中心; not 县应急局 beside 县应急中心, which are two bodies."""
    head = short.removesuffix(end)
    ends = "|".join(_ENDS[end][1])
    if not ends or (not head and end not in _EVENTS) or _FIELDS.search(head[-2:]):
        return
    firm = end in ("公司", "集团", "协会") and len(head) > 1 and head[0] not in _LEVELS
    if len(head) < _MIN and not firm and end not in ("指", *_EVENTS):
        return
    for match in re.finditer(rf"{head}(?:{ends}){_NO_END}", whole):
        if not match.group().startswith(short):
            yield match.group()


_EVENTS = ("组委会", "筹委会", "执委会")


def _one_slot(whole: str, full: str, short: str) -> Iterator[str]:
    """Of a short form that is never used again: what differs from it in one place."""
    for first in range(1, len(short) - 1):
        for last in (first + 1, first + 2):
            if last >= len(short) or len(short) - (last - first) < _MIN:
                continue
            before, after = re.escape(short[:first]), re.escape(short[last:])
            for match in re.finditer(f"{before}{_HAN}{{1,2}}{after}{_NO_END}", whole):
                if match.group() not in full and match.group() != short:
                    yield match.group()
    if len(short) == _OF_THREE:
        pattern = f"{short[0]}{_HAN}?{short[1]}{_HAN}?{short[2]}"
        yield from (m.group() for m in re.finditer(pattern, whole) if m.group() not in full)


def _one_character(whole: str, short: str) -> Iterator[str]:
    """Of a long short form in steady use: what differs from it in one character but the last two;
    in the first one only where that makes another word (惠民生活圈 for 便民生活圈)."""
    if short.endswith(_MANY_OF_THEM):
        return
    for at in range(len(short) - 2):
        pattern = f"{re.escape(short[:at])}(?![的和与及各等]){_HAN}{re.escape(short[at + 1 :])}"
        for match in re.finditer(pattern, whole):
            name = match.group()
            apart = {name[at], short[at]}
            if name == short or apart & _SIBLINGS or (at == 0 and not frequency(name[:2])):
                continue
            yield name


# 体育行政部门, 教育行政部门: there are many of them, named alike
_MANY_OF_THEM = (
    "法",
    "条例",
    "部门",
    "机构",
    "机关",
    "政府",
    "单位",
    "企业",
    "公司",
    "许可证",
    "管理",
)
_KINDS = "行动|检查|整治|治理|排查|活动|督查|演练|培训"
_CALLED = re.compile(rf"(?:专项|提升|集中|联合|攻坚|整治|应急|养护|创建|执法)(?:{_KINDS})$")


def _other_campaign(whole: str, short: str) -> Iterator[str]:
    """专项整治期间 where the one thing that goes on is called 专项检查."""
    if not _CALLED.match(short):
        return
    named = rf"(?:专项|{short[:2]})(?:{_KINDS})"
    for match in re.finditer(
        rf"(?:本次|此次|这次|整个)({named})|({named})(?:期间|结束|阶段|组)", whole
    ):
        name = match[1] or match[2]
        if name != short:
            yield name


_OF_TWO_WORDS = 4
_CLOSED = "的了和与及各等该本此每这那两几某在为是有对将"


def _no_word(whole: str, short: str) -> Iterator[str]:
    """Of a short form of two words: what differs from it in one character but the first, so that
    one of the two is a word no longer (冷储设施 for 冷藏设施)."""
    if short.endswith(_MANY_OF_THEM) or not (frequency(short[:2]) and frequency(short[2:])):
        return
    for at in (1, 2, 3):
        pattern = f"{re.escape(short[:at])}(?![{_CLOSED}]){_HAN}{re.escape(short[at + 1 :])}"
        for match in re.finditer(pattern, whole):
            name = match.group()
            half = name[:2] if at < 2 else name[2:]
            if name != short and not {name[at], short[at]} & _SIBLINGS and not frequency(half):
                yield name


_SIBLINGS = frozenset("省市县区州镇乡村国中外东西南北上下前后一二三四五六七八九十甲乙丙")
_OF_THREE = 3
_RARE = 20  # what the word list counts less often is no everyday word
_INSIDE = "内外中里间的"
_BESIDES = re.compile("(?:城市|市级|省级|专科|各类|其他|与|和|、)$")  # 城市医联体 is another thing


def _three(whole: str, short: str) -> Iterator[str]:
    for match in re.finditer(f"{short[0]}{_HAN}{short[-1]}", whole):
        if match.group() != short and _coined(whole, match.start()):
            yield match.group()


def _coined(whole: str, start: int) -> bool:
    """Whether three characters are a short form, not pieces of words (医疗体系)."""
    name, after = whole[start : start + _OF_THREE], whole[start + _OF_THREE : start + 4]
    if _BESIDES.search(whole[max(start - 2, 0) : start]) or frequency(name[:2]):
        return False
    crossing = [name[1:], whole[start - 1 : start + 1]]
    if after not in _INSIDE:
        crossing.append(name[-1] + after)
    return max(map(frequency, crossing)) < _RARE


def _clause(text: str, at: int) -> str:
    """The clause of a place in a text."""
    return re.split("[，。；]", text[:at])[-1] + re.split("[，。；]", text[at:], maxsplit=1)[0]
