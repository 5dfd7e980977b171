"""So much each, so many, so much in all: products and means that do not agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.checks.figures.quantities import Quantity, corrected, measured, quantities
from pipeline.lint.checks.figures.written import sentence_start, sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

_EACH = re.compile(
    r"每(?P<of>人次|公里|平方米|立方米|[人户个亩名所吨台套辆间村次天米件座盏册本份张块棵株条支箱盒])[^，。；：、月日天年每\d]{0,4}?"
    r"(?:每?(?:平均|造价|投资|单价|租金|售价|补助|补贴|发放|奖励|资助|救助|给予|安排|标准|按)|的|补贴标准|补助标准|标准|为|是){0,4}$"
)
_PRICE = re.compile(r"单价(?:为|是|约)?$")
_COUNTED = frozenset("个台套辆件座盏册本份张块棵株条支箱盒把")
_MORE = re.compile("(?<!增)加|含|另|折|优惠|税")  # than the price by the number
_ONCE = re.compile(r"年|月|日|天|季|分别|起|不等|以内|最高")


def _other_amount(passage: Passage, offset: int, amount: Quantity, right: Decimal) -> Hit:
    """An amount or price in a sentence that begins at ``offset`` should be ``right``."""
    return passage.hit(
        offset + amount.start,
        offset + amount.end,
        right=amount.shown(right),
        stated=amount.shown(amount.value),
    )


@check("products.product")
def product(context: Context) -> Iterator[Hit]:
    """每户补贴600元，共需1860万元，惠及3.1万户: the rate times the number is not the amount."""
    for passage in passages(context):
        priced = "每" in passage.text or "单价" in passage.text
        if not priced or "元" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text):
            found = quantities(sentence)
            for place, price in enumerate(found):
                each = _EACH.search(price.lead)
                of = {each["of"]} if each else _COUNTED
                if (
                    not (each or _PRICE.search(price.lead))
                    or price.unit != "元"
                    or _ONCE.search(re.split("[，；]", price.lead)[-1])
                ):
                    continue
                others = [one for at, one in enumerate(found) if at != place]
                amounts = [one for one in others if one.unit == "元"]
                counts = [one for one in others if one.unit in of]
                if len(amounts) != 1 or len(counts) != 1 or len(others) > 3:
                    continue
                amount, count = amounts[0], counts[0]
                right = price.value * count.value
                slack = amount.slack + price.value * count.slack
                exact = not (price.hedged or amount.hedged or count.hedged)
                exact = exact and not _MORE.search(amount.lead)
                slipped = amount.slip_of(right) or amount.misplaced(right)
                if not exact or abs(right - amount.value) <= slack:
                    continue
                if slipped:
                    yield _other_amount(passage, offset, amount, right)
                elif each and count.value and price.slip_of(amount.value / count.value):
                    yield _other_amount(passage, offset, price, amount.value / count.value)


_MEAN = re.compile(
    r"[，（]\s*(?:平均)?每(?P<of>人次|车次|辆次|公里|[人户个起件项家亩吨台所处批次名眼辆座])(?:平均)?(?:为|约)?$"
)
_NEAR = Decimal("0.6"), Decimal("1.7")  # a mean further off is one of something else
_GROUPS = re.compile(
    r"(?P<count>\d{1,3})个[^，。；\d]{0,8}(?P<of>组|队|班|小组|分队)，(?:每个?(?:检查|工作|督查)?(?P=of))(?:各)?"
    r"(?P<each>\d{1,4})(?P<unit>人|名)，(?:共|共计|合计|总共)(?P<all>\d{1,6})(?P=unit)"
)


@check("products.mean")
def mean(context: Context) -> Iterator[Hit]:
    """156起，金额234万元，平均每起2.5万元: the mean is not the amount by the number; and
    5个检查组，每组6人，共36人."""
    for passage, found in measured(context):
        if "每" not in passage.text:
            continue
        for match in _GROUPS.finditer(passage.text):
            right = int(match["count"]) * int(match["each"])
            if right != int(match["all"]):
                yield passage.hit(
                    match.start(),
                    match.end(),
                    stated=match["all"] + match["unit"],
                    right=f"{right}{match['unit']}",
                )
        for place, stated in enumerate(found):
            each = _MEAN.search(stated.lead)
            if not each or "平均" not in stated.lead or stated.hedged:
                continue
            start = sentence_start(passage.text, stated.start)
            before = [one for one in found[:place] if one.start >= start]
            amounts = [one for one in before if one.unit == stated.unit]
            counts = [one for one in before if one.unit == each["of"]]
            several = len({one.value for one in counts}) != 1
            if len(amounts) != 1 or several or counts[0].value <= 0:
                continue
            share = amounts[0].value / counts[0].value
            slack = (amounts[0].slack + counts[0].slack * share) / counts[0].value
            exact = not (amounts[0].hedged or counts[0].hedged)
            rounded = round(share / (stated.step * 2)) * stated.step * 2
            likely = _NEAR[0] < stated.value / share < _NEAR[1] if share else False
            wrong = exact and not stated.agrees(share, slack)
            if wrong and (likely or stated.slip_of(rounded)):
                yield corrected(passage, stated, share)


_MONTHLY = re.compile(
    r"每[人户名](?:每|的)?月(?:平均)?(?:生活)?(?:补助|补贴|发放|标准|按|为|是|资助)*$"
)
_PERIOD = re.compile(r"(?P<months>\d{1,2})个月|(?P<year>一年|1年|全年)|(?P<half>半年)")


@check("products.monthly")
def monthly(context: Context) -> Iterator[Hit]:
    """每人每月500元，为120人发放一年，共计82万元: rate by number by months is another amount."""
    for passage in passages(context):
        if "月" not in passage.text or "每" not in passage.text or "元" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text):
            found = quantities(sentence)
            prices = [q for q in found if q.unit == "元" and _MONTHLY.search(q.lead)]
            amounts = [q for q in found if q.unit == "元" and q not in prices]
            people = [q for q in found if q.unit in ("人", "名", "户")]
            periods = [m for m in _PERIOD.finditer(sentence) if "每" not in sentence[m.start() - 1]]
            if not len(prices) == len(amounts) == len(people) == len(periods) == 1:
                continue
            period = periods[0]
            months = int(period["months"] or (12 if period["year"] else 6))
            price, amount, count = prices[0], amounts[0], people[0]
            right = price.value * count.value * months
            exact = not (price.hedged or amount.hedged or count.hedged)
            if exact and not amount.agrees(right, amount.slack):
                yield _other_amount(passage, offset, amount, right)


_TEAMS = re.compile(
    r"共(?P<count>\d{1,4})[支个][\u4e00-\u9fff]{0,6}(?P<of>队|组|班|团|村|校)[^\d；]{0,14}(?:（[^（）]{1,12}）)?[^\d；]{0,8}"
    r"每个?(?P=of)(?:各)?(?:选派|安排|派出|配备)?(?P<each>\d{1,4})[人名][^；]{0,40}?"
    r"(?:总人数|总数|人数|共计?|合计)(?:为|是|达)?(?P<all>\d{1,6})[人名]"
)
_EACH_OF = re.compile(
    r"(?P<count>\d{1,3}|[两二三四五六七八九十])个[\u4e00-\u9fff]{1,8}各(?:设|评|配备?|选派|派|安排)(?P<list>[^。；]{4,60}?)，"
    r"[^，。；\d]{0,6}共(?:计|奖励|评选|表彰|设|选派|安排|有)?(?P<all>\d{1,5})[名个人项家支]"
)


@check("products.teams")
def teams(context: Context) -> Iterator[Hit]:
    """共36支参赛队。每队4人……总人数为134人, and 3个组别各设一等奖1名、二等奖2名，共9名."""
    for passage in passages(context):
        if "每" in passage.text:
            for match in _TEAMS.finditer(passage.text):
                right = int(match["count"]) * int(match["each"])
                if right != int(match["all"]):
                    yield passage.hit(*match.span("all"), stated=match["all"], right=str(right))
        each = "各" in passage.text and "共" in passage.text
        for match in _EACH_OF.finditer(passage.text) if each else ():
            parts = quantities(match["list"])
            count = chinese_value(match["count"])
            right = count * int(sum(one.value for one in parts))
            if len({one.unit for one in parts}) == 1 and right != int(match["all"]):
                yield passage.hit(*match.span("all"), stated=match["all"], right=str(right))


_TIMES = {"月": 12, "季度": 4, "半年": 2, "周": 52}
_EVERY = re.compile(r"每(?:个)?(?P<of>月|季度|半年)[^，。；、\d]{0,16}$")
_YEARLY = re.compile(
    r"^[^，。；、\d]{0,8}[，（]\s*(?:全年|年度|一年|每年|年均)[^，。；、\d]{0,10}$"
)


@check("products.yearly")
def yearly(context: Context) -> Iterator[Hit]:
    """每季度抽检357批次，全年1500批次: four times the one is not the other."""
    for passage, found in measured(context):
        if "每" not in passage.text or "年" not in passage.text:
            continue
        for each, whole in pairwise(found):
            match = _EVERY.search(each.lead)
            if not match or each.unit != whole.unit or not _YEARLY.match(whole.lead):
                continue
            times = _TIMES[match["of"]]
            if each.value * times == whole.value or each.unit in ("%", "分", "分钟"):
                continue
            if each.slip_of(whole.value / times):
                yield _other_amount(passage, 0, each, whole.value / times)
            elif whole.slip_of(each.value * times):
                yield _other_amount(passage, 0, whole, each.value * times)


_AREA = re.compile("面积[^，。；]{0,4}$")
_YIELD = re.compile("(?:亩产|单产|每亩产量?)[^，。；]{0,4}$")


@check("products.harvest")
def harvest(context: Context) -> Iterator[Hit]:
    """播种面积68.4万亩，总产量37.08万吨，平均亩产450公斤: area by yield is another amount."""
    for passage, _ in measured(context):
        if "亩产" not in passage.text and "单产" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text, "。！？"):
            three = quantities(sentence)
            areas = [q for q in three if q.unit == "亩" and _AREA.search(q.lead)]
            grown = [q for q in three if q.unit == "吨" and "产" in q.lead]
            each = [q for q in three if q.unit in ("公斤", "千克") and _YIELD.search(q.lead)]
            if len(areas) != 1 or len(grown) != 1 or len(each) != 1:
                continue
            right = areas[0].value * each[0].value / 1000
            slack = (areas[0].step * each[0].value + each[0].step * areas[0].value) / 1000
            step = grown[0].step * 2
            rounded = round(right / step) * step
            if not grown[0].agrees(right, slack) and grown[0].slip_of(rounded):
                yield _other_amount(passage, offset, grown[0], rounded)
