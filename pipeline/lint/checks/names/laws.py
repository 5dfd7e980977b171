"""Names of statutes that a document quotes, held against those in force."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import changed_part
from pipeline.lint.passages import passages, signed_on
from pipeline.lint.registry import check
from pipeline.lint.statutes import laws, proposed_laws, regulations, repealed_laws

_QUOTED = re.compile(
    r"《(?P<full>中华人民共和国(?P<name>[\u4e00-\u9fff]{1,20}?)(?P<kind>法|条例|办法|法规|法律|规定))》"
)
_ALIKE = 3  # characters that two names must share at the least
_HISTORY = re.compile(r"(?:原|废止|废止的|曾用名|旧|历史上)[^，。；]{0,6}$")

# 1986年7月3日国务院发布的《……》 says which one is meant
_DATED = re.compile(
    r"(?:19|20)\d\d年[^，。；《》]{0,24}(?:公布|发布|颁布|通过|批准|施行|实施|制定|修订|修正)的[、，和及《》\u4e00-\u9fff]*$"
)


@check("laws.name")
def name(context: Context) -> Iterator[Hit]:
    """《中华人民共和国道路交通安全保护法》: there is none, but 道路交通安全法 is nearly it."""
    for passage in passages(context):
        if "《中华人民共和国" not in passage.text:
            continue
        for match in _QUOTED.finditer(passage.text):
            before, after = passage.text[: match.start()], passage.text[match.end() :]
            past = _HISTORY.search(before) or _DATED.search(before) or _ENDED.match(after)
            right = "" if past else _meant(match["name"], match["kind"])
            if right:
                start, end = match.span("full")
                yield passage.hit(start, end, right=f"中华人民共和国{right}")


def _meant(said: str, kind: str) -> str:
    """The statute that a name nearly is; empty when it is one or is near to none or to several."""
    whole = said + kind
    if whole in repealed_laws():
        return ""
    if kind != "法":
        return said + "法" if said + "法" in laws() and whole not in laws() else ""
    if whole in laws() or whole.endswith(("实施法", "施行法")):
        return ""
    near = [law for law in laws() if len(law) > 3 and _slipped(whole, law)]
    return near[0] if len(near) == 1 else ""


def _slipped(one: str, other: str) -> bool:
    """Whether one character of a name is another or is missing, or one or two are put in."""
    alike, said, meant = changed_part(one, other)
    return (said, meant) in ((1, 1), (0, 1), (1, 0), (2, 0)) and alike >= _ALIKE


_MAKING = re.compile(r"(?:制定|起草|出台|审议|通过|推动|研究)[^，。；]{0,12}$")
_MADE = re.compile("[^。；]{0,30}(?:草案|立法|起草|通过|公布|颁布|施行|废止)")


@check("laws.unknown", options={"near": False})
def unknown(context: Context) -> Iterator[Hit]:
    """《中华人民共和国消费者保护法》: no statute has this name, and none is one slip from it.

    near: those that one statute alone is near, else the others, which may be new laws."""
    wanted = bool(context.options["near"])
    for passage in passages(context):
        if "《中华人民共和国" not in passage.text:
            continue
        for match in _QUOTED.finditer(passage.text):
            said = match["name"] + match["kind"]
            if match["kind"] != "法" or _is_known(said) or _meant(match["name"], "法"):
                continue
            before, after = passage.text[: match.start()], passage.text[match.end() :]
            past = _HISTORY.search(before) or _DATED.search(before)
            if past or _MAKING.search(before) or _MADE.match(after):
                continue
            near = [law for law in laws() if _farther(said, law)]
            if (len(near) == 1) is wanted:
                meant = near[0] if wanted else ""
                yield passage.hit(*match.span("full"), meant=f"中华人民共和国{meant}")


def _is_known(name: str) -> bool:
    """Whether a name is that of a statute, in force, repealed or being made, or of rules to one."""
    return (
        name.endswith(("办法", "实施法", "施行法"))
        or name in laws()
        or name in repealed_laws()
        or name in proposed_laws()
    )


def _farther(one: str, other: str) -> bool:
    """Whether two characters of a name are others, are missing or are put in."""
    alike, said, meant = changed_part(one, other)
    if (said, meant) == (2, 2):
        return alike > _ALIKE
    return (said, meant) in ((2, 0), (0, 2)) and alike >= _ALIKE


_TITLE = re.compile(
    r"《(?P<full>(?:中华人民共和国)?(?P<name>[\u4e00-\u9fff]{2,30}))(?:（[^（）]{1,10}）)?》"
)


@check("laws.repealed")
def repealed(context: Context) -> Iterator[Hit]:
    """According to 《中华人民共和国食品卫生法》: repealed; 食品安全法 stands in its place."""
    signed = signed_on(context)
    for passage in passages(context):
        for match in _titles(passage.text):
            replaced = repealed_laws().get(match["name"])
            if replaced is None or (signed and signed.year < replaced.since):
                continue
            start, end = match.span("full")
            before, after = passage.text[:start], passage.text[end:]
            sentence = before[before.rfind("。") + 1 :]
            then = any(int(year) < replaced.since for year in _YEAR.findall(sentence))
            past = _HISTORY.search(before) or _ENDED.match(after)
            if not (then or past or re.search("^原|[。，；]原", sentence)):
                yield passage.hit(start, end, right=replaced.by)


_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_ENDED = re.compile(
    "[^。；]{0,30}(?:废止|施行前|实施前|修订前|失效|[取替]代|改为|更名为|时期|颁布之?初|确立|发展[为到]|到《|"
    "的?历史)"
)
_BARE = re.compile(
    r"(?:根据|依据|按照|依照|违反|适用|执行|遵守)(?:国家)?(?P<full>(?P<name>[\u4e00-\u9fff]{2,9}?法))"
    r"(?=第[一二三四五六七八九十百\d]+条|(?:等)?(?:的)?(?:有关|相关)?规定)"
)


def _titles(text: str) -> Iterator[re.Match[str]]:
    """Names in 《》, and statutes named without them right behind 根据 and such."""
    if "《" in text:
        yield from _TITLE.finditer(text)
    if "法" in text:
        yield from _BARE.finditer(text)


_LEAST, _LONG = 5, 10  # characters that two names must share; so many, and two may be others


@check("laws.regulation")
def regulation(context: Context) -> Iterator[Hit]:
    """《学校食品安全与营养卫生管理规定》: there is none, but 营养健康管理规定 is nearly it."""
    for passage in passages(context):
        for match in _TITLE.finditer(passage.text) if "《" in passage.text else ():
            name = match["name"]
            if len(name) <= _LEAST or name in regulations() or name in repealed_laws():
                continue
            near = [one for one in regulations() if one[-2:] == name[-2:] and _nearly(name, one)]
            if len(near) == 1 and not _HISTORY.search(passage.text[: match.start()]):
                yield passage.hit(*match.span("name"), right=near[0])


# words that a name is remembered with or without
_PUT_IN = re.compile("管理|经营|监督|监察|实施|安全|保护|防治|工作|登记|处理|建设|服务|使用|预防")


def _nearly(one: str, other: str) -> bool:
    """Whether a name is another with one character changed, lost or put in, a long one with two;
    with a usual word put in or left out; or with its words in another order."""
    if abs(len(one) - len(other)) > 2:
        return False
    if len(one) == len(other) >= _ORDERED and sorted(one) == sorted(other):
        return True
    alike, said, meant = changed_part(one, other)
    if (said, meant) == (2, 2):
        return alike >= _LONG
    if {said, meant} == {0, 2}:
        longer, shorter = (one, other) if said else (other, one)
        return alike > _LEAST and any(
            longer[: word.start()] + longer[word.end() :] == shorter
            for word in _PUT_IN.finditer(longer)
        )
    return (said, meant) in ((1, 1), (0, 1), (1, 0)) and alike >= _LEAST


_ORDERED = 7  # characters of a name whose words may stand in another order
