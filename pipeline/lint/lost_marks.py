"""Where a bracket, quotation mark or book-title mark that is missing ought to stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pipeline.lint.statutes import laws, regulations

_LONGEST = 80  # characters of a title at the most
_KINDS = (
    "通知|意见|决定|通报|公告|通告|批复|请示|报告|复函|函|纪要|方案|计划|规划|纲要|办法|规定|细则|规则|条例|"
    "标准|规范|规程|制度|预案|要点|合同|协议|指南|目录|清单|准则|章程|法"
)
_REMARK = r"(?:（(?:试行|暂行|修订|草案|征求意见稿|送审稿|[\d—年版修订]{4,12})[^（）]{0,4}）)"
_BEHIND_TITLE = (
    r"(?=[，。；、：》《]|[和与及]|（[^（）]*(?:号|以下|下称)|（[A-Z]|等|要求|精神|规定|文件|中|的?(?:有关|相关)|的规定|"
    r"第[一二三四五六七八九十百\d]+条|$)"
)
_TITLE = re.compile(rf"[^《》。；，“”]{{2,{_LONGEST}}}?(?:{_KINDS}){_REMARK}?{_BEHIND_TITLE}")
_ABOUT = re.compile(
    rf"[^《》。；“”]{{0,24}}关于[^《》。；“”]{{2,{_LONGEST}}}?的(?:{_KINDS}){_REMARK}?"
)
# what a name in quotation marks is called: “马路拉链”现象, “先急后缓”的原则
_CALLED = re.compile(
    r"[^“”，。；：]{2,16}?(?=的?(?:现象|问题|原则|理念|机制|模式|行动|工程|制度|体系|精神|目标|要求|格局|经验|"
    r"方针|战略|工作法|改革|监管|行业|领域|活动|作用|政策|意识|责任制|工作机制|服务|平台|计划|思路|方式|做法)(?![\u4e00-\u9fff]”))"
)
_NAMED = re.compile(r"[^“”，。；：]{2,12}(?=[，。；])")
# … a catchword that ends with its clause: 责任、措施、时限“五落实，……
_CATCHWORD = re.compile(
    r"(?:[一二两三四五六七八九十]个?[^“”，。；：]{2,5}|[^“”，。；：]{2,5})(?=[，。；])"
)
_SAYS = re.compile(r"[说道问答：，]$")
_NAMES = re.compile(r"(?:称为|称作|叫作|叫做|誉为|简称|之称|即|谓)$")
# what a remark in brackets begins with, when it is one clause
_REMARKED = re.compile(
    r"(?:以下|下同|含|占|即|不含|包括|简称|下称|详见|见附|附后|共|约|折合|计|联系人)[^（）()，。；]{0,40}(?=[，。；])"
)
_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}(?=[\u4e00-\u9fff])")
_SENTENCE = re.compile(r"[^（）()，。；：]{1,40}(?=。)")


def closing_place(text: str, at: int, names: Mapping[str, frozenset[str]]) -> int | None:
    """Where the partner of the opening mark at ``at`` should stand; None when nothing tells.

    names: what the document itself writes between such marks elsewhere, by the opening mark.
    """
    rest = text[at + 1 :]
    known = max(
        (name for name in names.get(text[at], ()) if rest.startswith(name)), key=len, default=""
    )
    find = _CLOSED.get(text[at])
    length = len(known) or (find(text, at, rest) if find else 0)
    return at + 1 + length if length else None


def _title_end(text: str, at: int, rest: str) -> int:
    statute = re.match("(?:中华人民共和国)?", rest)
    lead = statute.end() if statute else 0
    for length in range(min(len(rest) - lead, 40), 2, -1):
        name = rest[lead : lead + length]
        if name in laws() or name in regulations():
            return lead + length
    match = _ABOUT.match(rest) or _TITLE.match(rest)
    return match.end() if match else 0


def _quotation_end(text: str, at: int, rest: str) -> int:
    if not text[:at].strip(" \u3000\t"):
        return 0  # a paragraph of a longer quotation
    match = _CALLED.match(rest)
    if match is None and _NAMES.search(text[:at]):
        match = _NAMED.match(rest)
    if match is None and not _SAYS.search(text[:at]):
        match = _CATCHWORD.match(rest)
    return match.end() if match else 0


def _bracket_end(text: str, at: int, rest: str) -> int:
    if not text[:at].strip(" \u3000\t"):
        match = _NUMERAL.match(rest)
    else:
        match = _REMARKED.match(rest) or _SENTENCE.match(rest)
    return match.end() if match else 0


def _year_end(text: str, at: int, rest: str) -> int:
    return 4 if re.match(r"(?:19|20)\d\d(?!\d)", rest) else 0


_CLOSED: dict[str, Callable[[str, int, str], int]] = {
    "《": _title_end,
    "“": _quotation_end,
    "（": _bracket_end,
    "(": _bracket_end,
    "〔": _year_end,
}
_LEADS = re.compile(
    r"根据|按照|依据|依照|落实|贯彻|执行|印发|转发|下发|发布|公布|修订|制定|实施|学习|遵守|违反|现将|对照|废止|符合|以及|和|与|、"
)
_CLAUSE = re.compile("[，。；：》]")
_STOP = re.compile("[。；]")
_REMARK_BEGINS = re.compile(
    r"以下[简统合]?称|下称|下同|联系人：|联系电话：|详见附件|见附件|含(?=\d|[\u4e00-\u9fff]{2,10}\d)"
)


def opening_place(text: str, at: int, names: Mapping[str, frozenset[str]]) -> int | None:
    """Where the partner of the closing mark at ``at`` should stand; None when nothing tells."""
    before = text[:at]
    known = max(
        (name for name in names.get(_OPENS.get(text[at], ""), ()) if before.endswith(name)),
        key=len,
        default="",
    )
    if known:
        return at - len(known)
    if text[at] == "》":
        return _title_start(before, _last_end(_CLAUSE, before))
    if text[at] in "）)":
        found = [match.start() for match in _REMARK_BEGINS.finditer(before)]
        return found[-1] if found and found[-1] > _last_end(_STOP, before) else None
    return None


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=0)


_OPENS = {"》": "《", "”": "“", "）": "（", ")": "（"}


def _title_start(before: str, start: int) -> int | None:
    """The title that ends a text: a statute's name, else what stands behind 根据, 印发 and such."""
    for length in range(min(len(before) - start, 40), 2, -1):
        name = before[-length:].removeprefix("中华人民共和国")
        if name in laws() or name in regulations():
            return len(before) - length
    about = before.find("关于", start)
    end = about if about >= 0 else len(before)
    leads = [match.end() for match in _LEADS.finditer(before, start, end)]
    place = leads[-1] if leads else None
    return place if place is not None and len(before) - place > 3 else None
