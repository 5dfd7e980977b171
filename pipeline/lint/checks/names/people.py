"""People whom one document names in two ways, or gives two posts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.names.mentions import Place, one_apart, rarer, together
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import likeness
from pipeline.lint.passages import Passage, passages, recognition
from pipeline.lint.registry import check

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温"
    "康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂祁冉娄阎臧佟"
)
_POST = (
    "书记|主任|局长|厅长|市长|县长|区长|镇长|乡长|部长|处长|科长|组长|队长|站长|所长|院长|校长|行长|经理|董事长|"
    "秘书长|调研员|专员|主席|委员|代表|参谋|政委|教授|工程师|联系人|经办人|签发人|主持人|主持|记录|出席|列席|参加|"
    "会长|理事长|指挥长|总指挥|负责人|代表人|召集人"
)
_PERSON = re.compile(
    rf"(?:(?:{_POST})[：:为是]?|[　、，：:。；]|由|^)(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{2}})"
    rf"(?=同志|先生|女士|任|兼|担任|主持|关于|汇报|介绍|通报|代表|宣布|指出|强调|带队|率|"
    rf"在|约谈|会同|出席|参加|召集|讲话|致辞|听取|赴|的(?:汇报|报告|发言|讲话|介绍|意见|建议|批示)|"
    rf"[　、，。；）（]|$)"
)
# 处长邵敏任, 联系人：邵敏，: a name of two characters stands right behind a post, or alone
_TWO = rf"(?P<name>[{_SURNAMES}][\u4e00-\u9fff])"
_SHORT = re.compile(
    rf"(?:{_POST})[：:为]?{_TWO}"
    rf"(?=同志|先生|女士|任|兼|担任|主持|汇报|介绍|通报|宣布|指出|强调|带队|出席|讲话|负责|牵头|的(?:汇报|讲话)|"
    rf"[　、，。；）（]|$)"
)
_SHORT_PRESENT = re.compile(
    rf"(?:政府|[委局办厅部院处]|中心|公司|集团|支队|大队|[、：]){_TWO}(?=[　、，。；（]|$)"
)
# 出席：市政府周启明、林雪涛，市财政局何安平
_PRESENT = re.compile(
    rf"(?:政府|[委局办厅部院]|中心|公司|集团)(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{2}})"
    r"(?=[　、，。；（]|$)"
)
_IN_CHARGE = re.compile(
    rf"[处科室股由](?:(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{2}})(?=负责|牵头|具体负责|联系)|"
    rf"(?<!由)(?P<contact>[{_SURNAMES}][\u4e00-\u9fff]{{2}})(?=[，；、（]?(?:联系)?(?:电话|手机|邮箱)))"
)
_SAID = re.compile(f"{_POST}|同志|先生|女士")
_HEADS = "省长|市长|州长|县长|区长|镇长|乡长|局长|厅长|部长|处长|科长|校长|院长|行长|会长|理事长"
# 副县长韦志平每季度: behind a post a name is one whatever follows
_OFFICE = re.compile(
    rf"(?P<rank>常务副|副)?(?P<post>{_HEADS})(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{2}})"
)


@check("people.person")
def person(context: Context) -> Iterator[Hit]:
    """吴志勤 here and 吴志琴 there, or 程立峰 and 陈立峰: one character apart, alike in sound or
    shape, or with one telephone."""
    found: dict[str, list[Place]] = {}
    for passage in passages(context):
        named = {
            match.start(match.lastgroup or 0): match[match.lastgroup or 0]
            for pattern in _naming(passage)
            for match in pattern.finditer(passage.text)
        }
        for start, name in named.items():
            found.setdefault(name, []).append((passage, start))
    for one, other, at in one_apart(found):
        if together(found, one, other):
            continue
        if _stranger(found, one, other):
            yield from rarer(found, one, other)
            continue
        phones = [set().union(*map(_phones, found[name])) for name in (one, other)]
        if all(phones) and not phones[0] & phones[1]:
            continue  # each with a telephone of its own
        if phones[0] & phones[1] or _taken(one, other, at):
            yield from rarer(found, one, other)
            if len(found[one]) == len(found[other]) and recognition(context).official:
                yield from rarer(found, other, one)  # nobody knows which is right


def _taken(one: str, other: str, at: int) -> bool:
    """Whether a name may be another one with a character put for another; of two characters only
    when they sound or look alike and the surname is none that many have."""
    if len(one) > _SHORTEST:
        return _akin(one[at], other[at])
    return at > 0 and one[0] not in _EVERYBODY and likeness(one[at], other[at]) is not None


_SHORTEST = 2
_EVERYBODY = frozenset("王李张刘陈杨黄赵吴周")


@check("people.post")
def post(context: Context) -> Iterator[Hit]:
    """副局长石磊 in one place and 局长石磊 in another."""
    if not recognition(context).official:
        return
    found: dict[tuple[str, str], dict[str, list[Place]]] = {}
    for passage in passages(context, every_story=False):
        for match in _OFFICE.finditer(passage.text) if "长" in passage.text else ():
            if _OTHER_TIME.search(passage.text[: match.start()]):
                continue
            name = match["name"]
            name = name[:2] if name[2] in _VERBS else name
            rank = "副" if match["rank"] else ""
            head = "首长" if match["post"] in _OF_PLACES else match["post"]
            posts = found.setdefault((name, head), {})
            posts.setdefault(rank + match["post"], []).append((passage, match.start()))
    for (name, _), posts in found.items():
        if len(posts) == 2:
            usual, odd = sorted(posts, key=lambda said: -len(posts[said]))
            both = len(posts[usual]) == len(posts[odd])  # nobody knows which is right
            for said, other in ((odd, usual), (usual, odd))[: 1 + both]:
                passage, start = posts[said][0]
                yield passage.hit(start, start + len(said), usual=other, name=name)


_OF_PLACES = ("省长", "市长", "州长", "县长", "区长", "镇长", "乡长")  # nobody is two of them
_OTHER_TIME = re.compile(r"(?:原|时任|拟任|前任|候任|任命|为|代|兼任?)$")
_VERBS = "总将负同主对要在就为任率带作表强指介汇出参及和与等每"  # behind a name of two characters


def _stranger(found: Mapping[str, list[Place]], one: str, other: str) -> bool:
    """Whether one of two names stands once and not in the list of those present, where the other
    one is, with the same surname."""
    present = [
        any(passage.element is Element.ATTENDANCE for passage, _ in found[name])
        for name in (one, other)
    ]
    odd = other if present[0] else one
    alike = one[0] == other[0] and len(one) > _SHORTEST
    return present[0] != present[1] and alike and len(found[odd]) == 1


def _naming(passage: Passage) -> list[re.Pattern[str]]:
    """How people may be named in a paragraph."""
    patterns = [_IN_CHARGE]
    if passage.paragraph.cell is not None or _SAID.search(passage.text):
        patterns += [_PERSON, _OFFICE, _PRESENT, _SHORT]
    if passage.element is Element.ATTENDANCE:
        patterns += [_PRESENT, _SHORT_PRESENT]
    return patterns


_PHONE = re.compile(r"(?<!\d)[\d—-]{7,14}(?!\d)")


def _phones(place: Place) -> set[str]:
    """The telephone numbers right behind a name."""
    passage, start = place
    return set(_PHONE.findall(passage.text[start : start + 40])[:1])


def _akin(one: str, other: str) -> bool:
    """Whether either of two characters is taken for the other, by the proof's own table."""
    import numpy as np

    from pipeline.proof.pack import load_model

    kin = load_model().tools.kin
    pairs = np.array([[ord(one), ord(other)], [ord(other), ord(one)]], dtype=np.uint16)
    return bool(kin.code_of(pairs[:, 0], pairs[:, 1]).all())
