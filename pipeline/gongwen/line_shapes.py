"""What a line says by its words alone: patterns shared by the recogniser and the checks.

Every pattern also accepts the usual mistakes (half-width colons, zero-padded or Chinese dates),
because an element written wrongly must still be recognised for a rule to name the mistake.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_DIGIT = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}

COPY_NUMBER = re.compile(r"^(?:份号[：:]?\s*)?(?:№|No\.?|Ｎｏ\.?)?\s*[0-9０-９]{1,8}$")
CLASSIFICATION = re.compile(
    r"^(?:密级[：:]?\s*)?(?:绝\s*密|机\s*密|秘\s*密|内部(?:资料|文件)?|普通商密|核心商密)"
    r"\s*(?:[★☆*＊·•、—-]?\s*(?:[\d一二三四五六七八九十]+\s*(?:个?月|年)|长期)|[★☆*＊])?$"
)
URGENCY = re.compile(
    r"^(?:紧急程度[：:]?\s*)?(?:特\s*急|加\s*急|特\s*提|平\s*急|火\s*急|急\s*件|特急件|加急件|紧急件?|急)[！!。]?$"
)
SIGNER = re.compile(r"签\s*发\s*人\s*[：:]")
MARK_ENDS = re.compile(r"(?:文\s*件|命\s*令|令|纪\s*要|公\s*报|公\s*告|简\s*报)$")
COPY_TO = re.compile(r"^抄\s*[送报](?:机关)?\s*[：:]")
MAIN_TO = re.compile(r"^(?:主\s*送|分\s*送|发\s*送|报送)(?:机关)?\s*[：:]")
COPIES = re.compile(r"^[（(]?共印\s*[\d×]+\s*份[）)]?$")
ATTACHMENT_NOTE = re.compile(r"^附\s*件?\s*[：:]\s*\S?|^附\s*件\s*\d{1,2}\s*[：:.．、]\s*\S")
ATTACHMENT_NOTE_BARE = re.compile(r"^附\s*件[ \u3000]+(?:\d{1,2}[.．、])?[^\d\s].+[^。；，：]$")
CONTACT_NOTE = re.compile(r"^[（(].*(?:联系人|联系电话|电话[：:]).*[）)]。?$")
ATTACHMENT_LABEL = re.compile(
    r"^(?P<number>[\u4e00-\u9fff×]{1,12}〔\d{4}〕\d+号)?\s*附\s*(?:件|表|录)\s*"
    r"(?P<serial>\d{1,2}|[一二三四五六七八九十]{1,3})?(?:[-—－]\d{1,2})?\s*[：:]?$"
)
ATTACHMENT_LABEL_TITLE = re.compile(
    r"^附\s*件\s*(?P<serial>\d{1,2}|[一二三四五六七八九十]{1,3})?\s*(?:[：:]|[ \u3000])"
    r"\s*(?P<title>\S.*)$"
)
PARENTHESISED = re.compile(r"^[（(].*[）)][。]?$", re.S)
ATTENDANCE = re.compile(
    r"^(?:出\s*席|请\s*假|列\s*席|缺\s*席|参\s*会|参加|主持|记录|会议主持)(?:人员|人|单位)?\s*[：:]"
)
PLACEHOLDER_RULE = re.compile(r"^(?:[—\-_━─═★☆ ＿=]{6,}|[★☆])$")
PAGE_NUMBER = re.compile(
    r"^[—\-–－―一~· 　]*\d{1,4}[—\-–－―一~· 　]*$|^第?\s*\d{0,4}\s*页(?:\s*共\s*\d{0,4}\s*页)?$"
)
CAPTION = re.compile(
    r"^(?:续?表|图)\s*[\d一二三四五六七八九十]{1,3}(?:[-—.－]\d{1,2})?(?:[ \u3000：:.．、]|$)"
)
TABLE_NOTE = re.compile(
    r"^(?:[*＊※▲△#]{1,3}\s*)?[（(]?(?:备?注|附注|说\s*明|填表说明|编制说明|(?:数据|资料|信息)来源|来源)"
    r"\s*(?:\d{1,2}|[一二三四五六七八九十])?\s*[：:．.]"
)
TABLE_UNIT = re.compile(r"^[（(]?(?:计量|金额|面积|数量)?单位[：:][^，。；]{1,20}$")
TITLE_NOTE = re.compile(
    r"^[（(][^（）()]*(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*年.*(?:通过|批准|发布|公布|印发|施行|修订|修正|日)[^（）()]*[）)]$"
)
DRAFT_NOTE = re.compile(
    r"^[（(](?:征求意见稿|送审稿|讨论稿|草案|草稿|审议稿|代拟稿|试行|暂行|修订稿|[一二三四五六七八九十]稿)[）)]$"
)
PAPER_TITLE = re.compile(
    r"[^，。；：《]{0,30}关于[^。；]{3,60}(?:通知|报告|请示|批复|公告|通告|通报|决定|意见|函|公报|决议|纪要|议案|"
    r"办法|方案|措施)$"
)
SENTENCE_END = tuple("。！？；…")
LINE_END = (*SENTENCE_END, "，", "：", ":", "、", ";", ",")

_ARABIC_DATE = r"\d{2,4}\s*年\s*\d{1,2}\s*月\s*(?:\d{1,2}|[×Xx]{1,2}|[ \u3000]{0,4})\s*[日号]"
_CHINESE_DATE = (
    r"[二一][〇○零OＯo0一二三四五六七八九]{3}\s*年\s*[一二三四五六七八九十]{1,3}\s*月"
    r"\s*[一二三四五六七八九十]{1,4}\s*日"
)
_POINT_DATE = r"(?:19|20)\d{2}\s*[./．\-—]\s*\d{1,2}\s*[./．\-—]\s*\d{1,2}"
_BLANK_DATE = (
    r"(?:(?:19|20)\d{2}|[×Xx]{2,4}|[ \u3000]{2,6})\s*年\s*[\d×Xx \u3000]{1,4}\s*月"
    r"\s*[\d×Xx \u3000]{1,4}\s*日"
)
DATE_ONLY = re.compile(
    rf"^(?:{_ARABIC_DATE}|{_CHINESE_DATE}|{_POINT_DATE}|{_BLANK_DATE})\s*[。，.,]?$"
)
# A date with a part missing, or half in figures and half in characters: a slip under a signature.
BROKEN_DATE = re.compile(
    r"^(?:(?:19|20)\d{2,3}\s*年\s*\d{1,2}\s*月?(?:\s*\d{1,2})?[日号]{0,2}|(?:19|20)\d{2}\s*\d{1,2}\s*月\s*\d{1,2}\s*日|"
    r"(?:19|20)\d{2}\s*年\s*[元正一二三四五六七八九十\d]{1,3}\s*月\s*[一二三四五六七八九十\d]{1,3}\s*[日号]|"
    r"\d{1,2}\s*月\s*\d{1,2}\s*日|[二2][〇○零OＯo0一二三四五六七八九\d]{3}\s*年"
    r"\s*[一二三四五六七八九十\d]{1,3}\s*月\s*[一二三四五六七八九十\d]{1,3}\s*日?)$"
)
PRINTER = re.compile(
    rf"^(?P<organ>\S.*?)?[\s\u3000]*(?P<date>{_ARABIC_DATE}|{_CHINESE_DATE}|{_POINT_DATE}|{_BLANK_DATE})"
    r"\s*(?P<printed>印\s*[发制]|翻\s*印)[。]?$"
)
ORGAN_AND_DATE = re.compile(
    rf"^(?P<organ>[\u4e00-\u9fff×（）]{{3,40}})[\s\u3000]+(?P<date>{_ARABIC_DATE}|{_CHINESE_DATE})[。]?$"
)

_ORGAN_END = (
    "人民政府|政府|委员会|党委|党组|党支部|总支|办公室|办公厅|常委会|人大|政协|纪委|法院|检察院|公安局|"
    "[局厅部委院处科所站台社办室会署行组队校库馆园厂店村镇乡区县市省]|中心|公司|集团|学校|大学|学院|医院|"
    "协会|联合会|工会|支队|总队|大队|中队|街道|指挥部|领导小组|管委会|工委|团委|妇联|工商联|银行|报社|基地|"
    "[×Ｘ]{2,}|××"
)
ORGAN = re.compile(
    rf"^[\u4e00-\u9fff×Ｘ“”（）()·\w]{{2,40}}?(?:{_ORGAN_END})(?:[（(][\u4e00-\u9fff]{{1,8}}[）)])?$"
)
_ADDRESSEE_WORD = re.compile(
    rf"^(?:(?:各|本|全|有关|相关|所属|直属|驻|省|市|县|区|中央|国务院|你|贵)[\u4e00-\u9fff×、（）()“”]{{0,40}}|"
    rf"[\u4e00-\u9fff×Ｘ“”（）()·\w]{{1,40}}?(?:{_ORGAN_END}|单位|部门|机构|企业|代表|同志|书记|[省市县区局厅部]长|主任|"
    r"主席|院长|校长|先生|女士|领导|委员|干部|师生|同学|家长|居民|业主|用户|纳税人|考生|农场|牧场))$"
)
_ENDS_AS_ORGAN = re.compile(rf"(?:{_ORGAN_END}|单位|部门|机构|企业)$")
_NOT_ADDRESSEE = re.compile(
    r"如下|以下|包括|是指|例如|要求|内容|强调|指出|认为|通知(?:如|：)|甲方|乙方|丙方|说明|[！？]"
)
PERSON_TITLE = re.compile(
    r"^(?:代?[省市县区州盟旗乡镇局厅部院校]长|主任|主席|书记|总理|委员长|司令员?|政委|董事长|总经理|代?主任)[\s\u3000]*"
    r"[\u4e00-\u9fff×·]{0,8}(?:[\s\u3000][\u4e00-\u9fff×])*$"
)
NAME_LIKE = re.compile(r"^[\u4e00-\u9fff×]{1,2}[\s\u3000]*[\u4e00-\u9fff×]{1,3}$")
CLOSING = re.compile(
    r"^(?:特此|此复|此致|专此|妥否|当否|可否|以上[\u4e00-\u9fff]{0,8}(?:妥否|当否|请)|请(?:予)?(?:审议|批示|批复|函复|审批|指示))"
)


class HeadingNumber(NamedTuple):
    """The number that a paragraph starts with.

    level: 1–4 for 一、（一）1.（1）; 5 for ① and the like; 0 for 第×章/条.
    value: its place (一 = 1). scheme: "一、" "（一）" "1." "（1）" "①" "章" "节" "条".
    end: offset in the text where the number (with its point) ends.
    """

    level: int
    value: int
    scheme: str
    end: int


_LEVEL_1 = re.compile(r"([一二三四五六七八九十百零]{1,5})([、．.，,：:])")
_LEVEL_2 = re.compile(r"[（(]\s*([一二三四五六七八九十百零]{1,5})\s*[）)]")
_LEVEL_3 = re.compile(r"([0-9０-９]{1,3})(?:[.．、](?![0-9０-９])|\u2024)")
_LEVEL_4 = re.compile(r"[（(]\s*([0-9０-９]{1,3})\s*[）)]")
_ARTICLE = re.compile(
    r"第([一二三四五六七八九十百千零〇\d]{1,7})([编章节条])(?:之[一二三四五六七八九十])?"
)
_ENUMERATION = re.compile(
    r"^[一二三四五六七八九十]+、[一二三四五六七八九十]+[、产类级级期批次线层楼]"
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def heading_number(text: str) -> HeadingNumber | None:
    """The heading number at the start of ``text`` (no outer spaces), right or slightly wrong."""
    if not text:
        return None
    first = text[0]
    if first in "一二三四五六七八九十百":
        match = _LEVEL_1.match(text)
        if not match or _ENUMERATION.match(text):
            return None
        return HeadingNumber(1, chinese_value(match[1]), "一、", match.end())
    if first in "（(":
        match = _LEVEL_2.match(text)
        if match:
            return HeadingNumber(2, chinese_value(match[1]), "（一）", match.end())
        match = _LEVEL_4.match(text)
        return HeadingNumber(4, int(match[1]), "（1）", match.end()) if match else None
    if first.isdigit() and first in "0123456789０１２３４５６７８９":
        match = _LEVEL_3.match(text)
        return HeadingNumber(3, int(match[1]), "1.", match.end()) if match else None
    if first == "第":
        match = _ARTICLE.match(text)
        if match:
            after = text[match.end() : match.end() + 1]
            if match[2] == "条" and after and after not in " 　\t\xa0" and after in "的、和规第":
                return None
            return HeadingNumber(0, chinese_value(match[1]), match[2], match.end())
    if first in _CIRCLED:
        return HeadingNumber(5, _CIRCLED.index(first) + 1, "①", 1)
    return None


def chinese_value(text: str) -> int:
    """二十一 → 21, 一百零三 → 103, 12 → 12; positional writing 二〇 → 20. 0 when unreadable."""
    if text.isdecimal():
        return int(text)
    if not any(unit in text for unit in "十百千"):
        value = 0
        for char in text:
            if char not in _DIGIT:
                return 0
            value = value * 10 + _DIGIT[char]
        return value
    total, digit = 0, 0
    for char in text:
        if char in "十百千":
            unit = {"十": 10, "百": 100, "千": 1000}[char]
            total += (digit or 1) * unit
            digit = 0
        elif char in _DIGIT:
            digit = _DIGIT[char]
        else:
            return 0
    return total + digit


def chinese_numeral(value: int) -> str:
    """21 → 二十一, 105 → 一百零五 (1–999), as heading numbers are written."""
    digits = "〇一二三四五六七八九"
    if not 0 < value < 1000:
        raise ValueError(f"no heading number for {value}")
    if value >= 100:
        hundreds, rest = divmod(value, 100)
        head = digits[hundreds] + "百"
        if not rest:
            return head
        gap = "零" if rest < 10 else ""
        return head + gap + ("一" if 10 <= rest < 20 else "") + chinese_numeral(rest)
    tens, ones = divmod(value, 10)
    text = "" if not tens else ("十" if tens == 1 else digits[tens] + "十")
    return text + (digits[ones] if ones else "")


def is_addressee(text: str, *, strict: bool = False) -> bool:
    """Whether the line is a list of organs (or people) being addressed, with any end mark.

    strict: every name must be one, not only most of them.
    """
    bare = re.sub(r"[：:；;，,。]$", "", text)
    if not bare or len(bare) > 400 or _NOT_ADDRESSEE.search(bare) or heading_number(text):
        return False
    parts = [
        part
        for part in re.split(r"[、，,。；;\s\u3000]+", re.sub(r"[（(][^（）()]*[）)]", "", bare))
        if part
    ]
    if not parts:
        return False
    if re.search("[。；]", bare):
        # a wrong mark between organs, not a sentence, when all of it is names with ： behind
        named = all(_ENDS_AS_ORGAN.search(part) for part in parts)
        if not named or not text.endswith(("：", ":")) or len(bare) > 80:
            return False
        strict = True
    fitting = sum(1 for part in parts if _ADDRESSEE_WORD.match(part))
    if strict:
        return fitting == len(parts)
    return fitting * 2 > len(parts) or (fitting >= 1 and len(parts) <= 2)


def is_organ(text: str) -> bool:
    """Whether the text reads like one organ's name, or several with spaces between them."""
    parts = [part for part in re.split(r"[\s\u3000]+", text.strip()) if part]
    if not parts:
        return False
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        parts = ["".join(parts)]
    return all(ORGAN.match(part) for part in parts) or bool(ORGAN.match("".join(parts)))
