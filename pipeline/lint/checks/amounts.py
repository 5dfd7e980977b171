"""Sums, shares, growth and amounts in words that do not agree with their own figures.

A sentence is only judged when all its figures have one unit and the sentence says how they
belong together; a doubtful construction is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from pipeline.gongwen.capital_amounts import capital_value
from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages, whole_text
from pipeline.lint.registry import check

_FIGURE = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = (
    r"(?:余|多)?(?:万亿|千万|百万|万|亿)?"
    r"(?:元|人次|人|个|项|家|户|件|所|条|份|名|台|套|辆|座|处|起|次|场|期|亩|公顷|公里|千米|米|吨|千克|公斤|"
    r"平方米|平方公里|立方米|千瓦时|千瓦|度|篇|批|支|只|头|宗|类|种|天|小时|学时|分|栋|幢|间|层|"
    r"张|本|册|块|棵|株|眼|口|艘|架|枚|部|幅|班|节|例|单|车|床|箱|盒|袋|盏|根|套次|村|社区|校|站|段|点|组)"
)
_TOTAL = re.compile(
    r"(?:共计|总计|合计|总共|累计|共|总投资|总额|总数|总量|总面积|总规模|总金额|总人数)"
    r"(?P<words>[^，。；：、（）\d]{0,14}?)(?:为|是|达到|达)?\s*"
    rf"(?P<figure>{_FIGURE})\s*(?P<unit>{_UNIT})(?P<thing>[^，。；：、（）\d]{{0,12}})"
)
_WHOLE = re.compile(
    rf"(?P<figure>{_FIGURE})\s*(?P<unit>{_UNIT})(?P<thing>[^，。；：、（）\d]{{0,12}})"
    r"(?=[，：:；]?\s*[（(]?\s*其中)"
)
_OF_WHICH = re.compile(r"\s*[，：:；]?\s*[（(]?\s*其中\s*[：:，]?\s*")
_PART = re.compile(
    rf"^(?P<name>[^\d，。；：]{{0,24}}?)(?P<figure>{_FIGURE})\s*(?P<unit>{_UNIT})"
    r"(?P<rest>[^，。；、\d]{0,8})$"
)

_NO_PART = re.compile(
    "带动|撬动|拉动|引导|同比|增长|增加|减少|已|完成|覆盖|涉及|惠及|解决|受益|实现|达|整改|超|比|平均|每"
)


def to_decimal(text: str) -> Decimal | None:
    """The number that a figure such as 12,500.5 writes."""
    try:
        return Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None


def plain(value: Decimal) -> str:
    """A number as people write it: no exponent, no trailing zeros."""
    text = format(value.normalize(), "f")
    return text if "." not in text else text.rstrip("0").rstrip(".")


@check("amounts.parts")
def parts(context: Context) -> Iterator[Hit]:
    """共N项，其中甲a项、乙b项: the parts are more than the total, or (three or more) less."""
    for passage in passages(context):
        if "其中" not in passage.text:
            continue
        for match in _WHOLE.finditer(passage.text):
            of_which = _OF_WHICH.match(passage.text, match.end())
            total = to_decimal(match["figure"])
            if not of_which or total is None or match["unit"][0] in "余多":
                continue
            found = _parts(passage.text, of_which.end(), match["unit"])
            if found is None or len(found[0]) < 2:
                continue
            values, end = found
            summed = sum(values, Decimal(0))
            if summed > total or (summed < total and len(values) >= 3):
                yield passage.hit(
                    match.start(),
                    end,
                    total=plain(total) + match["unit"],
                    sum=plain(summed) + match["unit"],
                )


def _parts(text: str, start: int, unit: str) -> tuple[list[Decimal], int] | None:
    """The figures listed from ``start`` to the end of the sentence, and where they end; None when
    something there is not one plain part in the same unit."""
    stop = next((i for i in range(start, len(text)) if text[i] in "。；"), len(text))
    segment = text[start:stop]
    if "其中" in segment or "等" in segment:
        return None
    if "、" in segment.partition("，")[0]:
        # the list is one of 、; what follows its comma is another statement
        segment = segment.partition("，")[0]
        stop = start + len(segment)
    values = []
    for piece in re.split(r"[、，,]|和(?=[^，、。]*\d)|及(?=[^，、。]*\d)", segment.rstrip("）)")):
        piece = piece.strip()
        if not piece:
            continue
        match = _PART.match(piece)
        if not match or match["unit"] != unit or _NO_PART.search(match["name"]):
            return None
        value = to_decimal(match["figure"])
        if value is None:
            return None
        values.append(value)
    return values, stop


_SHARE_PARTS = re.compile(
    r"(?:占比|占|构成|结构)[^，。；：%\d]{0,12}分别(?:为|是|达到|达|占)\s*[:：]?\s*"
    r"(?P<list>\d+(?:\.\d+)?%(?:\s*[、，和]\s*\d+(?:\.\d+)?%)+)"
)


@check("amounts.shares_over_100")
def shares_over_100(context: Context) -> Iterator[Hit]:
    """Shares of one whole that add up to more than 100 %."""
    for passage in passages(context):
        if "%" not in passage.text:
            continue
        for match in _SHARE_PARTS.finditer(passage.text):
            values = [Decimal(text) for text in re.findall(r"\d+(?:\.\d+)?(?=%)", match["list"])]
            summed = sum(values, Decimal(0))
            # shares of different wholes may be high each; those of one whole come near 100
            if len(values) >= 3 and Decimal("100.5") < summed < Decimal(130):
                yield passage.hit(match.start("list"), match.end("list"), sum=plain(summed) + "%")


_SHARE = re.compile(
    rf"(?P<part>{_FIGURE})\s*(?P<unit>{_UNIT})[^，。；：（）\d]{{0,8}}[，（(]\s*"
    r"占(?:比|总[\u4e00-\u9fff]{1,4}的?|全部[\u4e00-\u9fff]{0,4}的?|[\u4e00-\u9fff]{0,4}总[\u4e00-\u9fff]{1,4}的?)?(?:为|约|达)?"
    r"\s*(?P<share>\d+(?:\.\d+)?)%"
)


@check("amounts.share")
def share(context: Context) -> Iterator[Hit]:
    """共N人，其中M人，占P%: M of N is not P per cent."""
    for passage in passages(context):
        if "占" not in passage.text or "%" not in passage.text:
            continue
        for sentence, offset in _sentences(passage.text):
            totals = list(_TOTAL.finditer(sentence))
            if len(totals) != 1 or totals[0]["unit"][0] in "余多":
                continue
            whole = to_decimal(totals[0]["figure"])
            for match in _SHARE.finditer(sentence, totals[0].end()):
                part = to_decimal(match["part"])
                if not whole or part is None or match["unit"] != totals[0]["unit"]:
                    continue
                right = part * 100 / whole
                doubt = _doubt(match["unit"], match["part"])
                doubt += _doubt(match["unit"], totals[0]["figure"]) * part / whole
                if not _agrees(match["share"], right, doubt * 100 / whole):
                    yield passage.hit(
                        offset + match.start(),
                        offset + match.end(),
                        stated=match["share"] + "%",
                        right=_rounded(match["share"], right) + "%",
                    )


_UP = "增长|增加|上升|提高|增幅|扩大|提升"
_DOWN = "下降|减少|降低|降幅|缩小|下滑"
_GROWTH = re.compile(
    rf"(?P<new>{_FIGURE})\s*(?P<unit>{_UNIT})[^，。；：（）\d]{{0,6}}[，（(]?\s*(?:同比|环比)?(?:比|较)"
    r"(?:上年|去年|上月|上季度|(?:20)\d{2}年|同期|上年同期|去年同期|基期)(?:同期)?的?"
    rf"\s*(?P<old>{_FIGURE})\s*(?P=unit)(?P<verb>{_UP}|{_DOWN})了?\s*(?P<rate>\d+(?:\.\d+)?)%"
)
_FROM_TO = re.compile(
    rf"(?:由|从)[^，。；：\d]{{0,12}}(?:\d{{4}}年的?)?\s*(?P<old>{_FIGURE})\s*(?P<unit>{_UNIT}|%)"
    rf"[^，。；：\d]{{0,4}}(?P<verb>{_UP}|{_DOWN})(?:到|至|为)[^，。；：\d]{{0,8}}(?:\d{{4}}年的?)?\s*"
    rf"(?P<new>{_FIGURE})\s*(?P=unit)[^，。；：\d]{{0,4}}[，（(]\s*(?:净|共|累计|实际|合计|同比)?"
    rf"(?P<verb2>{_UP}|{_DOWN})了?\s*(?P<rate>\d+(?:\.\d+)?)\s*(?P<of>%|个百分点|倍|{_UNIT})"
)


@check("amounts.growth")
def growth(context: Context) -> Iterator[Hit]:
    """比上年……增长P%, or 由A增加到B，增长P%, recomputed from the two figures."""
    for passage in passages(context):
        if "%" in passage.text:
            for match in _GROWTH.finditer(passage.text):
                yield from _growth_hit(passage, match, match["verb"], "%")
        if "由" in passage.text or "从" in passage.text:
            for match in _FROM_TO.finditer(passage.text):
                yield from _growth_hit(passage, match, match["verb2"], match["of"])


def _growth_hit(passage: Passage, match: re.Match[str], verb: str, of: str) -> Iterator[Hit]:
    old, new = to_decimal(match["old"]), to_decimal(match["new"])
    if not old or new is None:
        return
    rising = re.fullmatch(_UP, verb) is not None
    change = new - old if rising else old - new
    new_doubt, old_doubt = _doubt(match["unit"], match["new"]), _doubt(match["unit"], match["old"])
    ratio_doubt = (new_doubt + old_doubt * new / old) / old
    if match["unit"] == "%":
        if of == "%":
            return
        right, doubt = change, _half_step(match["new"]) + _half_step(match["old"])
    elif of == "%":
        right, doubt = change * 100 / old, ratio_doubt * 100
    elif of == "倍":
        right, doubt = change / old, ratio_doubt
    elif of == match["unit"]:
        right, doubt = change, new_doubt + old_doubt
    else:
        return
    if not _agrees(match["rate"], right, doubt):
        yield passage.hit(
            match.start(),
            match.end(),
            stated=f"{verb}{match['rate']}{of}",
            right=f"{verb}{_rounded(match['rate'], right)}{of}" if right > 0 else f"没有{verb}",
        )


@check("amounts.percentage_points")
def percentage_points(context: Context) -> Iterator[Hit]:
    """由20%提高到25%，提高5%: the difference of two percentages is 个百分点."""
    for passage in passages(context):
        if "%" not in passage.text:
            continue
        for match in _FROM_TO.finditer(passage.text):
            old, new = to_decimal(match["old"]), to_decimal(match["new"])
            if match["unit"] != "%" or match["of"] != "%" or old is None or new is None:
                continue
            if abs(new - old) == Decimal(match["rate"]):
                yield Hit(
                    passage.story,
                    passage.index,
                    match.start("of"),
                    match.end("of"),
                    values={"change": plain(abs(new - old))},
                    suggestions=("个百分点",),
                )


_TIMES = re.compile(
    rf"由\s*(?P<old>{_FIGURE})\s*(?P<unit>{_UNIT})\s*(?:增加|增长|扩大|提高)了?\s*(?P<times>\d+(?:\.\d+)?)倍"
    rf"\s*(?:到|至|，达到|，达|达到)\s*(?P<new>{_FIGURE})\s*(?P=unit)"
)


@check("amounts.times")
def times(context: Context) -> Iterator[Hit]:
    """由1亿元增加3倍到3亿元: increased by three times means four times as much."""
    for passage in passages(context):
        if "倍" not in passage.text:
            continue
        for match in _TIMES.finditer(passage.text):
            old, new = to_decimal(match["old"]), to_decimal(match["new"])
            if not old or new is None:
                continue
            right = (new - old) / old
            if not _agrees(match["times"], right):
                yield passage.hit(
                    match.start(),
                    match.end(),
                    stated=match["times"] + "倍",
                    right=_rounded(match["times"], right) + "倍",
                )


_CAPITAL = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿"
_IN_WORDS = re.compile(
    rf"(?:人民币)?[（(]?(?:大写)?[：:）)]?\s*(?P<words>[{_CAPITAL}]{{2,30}}[元圆]"
    rf"(?:整|正|[{_CAPITAL}角分]{{1,8}}整?)?)"
)
_BEHIND = re.compile(
    rf"\s*[（(，,]?\s*(?:小写)?[：:]?\s*(?:人民币)?[￥¥]?\s*(?P<figure>{_FIGURE})\s*(?P<unit>[万亿]?元)?"
)
_BEFORE = re.compile(
    rf"(?P<yen>[￥¥])?\s*(?P<figure>{_FIGURE})\s*(?P<unit>[万亿]?元)?\s*[（(，,]?\s*(?:人民币)?(?:大写)?[：:]?\s*(?:人民币)?$"
)
_MIXED = re.compile(rf"[壹贰叁肆伍陆柒捌玖][{_CAPITAL}一二三四五六七八九十百千]{{1,20}}[元圆]")


@check("amounts.in_words")
def in_words(context: Context) -> Iterator[Hit]:
    """An amount in 大写 that is not the amount in figures beside it."""
    for passage in passages(context):
        if "元" not in passage.text and "圆" not in passage.text:
            continue
        for match in _IN_WORDS.finditer(passage.text):
            value = capital_value(match["words"])
            beside = _beside(passage.text, match)
            if value is not None and beside is not None and value != beside[0]:
                yield passage.hit(
                    match.start("words"),
                    match.end("words"),
                    words=match["words"],
                    figure=beside[1],
                )


def _beside(text: str, match: re.Match[str]) -> tuple[Decimal, str] | None:
    after = _BEHIND.match(text, match.end())
    if after and ("￥" in after.group() or "¥" in after.group() or after["unit"]):
        return _money(after)
    before = _BEFORE.search(text[max(0, match.start("words") - 40) : match.start("words")])
    if before and (before["unit"] or before["yen"]):
        return _money(before)
    return None


def _money(match: re.Match[str]) -> tuple[Decimal, str] | None:
    value = to_decimal(match["figure"])
    if value is None:
        return None
    unit = match["unit"] or "元"
    scale = {"万": 10_000, "亿": 100_000_000}.get(unit[0], 1)
    return value * scale, match["figure"] + unit


@check("amounts.capital_form")
def capital_form(context: Context) -> Iterator[Hit]:
    """大写 and small Chinese numerals mixed in one amount: 叁仟伍百元."""
    right = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
    for passage in passages(context):
        for match in _MIXED.finditer(passage.text):
            text = match.group()
            if any(char in "一二三四五六七八九十百千" for char in text):
                yield Hit(
                    passage.story,
                    passage.index,
                    match.start(),
                    match.end(),
                    values={"wrong": text, "right": text.translate(right)},
                    suggestions=(text.translate(right),),
                )


_COUNTED = re.compile(
    r"(?<![第一二三四五六七八九十百零\d])(?P<count>[两二三四五六七八九十]|\d{1,2})(?:个方面|大方面|方面|项|条|点|个问题|个环节|个阶段|件|大)"
    r"[^，。；：\d]{0,14}[：:。]\s*(?=一是|第一，|（一）)"
)
_SERIES = {
    "一": re.compile(r"([一二三四五六七八九十]+)是"),
    "第": re.compile(r"第([一二三四五六七八九十]+)，"),
    "（": re.compile(r"（([一二三四五六七八九十]+)）"),
}


@check("amounts.counted_list")
def counted_list(context: Context) -> Iterator[Hit]:
    """三项措施：一是……四是……: the number said and the number listed differ."""
    if not _COUNTED.search(whole_text(context)):
        return
    for passage in passages(context):
        for match in _COUNTED.finditer(passage.text):
            said = {"两": 2}.get(match["count"]) or chinese_value(match["count"])
            series = _SERIES[passage.text[match.end()]]
            listed = _listed(series, passage.text, match.end())
            if listed >= 2 and said != listed:
                end = match.end("count") + 2
                words = passage.text[match.start() : end]
                yield passage.hit(match.start(), end, said=words, listed=listed)


def _listed(series: re.Pattern[str], text: str, start: int) -> int:
    """How many items a series counts up to; 0 when its own numbers are out of turn."""
    listed = 0
    for item in series.finditer(text, start):
        value = chinese_value(item[1])
        if value == listed + 1:
            listed += 1
        elif value == 1:
            break
        elif value <= 10:
            return 0
    return listed


def _agrees(stated: str, right: Decimal, slack: Decimal = Decimal(0)) -> bool:
    """Whether a stated figure is ``right`` rounded to its own decimals, give or take ``slack``,
    which comes from the rounding of the figures it is computed from."""
    return abs(Decimal(stated) - right) <= _half_step(stated) * Decimal("1.02") + slack


def _half_step(figure: str) -> Decimal:
    """Half a unit of the last digit written: 0.05 for 12.3."""
    return Decimal("0.5").scaleb(-len(figure.partition(".")[2]))


def _doubt(unit: str, figure: str) -> Decimal:
    """By how much a figure may be rounded: not at all when single things are counted."""
    counted = unit[0] not in "余多万亿千百" and unit not in ("亩", "公顷", "公里", "千米", "吨")
    return Decimal(0) if counted else _half_step(figure)


def _rounded(stated: str, right: Decimal) -> str:
    decimals = max(1, len(stated.partition(".")[2]))
    return plain(round(right, decimals))


def _sentences(text: str) -> Iterator[tuple[str, int]]:
    start = 0
    for index, char in enumerate(text):
        if char in "。；！？":
            yield text[start : index + 1], start
            start = index + 1
    if start < len(text):
        yield text[start:], start
