"""References to an attachment by a number that another attachment has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.gongwen import line_shapes as shapes
from pipeline.lint.checks.references import bare_name, listed_attachments
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import in_text, passages, recognition
from pipeline.lint.registry import check

# 分年度安排见附件3, 任务分解（详见附件1）, 附件2《任务分解表》
_SEE = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{2,12})(?:（|，|由)?(?:请|另|详|具体)?(?:见|参见)附件(?P<serial>\d{1,2})(?!\d|[—-])"
)
_NAMED = re.compile(r"附件(?P<serial>\d{1,2})(?:的)?《(?P<name>[^《》]{4,60})》")
# words that tell no attachment from another
_SAYS_NOTHING = re.compile(
    "情况|要求|内容|事项|名称|格式|如下|具体|有关|相关|工作|标准|方案|附表|表格|详情"
)


@check("annex_references.other_number")
def other_number(context: Context) -> Iterator[Hit]:
    """资金安排见附件1 where attachment 1 is a 任务分解表 and attachment 2 a 资金安排表."""
    items = listed_attachments(context)
    if len(items) < 2 or not recognition(context).official:
        return
    names = {item.serial or place: bare_name(item.name) for place, item in enumerate(items, 1)}
    for passage in passages(context, every_story=False):
        if "附件" not in passage.text or not in_text(context, passage):
            continue
        if any(item.passage.index == passage.index for item in items):
            continue
        for pattern in (_SEE, _NAMED):
            for match in pattern.finditer(passage.text):
                serial = shapes.chinese_value(match["serial"])
                meant = _meant(match, serial, names)
                if meant:
                    start = match.start("serial") - len("附件")
                    yield passage.hit(
                        start,
                        match.end("serial"),
                        serial=serial,
                        name=names[serial],
                        meant=meant,
                        other=names[meant],
                    )


def _meant(match: re.Match[str], serial: int, names: dict[int, str]) -> int:
    """The one attachment whose name has the words of the reference; 0 when it is the one named,
    when none or several have them, or when the number is none of theirs."""
    said = names.get(serial)
    if said is None:
        return 0
    if "what" in match.re.groupindex:
        what = match["what"]
        word = what[-2:]
        if _SAYS_NOTHING.match(word) or any(what[i : i + 2] in said for i in range(len(what) - 1)):
            return 0
        having = [number for number, name in names.items() if word in name]
    else:
        name = bare_name(match["name"])
        if name in said or said in name:
            return 0
        having = [number for number, other in names.items() if name in other]
    return having[0] if len(having) == 1 else 0
