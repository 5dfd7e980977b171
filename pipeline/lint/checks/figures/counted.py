"""So many things said, so many things listed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages
from pipeline.lint.registry import check

_COUNTED = re.compile(
    r"(?<![第一二三四五六七八九十百零\d])(?P<count>[两二三四五六七八九十]|\d{1,2})"
    r"(?P<of>大?个?方面|项(?:工作|任务|措施)?|条|点|个(?:问题|环节|阶段)?|件|大|类|种)"
    r"[^，。；：\d]{0,14}(?:，(?:主要|具体|分别)?(?:是|为|有|包括|表现在|体现在|即))?[：:。]"
    r"\s*(?=一[是要]|第一，|（一）|首先[，是要]|1[.．、](?!\d)|（1）|①)"
)
_FIRSTS = ("一是", "一要", "第一，", "（一）", "首先", "1.", "1．", "1、", "（1）", "①")
_SERIES = {
    "一": re.compile(r"(?<!统)([一二三四五六七八九十]+)[是要]"),
    "第": re.compile(r"第([一二三四五六七八九十]+)，"),
    "（一": re.compile(r"（([一二三四五六七八九十]+)）"),
    "（1": re.compile(r"（(\d{1,2})）"),
    "首": re.compile(r"(首先|其次|再次|最后)(?=[，是要])"),
    "1": re.compile(r"(?<![\d.第])(\d{1,2})[.．、](?!\d)"),
    "①": re.compile("([①②③④⑤⑥⑦⑧⑨⑩])"),
}
_TURNS = {"首先": 1, "其次": 2, "再次": 3}


@check("counted.inline")
def inline(context: Context) -> Iterator[Hit]:
    """三项措施：一是……四是……: the number said and the number listed differ."""
    for passage in passages(context):
        begun = any(first in passage.text for first in _FIRSTS)
        for match in _COUNTED.finditer(passage.text) if begun else ():
            said = chinese_value(match["count"])
            first = passage.text[match.end() : match.end() + 2]
            series = _SERIES[first if first[0] == "（" else first[0]]
            listed = _listed(series, passage.text, match.end())
            if listed >= 2 and said != listed:
                words = match["count"] + match["of"]
                yield passage.hit(match.start(), match.end("of"), said=words, listed=listed)


def _listed(series: re.Pattern[str], text: str, start: int) -> int:
    """How many items a series counts up to; 0 when its own numbers are out of turn."""
    listed = 0
    for item in series.finditer(text, start):
        value = _turn(item[1], listed)
        if value == listed + 1:
            listed += 1
        elif value == 1:
            break
        elif value <= 10:
            return 0
    return listed


def _turn(word: str, listed: int) -> int:
    """The number that an item of a series bears, ``listed`` items being before it."""
    if word == "最后":
        return listed + 1
    return _TURNS.get(word) or "①②③④⑤⑥⑦⑧⑨⑩".find(word) + 1 or chinese_value(word)


_GRADES = r"个等次|个等级|个档次|个档|个级别|个层次|个等|级|等|档"
_KINDS = (
    r"条(?:[\u4e00-\u9fff]{0,4}(?:产业链|链条|线路|道路|河流|主线|赛道|路径))|大?个(?:类别|阶段|部分|环节|领域|方面|部门|单位|乡镇|镇|乡|街道|县|区|市|村|社区|专业|行业|"
    r"学科|项目|系统|板块|重点|平台|中心|园区|品种|批次|季度|月份|工种|岗位|科室|处室|小组|专班|"
    r"指标|标段|流域|港口|口岸|片区|城市)|方|大?类|种|项|家单位|家企业|所学校|名同志|位同志"
)
_VERBS = (
    r"由|分为|分成|划分为|设为?|包括|包含|涉及|涵盖|覆盖|按照?|聚焦|围绕|突出|紧扣|紧盯|瞄准|分"
)
_LISTED_BEFORE = re.compile(
    rf"(?:(?:{_VERBS})(?P<list>(?:[\u4e00-\u9fff]{{1,10}}、)+[\u4e00-\u9fff]{{1,12}}?)"
    rf"(?P<count>[两二三四五六七八九十]|(?<!\d)\d{{1,2}})(?P<of>{_GRADES}|{_KINDS}))"
    r"(?![\u4e00-\u9fff]{0,2}以)"
    r"(?=[，。；、的（0-9]|$|(?<=[一-龥]方)(?:共同|联合|协同|会商|协商|签订|代表|现场|参与))"
)
_NO_LIST = re.compile(
    r"等|[一二三四五六七八九十两几各第前后满]|超过|不足|[少多]于|其[他它]|有关|所有"
)


_ORGANS = re.compile(
    r"(?:由|，|：|。|^|组织|包括|涉及|会同)(?P<list>(?:[\u4e00-\u9fff]{2,14}(?:局|委|办|厅|部|镇|乡|街道|县|区|公司|院|校|中心|科|处|股|大队|支队|站|所)、)+"
    r"[\u4e00-\u9fff]{2,14}?(?:局|委|办|厅|部|镇|乡|街道|县|区|公司|院|校|中心|科|处|股|大队|支队|站|所))"
    r"(?:等)?(?P<count>\d{1,2}|[两二三四五六七八九十])(?P<of>个(?:重点|试点|主要|相关|有关|示范)?(?:部门|单位|乡镇|镇|乡|街道|县区|县|区|成员单位|科室|处室|站所))"
)


@check("counted.organs_before")
def organs_before(context: Context) -> Iterator[Hit]:
    """区民政局、区财政局、区住房城乡建设局4个部门: three are listed."""
    for passage in passages(context):
        if "、" not in passage.text:
            continue
        for match in _ORGANS.finditer(passage.text) if "个" in passage.text else ():
            said = chinese_value(match["count"])
            listed = match["list"].count("、") + 1
            whole = "等" not in passage.text[match.end("list") : match.start("count")]
            if re.search("[和及与]", match["list"].rsplit("、", 1)[1]):
                continue
            if said < listed or (whole and said != listed):
                words = match["count"] + match["of"]
                yield passage.hit(match.start("count"), match.end("of"), said=words, listed=listed)


@check("counted.list_before")
def list_before(context: Context) -> Iterator[Hit]:
    """分为优秀、良好、合格、不合格三个等次, 涉及社会保险、就业创业、劳动关系4类: another number is
    said than is listed."""
    for passage in passages(context):
        if "、" not in passage.text:
            continue
        for match in _LISTED_BEFORE.finditer(passage.text):
            said = chinese_value(match["count"])
            items = match["list"].split("、")
            items[0] = re.split(_VERBS, items[0])[-1]
            listed, linked = len(items), re.split("[和及与]", items[-1])
            if len({len(item) for item in (*items[1:-1], *linked)}) == 1 < len(linked):
                listed, linked = listed + len(linked) - 1, linked[:1]  # 甲乙、丙丁和戊己
            several = any(re.search("[和与及]", item) for item in items[:-1])  # 甲、乙和丙、丁
            if several or _NO_LIST.search("、".join(items)) or min(listed, said) < 2:
                continue
            if listed <= said < listed + len(linked):
                continue
            words = match["count"] + match["of"]
            start, end = match.start("count"), match.end("of")
            yield passage.hit(start, end, said=words, listed=listed)


# whatever stands before the first of them, three commas are four things
_COUNTED_BEHIND = re.compile(
    r"(?P<list>(?:[\u4e00-\u9fff]{2,10}、){2,8}[\u4e00-\u9fff]{2,10}?)(?P<count>[三四五六七八九])"
    r"(?P<of>个(?:系统|平台|模块|方面|环节|阶段|领域|类别|板块|层面|维度|要素)|大(?:系统|平台|类|工程|行动|板块|领域|体系)|"
    r"类(?:[\u4e00-\u9fff]{2,6})?|种(?:方式|情形|途径|渠道|模式))(?=[，。；：、的（]|$)"
)


@check("counted.list_behind")
def list_behind(context: Context) -> Iterator[Hit]:
    """接入远程心电、远程影像、远程会诊四个系统: three are listed."""
    for passage in passages(context):
        if passage.text.count("、") < 2:
            continue
        for match in _COUNTED_BEHIND.finditer(passage.text):
            items = match["list"].split("、")
            said, listed = chinese_value(match["count"]), len(items)
            mixed = any(re.search("[和与及或等]", item) for item in items)
            if mixed or re.search("[几各每]|其[他它]|有关|所有", match["list"]) or said == listed:
                continue
            # ends of one kind show that the list is whole: 心电、影像、会诊 are three words alike
            alike = len({len(item) for item in items[1:]}) == 1
            if abs(said - listed) == 1 and alike:
                start, end = match.start("count"), match.end("of")
                words = match["count"] + match["of"]
                yield passage.hit(start, end, said=words, listed=listed)


_CLOSED = re.compile(
    r"(?P<list>(?:[^，。；：、\d“”（）]{2,16}、){2,11}[^，。；：、“”（）]{2,24}?)"
    r"(?:等(?P<count>[两二三四五六七八九十]|\d{1,2})(?P<of>大?类|种|个(?:方面|环节|阶段|领域|类别|步骤|板块|要素|问题|重点)|方面|项(?:制度|措施|内容|任务|机制))"
    r"|[“\"](?P<count2>[两二三四五六七八九十])(?P<of2>大[\u4e00-\u9fff]{2,4})[”\"])"
)


@check("counted.closed_list")
def closed_list(context: Context) -> Iterator[Hit]:
    """甲、乙、丙、丁和戊等六类, 建成甲、乙、丙、丁和戊“六大中心”: a list with 和 before its last is
    whole, and five are listed."""
    for passage in passages(context):
        if "、" not in passage.text or ("等" not in passage.text and "大" not in passage.text):
            continue
        for match in _CLOSED.finditer(passage.text):
            name = "count" if match["count"] else "count2"
            of = "of" if match["count"] else "of2"
            said = chinese_value(match[name])
            *items, last = match["list"].split("、")
            several = any(re.search("[和与及]", item) for item in items[1:])
            if several or "等" in match["list"]:
                continue
            listed = len(items) + len(_last_items(items, last))
            linked = re.search("[和与及]", last) is not None
            alike = {len(item) for item in (*items[1:], *re.split("和|与|以?及", last))}
            # of items of one length the last two are two: 住房安全和饮水安全
            least = listed if linked and len(alike) == 1 and len(items) > 1 else len(items) + 1
            if match["count"]:
                wrong = linked and (said < least or (said == listed + 1 and listed >= 4))
            else:
                wrong = not least <= said <= listed
            if wrong:
                words = match[name] + match[of]
                yield passage.hit(match.start(name), match.end(of), said=words, listed=listed)


def _last_items(items: list[str], last: str) -> list[str]:
    """The last member of a list as one item or two: 丁和戊 are two, 危重儿童和新生儿救治 behind
    孕产妇救治 is one, since only its end is named like the others."""
    linked = re.split("和|与|以?及", last, maxsplit=1)
    if len(linked) == 2 and any(
        item[-2:] == last[-2:] != linked[0][-2:] for item in items if len(item) > 2
    ):
        return [last]
    return linked
