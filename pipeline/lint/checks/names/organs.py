"""Departments by the names they had before the reforms, where a list gives only their field or
a cited document is younger than the reform."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pipeline.lint.checks.structure.structure import organ_of_title
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import (
    is_within,
    passages,
    quoted_ranges,
    recognition,
    signed_on,
    whole_text,
)
from pipeline.lint.registry import check

_BEFORE = r"(?:^|(?<=[。、，；：由与和及跟])|(?<=会同)|(?<=联合)|(?<=协调)|(?<=[市县区省]))"
_MORE = r"(?:、[\u4e00-\u9fff]{2,12}){0,9}"
_ENDS = (
    r"(?:[和及与][\u4e00-\u9fff]{2,10})?等?(?:有关|相关|职能|多个|\d+个|[一二三四五六七八九十]+个)*"
    r"(?:行政)?(?:主管|管理|监管|执法)?(?:部门|单位)"
)
# what tells the past: 原工商、质监等部门, 2015年由工商、质监等部门
_PAST = re.compile(
    r"原|时任|改革前|改革以前|划转|划入|整合|撤并|撤销|合并|更名|(?:19\d\d|200\d|201[0-8])年"
)
_BECAME = re.compile("[^。]*?(?:(?:整合|合并|调整|更名|改组)[为成]|[划并]入|撤并|撤销)")


@check("organs.former_fields", options={"fields": dict, "alone": [], "since": 2019})
def former_fields(context: Context) -> Iterator[Hit]:
    """公安、工商、质监等部门 in a document written after the departments were merged.

    fields: the former name of a field of work -> today's. alone: those of them that nothing but a
    department was called by, so that no list is needed (质量技术监督部门). since: the first year in
    which an official document no longer uses the former ones.
    """
    fields: Mapping[str, str] = context.options["fields"]
    whole = whole_text(context)
    if not any(field in whole for field in fields) or not recognition(context).official:
        return
    signed = signed_on(context)
    if signed is not None and signed.year < context.options["since"]:
        return
    listed, alone = _listed(tuple(fields)), _alone(tuple(context.options["alone"]))
    for passage in passages(context, every_story=False):
        if "、" not in passage.text and "部门" not in passage.text:
            continue
        quoted = quoted_ranges(passage.text)
        found = {match.start("field"): match for match in alone.finditer(passage.text)}
        found |= {
            match.start("field"): match
            for match in listed.finditer(passage.text)
            # 由国土部门负责 is not in a list
            if "、" in match["rest"] or passage.text[match.start("field") - 1] == "、"
        }
        for start, match in found.items():
            field = match["field"]
            sentence = passage.text[passage.text.rfind("。", 0, start) + 1 : match.end()]
            past = _PAST.search(sentence) or _BECAME.match(passage.text, match.end("rest"))
            if not past and not is_within(quoted, start, match.end("field")):
                yield passage.hit(start, match.end("field"), right=fields[field])


@lru_cache(maxsize=8)
def _listed(fields: tuple[str, ...]) -> re.Pattern[str]:
    """A former name as one item of a list that ends with 部门; what follows is only looked at, so
    that the next item is found too."""
    names = "|".join(sorted(fields, key=len, reverse=True))
    return re.compile(rf"{_BEFORE}(?P<field>{names})(?=(?P<rest>{_MORE}{_ENDS}))")


@lru_cache(maxsize=8)
def _alone(fields: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(sorted(fields, key=len, reverse=True)) or "(?!)"
    rest = "(?P<rest>(?:行政)?(?:主管|管理|监管|执法)?部门)"
    return re.compile(rf"(?<![\u4e00-\u9fff]原)(?<![老原])(?P<field>{names})(?={rest})")


_ISSUED_BY = re.compile(r"^[\u4e00-\u9fff×]{2,6}?(?P<level>[县区])[\u4e00-\u9fff]*[府室局委会中心]")
_BEFORE_ORGAN = "由报经向请按根据给对在与和及受"


@check("organs.other_level")
def other_level(context: Context) -> Iterator[Hit]:
    """县政府 in the document of a district that writes 区政府 everywhere else."""
    whole = whole_text(context)
    issuer = organ_of_title(recognition(context).title)
    found = _ISSUED_BY.match(issuer)
    if not found or not recognition(context).official:
        return
    own = found["level"]
    other = "县" if own == "区" else "区"
    if whole.count(f"{own}政府") + whole.count(f"{own}委") < _FEW:
        return
    pattern = re.compile(
        rf"(?:^|(?<=[，。；：、{_BEFORE_ORGAN}])){other}(?P<what>政府(?!所)|人大常委会|政协|委办公室)"
    )
    hits = [
        passage.hit(*match.span(), issuer=issuer, right=own + match["what"])
        for passage in passages(context, every_story=False)
        for match in pattern.finditer(passage.text)
    ]
    if len(hits) < _FEW:
        yield from hits


_FEW = 2  # times that a document of a county may name its own organs by chance


_ISSUED = re.compile(
    r"《(?P<by>[^《》]{2,60}?)关于[^《》]*(?:〈[^〈〉]*〉[^《》]*)*》[（(][^（）()]{0,20}?[〔\[【](?P<year>\d{4})"
)


@check("organs.former_issuer", options={"former": dict})
def former_issuer(context: Context) -> Iterator[Hit]:
    """《建设部办公厅关于……的通知》（建办城〔2022〕2号): no such ministry in that year.

    former: the former name -> today's and the year of the reform.
    """
    former: Mapping[str, list[object]] = context.options["former"]
    for passage in passages(context):
        for match in _ISSUED.finditer(passage.text) if "》" in passage.text else ():
            year = int(match["year"])
            for organ in re.finditer(_any_of(tuple(former)), match["by"]):
                right, since = former[organ.group()]
                if year > int(str(since)) + _LATEST:
                    start = match.start("by") + organ.start()
                    yield passage.hit(start, start + len(organ.group()), right=right, year=year)


_LATEST = 1  # years after which the last place has carried a reform out


@lru_cache(maxsize=8)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """One of the names, not as the end of another (住房和城乡建设部) nor before 门."""
    listed = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![乡原])(?:{listed})(?![门队])")
