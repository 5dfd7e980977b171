"""How long something has been there, against the year it began: 1998年建成，已运行37年."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages, signed_on
from pipeline.lint.registry import check

_BEGUN = (
    "建成|建于|始建|兴建|投入使用|投用|投运|投产|投入运行|启用|竣工|通车|开通|成立|设立|创办|创建|组建|开园|开业|开馆|"
    "建校|建院|建站|交付使用|并网|购置|安装|铺设|入职|参加工作|开工建设|试点"
)
_SINCE = "运行|使用|服役|运营|运转|营业|开办|办学|走过|经历|历时|工作|从业|任教|坚持|连续|持续|超期"
_SERVED = re.compile(
    rf"(?P<begin>(?:19|20)\d\d)年(?:\d{{1,2}}月(?:\d{{1,2}}日)?|[年月]?[初底末])?[^，。；\d（）]{{0,14}}(?:{_BEGUN})[^，。；\d（）]{{0,10}}"
    r"[，；]\s*(?:截至|到|至)?(?:(?P<now>20\d\d)年(?:\d{1,2}月|[底末])?[，]?)?(?:目前|现在|现|如今|迄今)?(?:为止)?，?"
    rf"[^，。；\d约近超]{{0,6}}?(?:已经?|至今|距今)(?:已经?)?(?:有|累计)?(?:{_SINCE}){{0,2}}了?"
    r"(?P<years>\d{1,3}|[一二三四五六七八九十]{1,3})(?:个年头|年)(?![多余以之来前]|左右)"
)
_LEAST = 2  # years by which the count may be called wrong: a year begun may be counted


@check("service_years.since")
def since(context: Context) -> Iterator[Hit]:
    """1998年投入使用，到2025年已运行37年: from the one year to the other it is 27."""
    written = signed_on(context)
    for passage in passages(context):
        if "年" not in passage.text or not re.search("[已今].{0,8}年", passage.text):
            continue
        for match in _SERVED.finditer(passage.text):
            until = int(match["now"]) if match["now"] else written.year if written else 0
            right = until - int(match["begin"])
            if right > 0 and abs(chinese_value(match["years"]) - right) >= _LEAST:
                yield _hit(passage, match, right, until)


def _hit(passage: Passage, match: re.Match[str], right: int, until: int) -> Hit:
    return passage.hit(
        match.start("years"),
        match.end("years") + 1,
        stated=f"{match['years']}年",
        begin=match["begin"],
        until=until,
        right=f"{right}年",
    )
