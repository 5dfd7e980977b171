"""A whole and the shares of its parts: figures that each imply the whole and do not agree on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.checks.figures import shares
from pipeline.lint.checks.figures.quantities import (
    Quantity,
    all_measured,
    corrected,
    measured,
    quantities,
    share_of,
)
from pipeline.lint.checks.figures.written import sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages, whole_text
from pipeline.lint.registry import check

_SHARE = re.compile(
    r"^[^，。；：、\d]{0,6}[，（(]\s*(?:约)?占(?:比|[^，。；：、\d]{0,14}的|总[\u4e00-\u9fff]{1,3})?(?:为|约|达)?$"
)
_ELSEWHERE = re.compile("全国|全省|全区|全市|全县|全州|全球|世界|同期|GDP|生产总值|上年|去年")
_LISTED = re.compile(r"^[^，。；：、\d]{0,8}[）)]?[，；、]\s*[^，。；：\d]{1,24}$")
_MOST_WHOLES = 8
_NEAR = 15  # points: a share further off is one of something else


@check("composition.odd_share")
def odd_share(context: Context) -> Iterator[Hit]:
    """甲38025件，占44%；乙29383件，占34%；丙15556件，占16%；丁3456件，占4%: one share does not go
    with the whole that all the others agree on."""
    for passage, found in measured(context):
        if passage.text.count("%") < 3 or passage.text.count("占") < 3:
            continue
        found = _unbracketed(passage.text) or found
        place = 0
        while place < len(found) - 1:
            pairs = _pairs(found, place)
            if len(pairs) >= 3:
                parts, values = zip(*pairs, strict=True)
                same = [one for one in found[:place] if one.unit == parts[0].unit]
                odd = shares.odd_share(parts, values, same[-_MOST_WHOLES:])
                step = odd[0].step * 2 if odd else Decimal(1)
                near = odd and (
                    abs(odd[0].value - odd[1]) <= _NEAR
                    or odd[0].slip_of(round(odd[1] / step) * step)
                    or _part_slipped(parts[values.index(odd[0])], *odd)
                )
                if odd is not None and near:
                    yield corrected(passage, *odd)
            place += max(1, 2 * len(pairs))


def _part_slipped(part: Quantity, stated: Quantity, right: Decimal) -> bool:
    """Whether the part, not its share, has the slip."""
    meant = part.value * stated.value / right if right else Decimal(0)
    step = part.step * 2
    return part.slip_of(round(meant / step) * step)


_ASIDE = re.compile(r"（[^（）]*）")


def _unbracketed(text: str) -> list[Quantity]:
    """The quantities that do not stand in brackets; empty when none does."""
    if not re.search(r"（[^（）\d]*\d", text):
        return []
    found = quantities(_ASIDE.sub(lambda match: "\0" * len(match.group()), text))
    return [replace(one, lead=one.lead.replace("\0", "")) for one in found]


def _pairs(found: Sequence[Quantity], place: int) -> list[tuple[Quantity, Quantity]]:
    """The list of parts of one whole that begins at ``place``, each with its share."""
    made: list[tuple[Quantity, Quantity]] = []
    for part, stated in zip(found[place::2], found[place + 1 :: 2], strict=False):
        if made and not (part.unit == made[0][0].unit and _LISTED.match(part.lead)):
            break
        shared = stated.unit == "%" and part.unit != "%" and _SHARE.match(stated.lead)
        if not shared or _ELSEWHERE.search(stated.lead) or part.value <= 0:
            break
        if part.hedged or stated.hedged:
            return []
        made.append((part, stated))
    return made


_OF_NAMED = re.compile(
    r"^[^，。；：\d]{0,8}[，（(；]\s*[^，。；：（）\d]{0,12}?占(?:到|了)?(?P<of>[\u4e00-\u9fff]{2,16}?)的?(?:比重|比例)?(?:为|达|约)?$"
)
_SAID = re.compile(r"(?:数量|数|量)?(?:约|为|是|共|共有|共计|有|达到?|至|超)*$")
_ALL = re.compile(r"总(?P<of>[\u4e00-\u9fff]{1,3})$")


@check("composition.named_whole")
def named_whole(context: Context) -> Iterator[Hit]:
    """手术8640台次。四级手术3888台次，占手术总台次的54%: no share of what is so called."""
    for passage, found in measured(context):
        if "占" not in passage.text or "%" not in passage.text:
            continue
        for place in range(1, len(found)):
            part, stated = found[place - 1], found[place]
            match = _OF_NAMED.match(stated.lead) if stated.unit == "%" else None
            if match is None or part.unit == "%" or part.hedged or stated.hedged:
                continue
            if "分别" in stated.lead:  # the first of several shares, not that of the last part
                continue
            wholes = _named(found[: place - 1], part, match["of"])
            wholes = wholes or _told_before(context, passage, part, match["of"])
            if not wholes or any(stated.fits(*share_of(part, one)) for one in wholes):
                continue
            right = share_of(part, wholes[-1])[0]
            if abs(right - stated.value) <= _NEAR or stated.slip_of(round(right, 0)):
                yield corrected(passage, stated, right)


_BOTH_NAMED = re.compile(
    r"[，。；]\s*(?P<part>[\u4e00-\u9fff]{2,16}?)占(?:到|了)?(?P<of>[\u4e00-\u9fff]{2,16}?)的?(?:比重|比例)?(?:为|达|约)?$"
)
_KIND = re.compile("(?:资金|经费|面积|数量|人数|户数|投资|收入|支出)$")
_SHORTEST = 4  # characters of a name by which a whole is known whatever stands before them


@check("composition.named_part")
def named_part(context: Context) -> Iterator[Hit]:
    """总面积40公顷，其中农用地30公顷……。农用地占总面积的57%: both stand further up."""
    for passage, found in measured(context):
        if "占" not in passage.text or "%" not in passage.text:
            continue
        for place in range(2, len(found)):
            stated = found[place]
            match = _BOTH_NAMED.search(stated.lead) if stated.unit == "%" else None
            if match is None or stated.hedged or _ELSEWHERE.search(match["of"]):
                continue
            part = _only(_said(found[:place], match["part"]))
            if part is None or part.unit == "%":
                continue
            wholes = _named(found[:place], part, match["of"]) or _ending(
                found[:place], part, match["of"]
            )
            whole = _only([one for one in wholes if one is not part])
            if whole is None or stated.fits(*share_of(part, whole)):
                continue
            right = share_of(part, whole)[0]
            if abs(right - stated.value) <= _NEAR or stated.slip_of(round(right, 0)):
                yield corrected(passage, stated, right)


def _said(found: Sequence[Quantity], name: str) -> list[Quantity]:
    """The figures that are said of something, in full or without 资金, 面积 and the like."""
    names = tuple(dict.fromkeys((name, _KIND.sub("", name))))
    return [one for one in found if _is_said(_SAID.sub("", one.lead), names)]


def _ending(found: Sequence[Quantity], part: Quantity, of: str) -> list[Quantity]:
    """The figures whose name ends as that of the whole does: 总面积 of 征收总面积."""
    total = _ALL.search(of)
    bare = _ALL.sub("", of)
    endings = [bare[at:] for at in range(len(bare) - _SHORTEST + 1)]
    endings += [total.group()] if total and total["of"] not in ("额", "数", "量") else []
    same = [one for one in found if one.unit == part.unit and one.value > part.value]
    return [
        one for one in same if not one.hedged and _SAID.sub("", one.lead).endswith(tuple(endings))
    ]


def _only(found: Sequence[Quantity]) -> Quantity | None:
    """The one quantity, if they all say the same."""
    return found[0] if len({one.value for one in found}) == 1 and not found[0].hedged else None


def _named(found: Sequence[Quantity], part: Quantity, of: str) -> list[Quantity]:
    """The figures before that are said of ``of``: of 手术总台次, of 新增泊位总数, of 总长."""
    bare = _ALL.sub("", of)
    names = tuple(name for name in (of, bare) if len(name) >= 2)
    return [
        one
        for one in found
        if one.unit == part.unit
        and one.value >= part.value > 0
        and not one.hedged
        and _is_said(_SAID.sub("", one.lead), names)
    ]


def _told_before(context: Context, passage: Passage, part: Quantity, of: str) -> list[Quantity]:
    """The one figure that the paragraphs before say of 总…: none when they say several."""
    if not of.startswith("总"):
        return []
    told = [
        one
        for before, found in all_measured(context)
        if before.story == passage.story
        and before.index < passage.index
        and before.annex == passage.annex
        and of in before.text
        and before.paragraph.cell is None
        for one in found
        if one.unit == part.unit and _is_said(_SAID.sub("", one.lead), (of,))
    ]
    plain = len({one.value for one in told}) == 1 and not any(one.hedged for one in told)
    return told[:1] if plain and told[0].value >= part.value > 0 else []


_PREFIX = re.compile(
    "(?:本|我|今年|全[市县省区州院校年]|共|完成|受理|实施|开展|计划|新建|现有|其中|上半年|下半年|累计|拟|"
    "实际|建设|建成|发放|投放|查处|办理|审结|接待|收到|生产|种植|安排|投入|筹集|落实|排查|发现|登记|培训|"
    "选派|引进|招聘|组织|出动|举办|检查|抽查|抽检|新增)*"
)
_VERB = re.compile("(?:查处|受理|办理|审结|完成|登记|安排|投入|发放|处置)?")


def _is_said(lead: str, names: tuple[str, ...]) -> bool:
    """Whether the words before a figure are one of ``names``, no more: not 商品类投诉 for 投诉."""
    clause = re.split("[，。；：、（]", lead)[-1]
    for name in names:
        before, found, behind = clause.rpartition(name)
        plain = name.startswith("总") or _PREFIX.fullmatch(before)
        if found and plain and _VERB.fullmatch(behind):
            return True
    return False


_EACH = re.compile(r"(?P<list>[^，。；：\d]{2,40})各占(?P<rate>\d{1,3}(?:\.\d+)?)%(?!左右|以上)")
_ITEMS = re.compile("[、和与及]")
_OF_ANOTHER = re.compile("全[国省市县区球州]|世界|行业|同类|以上")


@check("composition.each")
def each(context: Context) -> Iterator[Hit]:
    """甲和乙各占60%: two parts of one whole that make 120 %."""
    for passage in passages(context):
        if "各占" not in passage.text:
            continue
        for match in _EACH.finditer(passage.text):
            if _OF_ANOTHER.search(match["list"]):
                continue
            said = re.search(
                r"(?P<n>[两二三四五六])(?:项|者|部分|类|方面|个方面|方|方各)$", match["list"]
            )
            count = chinese_value(said["n"]) if said else min(2, len(_ITEMS.split(match["list"])))
            summed = count * Decimal(match["rate"])
            if count >= 2 and summed > 100:
                yield passage.hit(
                    match.start("rate") - 2, match.end("rate") + 1, count=count, sum=f"{summed}%"
                )


_RUN = re.compile(r"^[、，；]\s*[^，。；：、\d]{2,20}占(?:比)?(?:为)?$")
_OTHERS = re.compile("其[他它余]")


@check("composition.hundred")
def hundred(context: Context) -> Iterator[Hit]:
    """按类型分，咨询占44%、求助占34%、投诉占16%、其他占4%: what ends with 其他 must make 100."""
    for passage in passages(context):
        if passage.text.count("%") < 3 or not _OTHERS.search(passage.text):
            continue
        for sentence, offset in sentences(passage.text, "。！？"):
            found = quantities(sentence)
            for place in range(len(found) - 2):
                first = found[place]
                goes_on = place and found[place - 1].unit == "%" and _RUN.match(first.lead)
                if first.unit != "%" or goes_on or not first.lead.endswith("占"):
                    continue
                values = [first]
                for one in found[place + 1 :]:
                    if one.unit != "%" or not _RUN.match(one.lead):
                        break
                    values.append(one)
                summed = sum((one.value for one in values), Decimal(0))
                closed = _OTHERS.search(values[-1].lead) and len(values) >= 3
                if closed and not any(one.hedged for one in values) and 70 < summed < Decimal("99"):
                    yield passage.hit(
                        offset + values[0].start, offset + values[-1].end, sum=f"{summed}%"
                    )
                    break


_STRUCTURE = re.compile(
    r"结构比?例?(?:由[^，。；]{0,40}(?:调整|优化|变)为|调整为|优化为|为|是)\s*"
    r"(?P<list>\d{1,3}(?:\.\d)?(?:\s?[:：∶]\s?\d{1,3}(?:\.\d)?){2,4})"
)


@check("composition.structure")
def structure(context: Context) -> Iterator[Hit]:
    """三次产业结构为13.3:45.2:44.2: the shares make more or less than 100."""
    if "结构" not in whole_text(context):
        return
    for passage in passages(context):
        for match in _STRUCTURE.finditer(passage.text) if "结构" in passage.text else ():
            shares_of = [Decimal(one) for one in re.findall(r"\d+(?:\.\d+)?", match["list"])]
            summed = sum(shares_of, Decimal(0))
            rounding = Decimal("0.05") * len(shares_of) + Decimal("0.05")
            if rounding < abs(summed - 100) < _NEAR:
                yield passage.hit(match.start("list"), match.end("list"), sum=str(summed))
