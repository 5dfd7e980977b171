"""行文规则: who may write to whom, and about how much."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.elements import Element
from pipeline.lint.checks.structure.structure import anchor, organ_of_title, ready
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import (
    is_within,
    of_element,
    passages,
    quoted_ranges,
    recognition,
)
from pipeline.lint.registry import check


def _names(text: str) -> list[str]:
    bare = re.sub(r"（[^（）]*）", "", text.strip(" \u3000\t").rstrip("：:；;，。"))
    return [name for name in re.split(r"[、，,；;\s\u3000]+", bare) if name]


@check("conduct.one_addressee")
def one_addressee(context: Context) -> Iterator[Hit]:
    """A 请示 or 报告 goes to one superior organ."""
    for passage in of_element(context, Element.ADDRESSEE):
        names = _names(passage.text)
        if len(names) > 1:
            yield passage.hit(count=len(names))


_SEVERAL = re.compile("[、，,；;和与及各等]")
_MANY = "你们"


@check("conduct.many_for_one")
def many_for_one(context: Context) -> Iterator[Hit]:
    """你们 in a document that goes to one organ, which is 你局."""
    to = [one for one in of_element(context, Element.ADDRESSEE) if not one.annex]
    if len(to) != 1 or _SEVERAL.search(to[0].text):
        return
    for passage in passages(context, every_story=False):
        if passage.annex or passage.element is not Element.BODY or _MANY not in passage.text:
            continue
        at = passage.text.find(_MANY)
        if not is_within(quoted_ranges(passage.text), at, at + len(_MANY)):
            yield passage.hit(at, at + len(_MANY))


_LOWER = re.compile(
    r"各(?:县|区|市|乡|镇|街道|村|社区|下属|直属|所属|二级)|(?:下属|所属|基层)(?:单位|机构|部门)|"
    r"[局委厅院校中心司]属各?(?:单位|机构|部门|学校|企业)|(?:机关)?各(?:处室|科室|股室|处|科|股)(?=[、，。（]|$)|"
    r"[\u4e00-\u9fff]{1,4}(?:乡|镇)人民政府"
)


@check("conduct.copied_below")
def copied_below(context: Context) -> Iterator[Hit]:
    """An upward document is not copied to subordinates."""
    issuer = _issuer(context)
    for passage in of_element(context, Element.COPY_TO):
        for match in _LOWER.finditer(passage.text):
            if (
                issuer
                and re.search(r"[县区]", issuer)
                and match.group() in ("各县", "各区", "各市")
            ):
                continue
            yield passage.hit(match.start(), match.end())
            return
        own = _own_unit(issuer or "", passage.text)
        if own is not None:
            yield passage.hit(*own.span("unit"))


_SMALL_GOVERNMENT = re.compile(
    r"(?P<place>[\u4e00-\u9fff]+(?P<level>县|区|镇|乡|街道))(?:人民政府|办事处)$"
)


def _own_unit(issuer: str, copied: str) -> re.Match[str] | None:
    """A department or a station of the government that issues a document, among those it is copied
    to: 镇水利站 where the 镇 itself asks."""
    government = _SMALL_GOVERNMENT.search(issuer)
    if government is None:
        return None
    return re.search(
        rf"(?:^|[：:，,、；])\s*(?P<unit>(?:{government['place']}|{government['level']})"
        r"(?!人大|政协|委|纪委|人民)[\u4e00-\u9fff]{2,14}(?:局|中心|站|所|队|办公室))(?=[，,、；。]|$)",
        copied,
    )


@check("conduct.copied_twice")
def copied_twice(context: Context) -> Iterator[Hit]:
    """An organ that the document goes to is not named again, nor copied in, nor is the one that
    issues it."""
    told = {p.text.strip(): "发文机关" for p in of_element(context, Element.SIGNATURE)}
    for element, label in ((Element.ADDRESSEE, "主送机关"), (Element.COPY_TO, "抄送机关")):
        for passage in of_element(context, element):
            if passage.annex:
                continue
            opening = re.match(r"\s*抄\s*送\s*[：:]", passage.text)
            for match in _ORGAN.finditer(passage.text, opening.end() if opening else 0):
                group = re.split("[，,；;：:]", passage.text[: match.start()])[-1]
                if group.lstrip().startswith("各"):
                    continue  # 各县教育局、市场监督管理局 are organs of the counties
                same = next((one for one in told if _same_organ(match.group(), one)), "")
                if same:
                    yield passage.hit(*match.span(), already=told[same])
                told.setdefault(match.group(), label)


_ORGAN = re.compile(r"(?:[^、，,；;：:。（）\s]|（[^（）]*）)+")


def _same_organ(one: str, other: str) -> bool:
    """Whether two names are one, or one without its place (市财政局 and 江州市财政局)."""
    short, long = sorted((one, other), key=len)
    if one == other:
        return len(one) > 2
    level = short[0] in "省市县区州" and not short.startswith("市场")
    return len(short) > 3 and level and long.endswith(short)


def _issuer(context: Context) -> str:
    title = organ_of_title(recognition(context).title)
    if title:
        return title
    found = of_element(context, Element.SIGNATURE)
    return found[0].text.strip() if found else ""


_GOVERNMENT = re.compile(
    r"各(?:县|区|市|乡|镇|州|盟|旗|街道)(?:[（(][^（）()]{1,12}[）)])?(?:党委、?)?(?:人民政府|政府|党委)|"
    r"[\u4e00-\u9fff]{1,6}(?:县|区|市|乡|镇)(?:人民政府|党委)(?!办公)"
)


@check("conduct.department_to_government")
def department_to_government(context: Context) -> Iterator[Hit]:
    """A department may order lower governments only with its own government's stated consent."""
    issuer = _issuer(context)
    if not re.search(r"(?:局|厅|委员会|委|部|处|中心)$", issuer) or re.search(
        r"(?:办公厅|办公室|党委|常务委员会|人民政府|国务院|市委|县委|区委|省委|指挥部|纪委)$",
        issuer,
    ):
        return
    body = "".join(p.text for p in passages(context, every_story=False) if not p.annex)
    if re.search(
        r"(?:经|报|按照|受)[^，。；]{0,14}(?:政府|国务院|党委|市委|省委|县委)[^，。；]{0,8}(?:同意|批准|授权|委托)",
        body,
    ):
        return
    for passage in of_element(context, Element.ADDRESSEE):
        match = _GOVERNMENT.search(passage.text)
        if match:
            hit = passage.hit(match.start(), match.end(), issuer=issuer)
            yield replace(hit, severity="advice") if _is_board(issuer) else hit


_COMMISSION = re.compile(
    "(?:改革|健康|民族|宗教|资产监督管理|城乡建设|城市管理|科技|农业|农村|交通|经济|信息化|商务|财经|"
    "国防动员|教育|体育|文化|旅游|水务)[\u4e00-\u9fff]{0,4}委员会$"
)


def _is_board(issuer: str) -> bool:
    """Whether a 委员会 is a board of several organs (安全生产委员会), of which the regulation does
    not speak, and no department."""
    return issuer.endswith("委员会") and not _COMMISSION.search(issuer)


@check("conduct.internal_unit")
def internal_unit(context: Context) -> Iterator[Hit]:
    """A unit inside a department (处, 科) does not issue official documents on its own."""
    issuer = _issuer(context)
    if re.search(
        r"(?:局|厅|委|部|院|公司)[\u4e00-\u9fff]{2,8}(?:处|科|股)$", issuer
    ) and not re.search(r"(?:办事处|管理处|代表处|秘书处|派出所)$", issuer):
        place = anchor(context)
        if place is not None:
            yield place.hit(issuer=issuer)


@check("conduct.bill_subject")
def bill_subject(context: Context) -> Iterator[Hit]:
    """A 议案 is put forward by a people's government."""
    issuer = _issuer(context)
    if issuer and shapes.is_organ(issuer) and not re.search(r"人民政府$|国务院$", issuer):
        place = anchor(context)
        if place is not None:
            yield place.hit(issuer=issuer)


@check("conduct.skips_level")
def skips_level(context: Context) -> Iterator[Hit]:
    """A township asks the city directly and does not copy the county between."""
    issuer = _issuer(context)
    if not re.search(r"(?:乡|镇|街道办事处)(?:人民政府)?$", issuer):
        return
    for passage in of_element(context, Element.ADDRESSEE):
        text = passage.text.strip()
        if re.search(
            r"^(?:[\u4e00-\u9fff×]{0,4}市|省)(?:人民政府|[\u4e00-\u9fff]{1,8}局)：?$", text
        ):
            copied = "".join(p.text for p in of_element(context, Element.COPY_TO))
            if not re.search(r"[县区](?:人民政府|政府|委)", copied):
                yield passage.hit()


_ASKS = (
    "增加|拨付|设立|解决|购置|成立|调整|申请|批准|新建|扩建|改建|招聘|追加|划拨|补充|安排|核定|启动|"
    "修建|举办|召开|购买|聘用|撤销|变更|减免|出让|征收|核增|增设|增补|划转|列支|立项|授予|命名|任免|处置|"
    "调拨|租赁|采购|扩编|增拨|下达|设置|组建|表彰|举行|开展|实施|采取|建设|推进"
)
_TWO_IN_TITLE = re.compile(
    rf"关于(?:{_ASKS})[^和及并、]{{1,14}}(?:和|及|并|以及|、)(?:{_ASKS})[^的]{{1,16}}的请示"
)
_ALSO_ASKS = re.compile(
    r"(?:^|。)\s*(?:另外?|此外|同时|另请|还请)，?[^。]{0,40}?(?:请|恳请|拟请|申请)[^。]{0,30}?"
    r"(?:批准|解决|拨付|同意|审批|追加|增加|划拨|核定|(?:增核|核增|增配|增设|调剂)[^。]{0,16}"
    r"(?:编制|机构|岗位|人员|车辆))[^。]{0,30}。"
)


@check("conduct.one_matter")
def one_matter(context: Context) -> Iterator[Hit]:
    """A 请示 asks for one thing."""
    title = recognition(context).title
    if _TWO_IN_TITLE.search(title):
        for passage in of_element(context, Element.TITLE)[:1]:
            yield passage.hit()
        return
    for passage in passages(context, every_story=False):
        if passage.element is Element.BODY and not passage.annex:
            match = _ALSO_ASKS.search(passage.text)
            if match:
                start = match.start() + (match.group()[0] == "。")
                yield passage.hit(start, match.end())


_CONSULTS = re.compile(r"征求.{0,60}意见的?(?:函|通知)$")
_DEADLINE = re.compile(
    r"[\d一二三四五六七八九十]+(?:个)?(?:工作日|月|日|天|周)|月底|年底|[上中下]旬|\d{1,2}[./-]\d{1,2}"
)


@check("conduct.reply_by")
def reply_by(context: Context) -> Iterator[Hit]:
    """A letter that asks for comments says by when they are wanted."""
    if not _CONSULTS.search(recognition(context).title) or not ready(context, "complete"):
        return
    texts = [
        p
        for p in passages(context)
        if p.element not in (Element.DATE, Element.PRINTER, Element.TITLE)
    ]
    place = anchor(context)
    if place is not None and not any(_DEADLINE.search(p.text) for p in texts):
        yield place.hit()


@check("conduct.contact")
def contact(context: Context) -> Iterator[Hit]:
    """A 请示 names a person to contact, with telephone, in its 附注."""
    if not ready(context, "complete"):
        return
    notes = of_element(context, Element.NOTE)
    texts = [*notes, *(p for p in passages(context, every_story=False) if not p.annex)]
    if any(_CONTACT.search(passage.text) for passage in texts):
        return
    for passage in (notes or of_element(context, Element.DATE))[:1]:
        yield passage.hit()


# a name alone does not help; a number alone does
_CONTACT = re.compile(r"(?:联系人|经办人|电话|手机|联系方式)[^。]{0,60}\d{3,}")


# what an organ may call itself, and what then stands in its name
_SELF = {
    "局": "局", "委": "委|工委|党组", "厅": "厅", "院": "院", "校": "校|学院|大学|中学|小学",
    "镇": "镇", "乡": "乡", "街道": "街道", "中心": "中心", "支队": "支队", "大队": "大队",
    "站": "站", "公司": "公司|集团|银行|厂",
}  # fmt: skip
_OURSELVES = re.compile(rf"(?<![“‘自唯忘敌])我(?P<of>{'|'.join(_SELF)})(?![长员内党])")
_NAMES_ISSUER = (Element.TITLE, Element.ISSUER_MARK, Element.SIGNATURE, Element.PRINTER)


@check("conduct.calls_itself")
def calls_itself(context: Context) -> Iterator[Hit]:
    """我局 in a document that no 局 issues."""
    if not recognition(context).official:
        return
    names = [
        (organ_of_title(recognition(context).title) or p.text)
        if p.element is Element.TITLE
        else p.text
        for p in of_element(context, *_NAMES_ISSUER)
    ]
    issuers = [name for name in names if re.search("局|委|厅|府|院|校|办|公司|中心|会|部", name)]
    signed = of_element(context, Element.SIGNATURE, Element.ISSUER_MARK)
    if not issuers or not signed:
        return
    for passage in passages(context, every_story=False):
        if passage.annex or "我" not in passage.text:
            continue
        for match in _OURSELVES.finditer(passage.text):
            if not any(re.search(_SELF[match["of"]], name) for name in names):
                yield passage.hit(match.start(), match.end(), issuer=issuers[0].strip())
