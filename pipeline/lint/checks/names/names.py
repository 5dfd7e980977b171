"""Names of organs, and of what the title tells of, that one document writes in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from pipeline.gongwen.elements import Element
from pipeline.gongwen.words import frequency
from pipeline.lint.checks.names.mentions import Place, rarer, together
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import likeness
from pipeline.lint.near_words import are_near
from pipeline.lint.passages import (
    HEADINGS,
    Passage,
    is_within,
    passages,
    quoted_ranges,
    recognition,
)
from pipeline.lint.registry import check

_ORGAN_NAME = re.compile(
    r"(?P<name>[省市县区州](?![和与及市县区])[\u4e00-\u9fff]{3,14}?(?:局|委员会|办公[室厅]|厅|中心|公司|集团|银行|"
    r"管委会|[大支总]队|协会|医院|学院|管理处|指挥部|领导小组|联席会议))"
    r"(?!长)"
)
_LINKS = re.compile("[和与及]")


@check("names.organ")
def organ(context: Context) -> Iterator[Hit]:
    """市自然资源和规划局 here and 市自然资源规划局 there."""
    found: dict[str, list[Place]] = {}
    for passage in passages(context, every_story=False):
        if passage.element in (Element.ISSUER_MARK,):
            continue
        for match in _ORGAN_NAME.finditer(passage.text):
            found.setdefault(match["name"], []).append((passage, match.start("name")))
    for one, other in combinations(found, 2):
        lengths = len(one) == len(other) and len(found[one]) != len(found[other])
        if lengths and _misread(found, one, other):
            yield from rarer(found, one, other)
    bare: dict[str, list[str]] = {}
    for name in found:
        # 办公厅 beside 办公室, 县应急管理厅 beside 县应急管理局
        plain = re.sub("(?<!公)厅$", "局", _LINKS.sub("", name).replace("办公厅", "办公室"))
        bare.setdefault(plain, []).append(name)
    for names in bare.values():
        for one, other in combinations(names, 2):
            yield from rarer(found, one, other)


def _misread(found: Mapping[str, list[Place]], one: str, other: str) -> bool:
    """Whether a name that stands once is another one with a character of the same sound; a long
    one with any other character, or with a word put for another."""
    if min(len(found[one]), len(found[other])) > 1 or together(found, one, other):
        return False
    apart = [at for at in range(len(one)) if one[at] != other[at]]
    first, last = apart[0], apart[-1]
    if (
        not first
        or last - first > 1
        or {*one[first : last + 1], *other[first : last + 1]} & _COUNTING
    ):
        return False
    if len(apart) == 1 and likeness(one[first], other[first]) == "音同":
        return True
    if len(one) < _LONG_NAME:
        return False
    return len(apart) == 1 or are_near(one[first : last + 1], other[first : last + 1])


_LONG_NAME = 8


_SHORT = re.compile(
    r"(?P<name>[省市县区州](?P<core>[\u4e00-\u9fff]{2,14}?)(?P<end>局|委员会|委|厅))(?![长员])"
)
# 市中区公安局, 市第九届……委员会, 市税务稽查局 are others
_OTHER_ORGAN = re.compile(
    "[省市县区州镇乡街村和与及委党政人会届第一二三]|监督|稽查|执法|综合|监察|审批"
)
_CALLED = re.compile(r"(?:简称|下称)[：:]?[“《]?(?P<name>[\u4e00-\u9fff]{2,14})")


@check("names.short_organ")
def short_organ(context: Context) -> Iterator[Hit]:
    """市交通运输局 throughout and 市交通局 once, which nobody has introduced as its short name."""
    if not recognition(context).official:
        return
    found: dict[str, list[Place]] = {}
    parts: dict[str, tuple[str, str, str]] = {}
    called: set[str] = set()
    for passage in passages(context, every_story=False):
        called.update(match["name"] for match in _CALLED.finditer(passage.text))
        for match in _SHORT.finditer(passage.text):
            if passage.text[match.start() - 1 : match.start()] in ("原", "各", "全", "本"):
                continue
            found.setdefault(match["name"], []).append((passage, match.start("name")))
            parts[match["name"]] = match["name"][0], match["core"], match["end"]
    for long, (first, core, end) in parts.items():
        for short, extra in _shortened(core):
            name = first + short + end
            if name not in found or called & {name, long} or _OTHER_ORGAN.search(extra):
                continue
            if len(found[long]) != len(found[name]):
                yield from rarer(found, name, long)


def _shortened(core: str) -> Iterator[tuple[str, str]]:
    """A name without one or two of its characters, and those."""
    done = set()
    for more in (1, 2):
        for at in range(len(core) - more + 1):
            short = core[:at] + core[at + more :]
            if len(short) > 1 and short not in done:
                done.add(short)
                yield short, core[at : at + more]


@check("names.rank")
def rank(context: Context) -> Iterator[Hit]:
    """市城市管理局 throughout and 市城市管理委 once: one organ, two ranks."""
    if not recognition(context).official:
        return
    found: dict[str, dict[str, list[tuple[Passage, re.Match[str]]]]] = {}
    for passage in passages(context, every_story=False):
        for match in _RANKED.finditer(passage.text):
            field = _FIELDS_IN_FULL.get(match["core"], match["core"])
            # 市卫生健康委员会 may be called 市卫生健康委
            end = match["end"].removesuffix("员会")
            ranks = found.setdefault(match["first"] + field, {})
            ranks.setdefault(end, []).append((passage, match))
    for ranks in found.values():
        if len(ranks) == 2:
            often, seldom = sorted(ranks.values(), key=len, reverse=True)
            if len(often) != len(seldom):
                passage, odd = seldom[0]
                usual = often[0][1]["name"].removesuffix("员会")
                yield passage.hit(*odd.span("name"), usual=usual, times=len(often))


# 市卫健局 beside 市卫生健康委员会 is another rank as well
_FIELDS_IN_FULL = {
    "卫健": "卫生健康",
    "住建": "住房和城乡建设",
    "住房城乡建设": "住房和城乡建设",
    "发改": "发展和改革",
    "发展改革": "发展和改革",
    "工信": "工业和信息化",
    "城管": "城市管理",
    "教体": "教育体育",
    "文旅": "文化和旅游",
    "人社": "人力资源和社会保障",
}
_RANKED = re.compile(
    r"(?P<name>(?P<first>[省市县区州](?![市县区]))(?P<core>[\u4e00-\u9fff]{2,10}?)(?P<end>局|委员会|委|厅))"
    r"(?![长员办内托派书会])"
)
_RUN = re.compile(r"[\u4e00-\u9fff]{9,}")
_WINDOW = 9
_COUNTING = set(
    "一二三四五六七八九十两零百千万东南西北中上下前后左右内外新老大小甲乙丙丁年月日的和与及等"
)


@check("names.subject")
def subject(context: Context) -> Iterator[Hit]:
    """青龙河流域综合治理工程 in the title and throughout, 青龙河流域综合整治工程 once."""
    known = recognition(context)
    if not known.official:
        return
    prose = (Element.BODY, Element.TITLE, Element.ATTACHMENT_NOTE, Element.ATTACHMENT_TITLE)
    texts = [p for p in passages(context, every_story=False) if p.element in (*prose, *HEADINGS)]
    joined = "\n".join(passage.text for passage in texts)
    told: set[tuple[int, int]] = set()
    for run in _RUN.finditer(known.title):
        for start in range(len(run.group()) - _WINDOW + 1):
            usual = run.group()[start : start + _WINDOW]
            times = joined.count(usual)
            if times < _FEW:
                continue
            for passage, place, first, last in _one_off(texts, usual):
                quoted = is_within(quoted_ranges(passage.text), place + first, place + last + 1)
                other = passage.text[place:]
                near = _near_word(usual, other, first, last)
                if not near and (times == _FEW or _another_word(other, first, last)):
                    continue
                if times == _FEW and quoted:
                    continue
                if (passage.index, place + first) not in told:
                    told.add((passage.index, place + first))
                    yield passage.hit(
                        place + first - 2,
                        place + last + 1,
                        usual=usual[first - 2 : last + 1],
                        name=usual,
                    )


_FEW = 3  # mentions with which only a word of the kind (整治 for 治理) tells


def _near_word(usual: str, other: str, first: int, last: int) -> bool:
    """Whether the changed characters make a word that is put for the other one."""
    starts = {first, last - 1} if first == last else {first}
    return any(are_near(usual[at : at + 2], other[at : at + 2]) for at in starts)


_OF_ITS_OWN = 5  # how often the word list counts a word that people use


def _another_word(other: str, first: int, last: int) -> bool:
    """Whether two changed characters make a word of their own: 灌区渠系工程 beside 灌区水毁工程 is
    another thing, not a slip."""
    return last > first and frequency(other[first : last + 1]) >= _OF_ITS_OWN


def _one_off(texts: list[Passage], usual: str) -> list[tuple[Passage, int, int, int]]:
    """(paragraph, place, first and last changed character) where ``usual`` stands with one inner
    character, or two neighbours, changed; none when that other form is used again: then it is
    something else."""
    third = _WINDOW // 3
    found: dict[str, set[tuple[int, int]]] = {}
    for offset in (0, third, 2 * third):
        part = usual[offset : offset + third]
        for number, passage in enumerate(texts):
            at = passage.text.find(part)
            while at >= 0:
                start = at - offset
                other = passage.text[max(start, 0) : start + _WINDOW]
                if start >= 0 and other != usual and _changed_inside(usual, other):
                    found.setdefault(other, set()).add((number, start))
                at = passage.text.find(part, at + 1)
    made = []
    for other, places in found.items():
        if len(places) == 1:
            number, start = next(iter(places))
            apart = [i for i in range(_WINDOW) if usual[i] != other[i]]
            made.append((texts[number], start, apart[0], apart[-1]))
    return made


def _changed_inside(usual: str, other: str) -> bool:
    apart = [i for i in range(min(len(usual), len(other))) if usual[i] != other[i]]
    if len(other) != len(usual) or not 1 <= len(apart) <= 2 or apart[-1] - apart[0] > 1:
        return False
    changed = {text[i] for text in (usual, other) for i in apart}
    han = all("\u4e00" <= char <= "\u9fff" for char in other)
    return han and apart[0] > 1 and apart[-1] < _WINDOW - 1 and not changed & _COUNTING
