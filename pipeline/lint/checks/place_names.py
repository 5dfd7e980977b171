"""Names of places and works that one document writes in two ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.gongwen.words import frequency
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import likeness
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_WORKS = (
    "水库|大桥|隧道|水电站|泵站|水闸|灌区|景区|公园|小学|中学|医院|大道|社区|林场|农场|车站|码头|干渠|大堤|"
    "工业园|开发区|新区|广场|小区|水厂|污水处理厂|福利院|敬老院|街道"
)
# each name, at every place where one could end
_WORK = re.compile(rf"(?=(?P<name>[\u4e00-\u9fff]{{2}}(?:{_WORKS})))")
_AREA = re.compile(r"(?=(?P<name>[\u4e00-\u9fff]{2}[市县区镇乡村河江路]))")
_CORE = 2  # characters of a name before the word that says what it is
_USUAL = 3  # the name of an area that stands so often is the right one
_COMMON = 3  # a word that the word list counts so often is a word
_RARE = 30  # what it counts less often may be half of a name
_FUNCTION = frozenset("各个全我本该此在由为从到和与及的地得了是对向座处项")
_NO_AREA = _FUNCTION | frozenset("省市县区州镇乡村新老大小东西南北中城")


@check("place_names.spelling")
def spelling(context: Context) -> Iterator[Hit]:
    """柳溪市 throughout and 柳茜市 once; 龙潭水库 and, in another sentence, 龙滩水库."""
    if not recognition(context).official:
        return
    whole = whole_text(context)
    areas = Counter(match["name"] for match in _AREA.finditer(whole))
    usual_areas = [name for name, n in areas.items() if n >= _USUAL and _may_be_area(name)]
    works = Counter(match["name"] for match in _WORK.finditer(whole))
    for counts, usual in ((areas, usual_areas), (works, [*works])):
        for odd, times in counts.items():
            near = (name for name in usual if counts[name] >= times == 1 and _misheard(odd, name))
            right = max(near, key=lambda name: counts[name], default="")
            if right:
                yield from _told(context, odd, right, counts[right])


def _may_be_area(name: str) -> bool:
    """Whether three characters could be a name: no 各乡镇, no 示范区, no 城区."""
    return not _NO_AREA & {*name[:_CORE]} and max(frequency(name[1:]), frequency(name)) < _COMMON


def _misheard(odd: str, usual: str) -> bool:
    """Whether ``odd`` is ``usual`` with one character of the same sound or shape, and no word."""
    if odd[_CORE:] != usual[_CORE:] or (odd[0] == usual[0]) == (odd[1] == usual[1]):
        return False
    apart = 0 if odd[0] != usual[0] else 1
    if likeness(odd[apart], usual[apart]) not in ("音同", "形近") or _FUNCTION & {*odd[:_CORE]}:
        return False
    if len(odd) == _CORE + 1:
        return max(map(frequency, (odd, odd[:_CORE], odd[1:]))) < _COMMON
    return frequency(odd[:_CORE]) < _RARE and frequency(odd[1 : _CORE + 1]) < _RARE


def _told(context: Context, odd: str, usual: str, times: int) -> Iterator[Hit]:
    texts = passages(context, every_story=False)
    listed = any(p.paragraph.cell is not None and usual in p.text for p in texts)
    for passage in texts:
        at = passage.text.find(odd)
        if at < 0 or (at > 0 and frequency(passage.text[at - 1 : at + 1]) >= _COMMON):
            continue
        side_by_side = listed and passage.paragraph.cell is not None
        if not side_by_side and usual not in _sentence(passage, at):
            yield passage.hit(at, at + len(odd), usual=usual, times=times)


def _sentence(passage: Passage, at: int) -> str:
    return passage.text[passage.text.rfind("。", 0, at) + 1 :].split("。", 1)[0]
