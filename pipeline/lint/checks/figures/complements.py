"""States that make up a whole without 其中: finished, going on and not begun; present and absent;
for, against and abstaining."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.lint.checks.figures.quantities import Quantity, quantities
from pipeline.lint.checks.figures.sums import adds_up, sum_hit, total_of
from pipeline.lint.checks.figures.written import plain, sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages
from pipeline.lint.registry import check

# Series of states; a thing is in one of them. Each line: the words of one state. The last that a
# part names is its own: 部分采纳 is no 采纳, 不同意 no 同意.
_SERIES = (
    (
        "完工|竣工|建成|已完成|完成验收|已验收|已办结|已办理|已整改|整改到位|已销号|已投用|投入使用|已化解",
        "在建|正在|推进中|施工中|办理中|整改中|续建|已开工",
        "未开工|尚未|未启动|前期|待|未完成|未办|未整改|拟|暂缓",
    ),
    ("实到|出席|到会|参会|实际参加", "请假|因事|因病|因公|出差", "缺席|未到|无故|旷"),
    ("赞成|同意|支持", "反对|不同意", "弃权|未表态|中立"),
    ("优秀|优良", "良好", "合格|达标|称职|及格", "不合格|不达标|不称职|不及格|未达标|差"),
    (
        "意见|建议|同意",
        "无(?:不同|修改)?意见|没有(?:不同|修改)?意见|未提(?:出)?意见",
        "未(?:按[时期])?(?:反馈|回复|答复|函复)|逾期|没有(?:反馈|回复)",
    ),
    ("采纳|吸收", "部分(?:采纳|吸收)", "[未不](?:予)?(?:采纳|吸收)|没有采纳"),
    ("正常|完好|在用", "短期|季节性|临时|阶段性|部分|轻微|轻度", "长期|常年|停用|报废|严重|重度"),
)
_ALL = re.compile(
    r"(?:共|共有|共计|总数|总计|合计|应到|应出席|应参加|应参会|应收|发放|计划|安排|确定|列入|梳理|纳入|收到|征集|发出|征求|"
    r"抽[查检]|检[查测验]|考[试核]|排查|普查|核查|巡查|调查|监测|登记|现有|分送|送)[^，。；：、\d]{0,14}$|数为?$|[向对就](?:市|县|区|省|有关|相关)?$"
)


def _states(series: Sequence[str], leads: Sequence[str]) -> list[int]:
    """Which state of a series each lead names; empty when one of them names none."""
    found = []
    for lead in leads:
        named = [at for at, words in enumerate(series) if re.search(words, lead)]
        if not named:
            return []
        found.append(named[-1])
    return found


@check("complements.states")
def states(context: Context) -> Iterator[Hit]:
    """共48个项目，已完工32个，在建14个，未开工4个: three states that do not make the whole;
    14家单位中8家提出意见、4家无意见、1家逾期未反馈."""
    for passage in passages(context):
        for sentence, offset in sentences(passage.text, "。；！？"):
            found = quantities(sentence)
            for place in range(len(found) - 2):
                total = found[place]
                if total.unit == "%" or total.hedged:
                    continue
                for parts, names in (_run(found[place:]), _run_behind(sentence, found[place:])):
                    rest = found[place + 1 + len(parts) :]
                    closed = not rest or (
                        rest[0].unit == "%" and (len(parts) > 2 or _opposed(names))
                    )
                    if len(parts) < 2 or not closed or not _whole(total, sentence, parts):
                        continue
                    if _named_apart(total, names) and not adds_up(total, parts):
                        yield sum_hit(passage, offset, total, parts)
                        break


def _named_apart(total: Quantity, names: Sequence[str]) -> bool:
    """Whether the parts are in three states of one series, or two where that is all there is."""
    named = next((s for series in _SERIES if (s := _states(series, names))), [])
    full = len(named) >= 3 or _opposed(names) or _ATTENDS.search(total.lead) is not None
    return full and len(set(named)) == len(named)


_YES_AND_NO = re.compile(r"(?P<of>合格|达标|及格|称职|同意) [^ ]*不(?P=of)的?有?")


def _opposed(names: Sequence[str]) -> bool:
    """Whether two names are a state and what is not in it: 合格, 不合格; not 其中不合格, which is
    a part of the part before, or told with the parts of a whole."""
    said = " ".join(names)
    return len(names) == 2 and "其中" not in said and _YES_AND_NO.search(said) is not None


def _whole(total: Quantity, sentence: str, parts: Sequence[Quantity]) -> bool:
    """Whether the words beside a figure say that it is a whole: 共48个, 48个项目中."""
    between = sentence[total.end : parts[0].start]
    return bool(_ALL.search(total.lead) or _AMONG.search(between))


_ATTENDS = re.compile("应到|应出席|应参加|应参会")
_AMONG = re.compile("(?<![其当])中[，：、]?$")
_ITEM = re.compile(r"^[^，。；：、\d]{0,8}[，、：]\s*(?:其中\s*[：，]?)?[^，。；：、\d]{0,10}$")


def _run(found: Sequence[Quantity]) -> tuple[list[Quantity], list[str]]:
    """The parts that follow the first figure one by one in its unit (people may be 人 and 名), and
    the words before each."""
    parts: list[Quantity] = []
    for one in found[1:]:
        if not _of_one_unit(one, found[0]) or one.hedged or not _ITEM.match(one.lead):
            break
        parts.append(one)
    return parts, [re.split("[，、：；（]", part.lead)[-1] for part in parts]


_BARE_ITEM = re.compile(
    r"^[^，。；：、\d]{0,12}(?:[，、：]|中[，：]?)\s*(?:其中\s*[：，]?)?(?:有|已有|仍有|还有|另有)?$"
)
_STATE = re.compile(r"[^，。；：、（）\d]{2,14}")


def _run_behind(text: str, found: Sequence[Quantity]) -> tuple[list[Quantity], list[str]]:
    """The same where the words stand behind: 8家提出意见、4家无意见、1家逾期未反馈."""
    parts: list[Quantity] = []
    names: list[str] = []
    for one in found[1:]:
        name = _STATE.match(text, one.end)
        bare = _BARE_ITEM.match(one.lead)
        if not _of_one_unit(one, found[0]) or one.hedged or not bare or not name:
            break
        parts.append(one)
        names.append(name.group())
    return parts, names


def _of_one_unit(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit or {one.unit, other.unit} == {"人", "名"}


_OPINION = re.compile(
    r"(?:^|[，、：；（])[^，。；：、\d]{0,8}(?P<of>支持|赞成|同意|反对|不同意|弃权|不支持|满意|基本满意|比较满意|不满意|一般|盈利|亏损|持平|合格|不合格|男性|女性)"
    r"(?:的|率|者|票|企业|群众|受访者|选民|占|比例|占比|为|达|有|生){0,4}$"
)
_OPPOSED = (
    {"支持", "赞成", "同意", "反对", "不同意", "弃权", "不支持"},
    {"满意", "基本满意", "比较满意", "不满意", "一般"},
    {"盈利", "亏损", "持平"},
    {"合格", "不合格"},
    {"男性", "女性"},
)


@check("complements.shares")
def shares(context: Context) -> Iterator[Hit]:
    """支持率55%，反对率30%，弃权20%: opposite answers of more than 100 % in all."""
    for passage in passages(context):
        if passage.text.count("%") < 2:
            continue
        for sentence, offset in sentences(passage.text, "。；！？"):
            named: list[tuple[str, Quantity]] = []
            for one in quantities(sentence):
                match = _OPINION.search(one.lead) if one.unit == "%" else None
                if match:
                    named.append((match["of"], one))
            for group in _OPPOSED:
                mine = [(of, one) for of, one in named if of in group]
                values = [one for _, one in mine]
                if len(mine) < 2 or len({of for of, _ in mine}) < len(mine):
                    continue
                if total_of(values) > 100 + sum(one.step for one in values):
                    yield passage.hit(
                        offset + values[0].start,
                        offset + values[-1].end,
                        sum=plain(total_of(values)) + "%",
                    )
