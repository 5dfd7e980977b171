"""What must not be suspected, or only with better reason: names, numbers of documents, titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from pipeline.errors import DataProblem
from pipeline.proof.symbols import Flags, codes
from pipeline.resources import data_folder, load_yaml

_HAN = "\u4e00-\u9fff"
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏章苏潘葛范彭郎鲁韦马苗方俞任袁柳"
    "鲍史唐费薛雷贺倪汤滕殷罗毕郝安常于傅皮齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄米贝臧戴宋茅庞熊纪舒屈项祝董梁杜阮蓝"
    "闵席季贾路娄江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房解应丁邓洪包左石崔吉龚程邢裴陆翁荀甄曲封"
    "靳段焦巴侯宁仇甘厉武刘景龙叶司黎薄白蒲卓池乔闻党翟谭劳冉桑桂牛边燕冀尚温庄晏柴瞿阎连习容向古易廖终步耿"
    "覃冼卞牟占佘褟郗楼练植麦招岑"
    "满匡文寇广欧沃利越师巩聂晁冷辛那简饶空曾关车侍岳帅亢况有琴肖涂符佟闫盖"
)
_POSTS = (
    "同志|先生|女士|教授|院士|书记|副书记|主任|副主任|局长|副局长|处长|副处长|科长|副科长|县长|副县长|区长|副区长|"
    "市长|副市长|省长|副省长|部长|副部长|厅长|副厅长|镇长|乡长|主席|副主席|委员|组长|副组长|队长|院长|副院长|校长|"
    "副校长|经理|董事长|会长|副会长|秘书长|副秘书长|参谋长|政委|记者|法官|检察官|律师|医生|老师"
)
_NAME = rf"[{SURNAMES}][{_HAN}]{{1,2}}"
_MEANT = (  # what must not be suspected at all
    rf"[{SURNAMES}]某",
    rf"(?<![{_HAN}]){_NAME}(?={_POSTS})",
    rf"(?:{_POSTS}|姓名|联系人|签发人|主持人|记录人)[：:\s]{{0,3}}(?P<name>{_NAME})(?![{_HAN}])",
    "[零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整]{4,}",
    rf"[{_HAN}]{{1,12}}(?=[〔\[【（(]\d{{4}}[〕\]】）)][^号]{{0,8}}号)",
)
_LISTED = rf"(?<![{_HAN}])(?:{_NAME}[、，,\s]+){{2,}}{_NAME}(?![{_HAN}])"  # people, or 安全、高效
_COINED = r"“[^“”]{2,10}”"
_FORMULA = rf"一[{_HAN}]一[{_HAN}]|逐[处户项条村人件批段点页次日级层笔家校站栋楼]"
_WHO = rf"(?<=[{_HAN}]{{2}})[组办局厅处室站队](?=[要须应将])"  # 安全保障组要制定……
_PLACE = (  # what looks like the name of a place: 汐南县人民法院, 柘川县、汐安市：
    rf"(?<![{_HAN}])[{_HAN}]{{2,3}}(?<![城超上门])[县市镇乡州]"
    rf"(?=$|[、，：:；。）)]|人民|[{_HAN}]{{1,8}}(?:局|法院|检察院|委员会|厅|办公室))"
    rf"|^[{_HAN}]{{2,3}}(?<![城园社小景库辖片校厂矿])区$|(?<=[镇乡])[{_HAN}]{{2,3}}村"
)
# what follows the name of a place, and does not begin another word
_PLACE_KIND = (
    "市(?![场民政级容])|区(?![域别分间])|路(?![径线面段灯])|街(?!头)|村(?![民级])|[县镇乡州屯湾沟岭峪]|[河江湖](?![道流水底])"
    "|水库|大桥|街道|社区|片区|新区|林场"
)
_TITLE = r"《[^《》]{1,120}》"
_TITLE_DOUBT = 0.8  # logits: a title is quoted as it is, but may be mistyped too
_COINED_DOUBT = 1.5  # logits: a short expression in quotation marks is often coined
_FORMULA_DOUBT = 3.5  # logits: 一企一策, 一户一档, 逐处 … are made anew for every measure
_WHO_DOUBT = 2.0  # logits: who must do something, not 主要
_PLACE_DOUBT = 5.0  # logits: names of places are spelt as no word is
# characters that hardly stand but in names of people and firms: whoever typed one meant it
_IN_NAMES = frozenset(
    "鑫淼焱垚犇晟昊旻昱煜烨炜玮瑾瑜珺琪琦璇玥珏婷婧娜莎蕾薇嫣姝霏霆锴钰镕斌赟骞骅婕娣莹瑛珂琛玺璋萱皓"
)
_IN_NAMES_DOUBT = 2.5  # logits
_REPEAT_DOUBT = 2.5  # logits: what a document writes time and again is meant
_OFTEN = 3


@cache
def surnames() -> Flags:
    """Which symbols are common surnames."""
    table = np.zeros(0x10000, dtype=bool)
    table[codes(SURNAMES)] = True
    return table


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Compiled when the first suspicion is weighed: clean text never asks."""
    return tuple(map(re.compile, _MEANT))


@cache
def _listed() -> re.Pattern[str]:
    return re.compile(_LISTED)


@dataclass(frozen=True, slots=True)
class _WordList:
    """Words of two and more characters, and the lengths that they have."""

    words: frozenset[str]
    lengths: tuple[int, ...]

    def touches(self, text: str, start: int, end: int) -> bool:
        """Whether one of the words stands where [start, end) is, or overlaps it."""
        last = max(end, start + 1)
        return any(
            text[low : low + length] in self.words
            for length in self.lengths
            for low in range(max(0, start - length + 1), last)
        )


def _word_list(words: Iterable[str]) -> _WordList:
    every = frozenset(w for w in words if len(w) >= 2)
    return _WordList(every, tuple(sorted(set(map(len, every)))))


@cache
def _known() -> _WordList:
    """Words of all trades that statutes hardly know (``rules/proof/words.yaml``)."""
    data = load_yaml(data_folder("rules") / "proof" / "words.yaml")
    listed = data.get("words") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise DataProblem("rules/proof/words.yaml 应写成“words:”，下面每行一个“- 词 词 词”。")
    return _word_list(word for line in listed for word in str(line).split())


def _named(found: re.Match[str]) -> tuple[int, int]:
    return found.span("name" if "name" in found.re.groupindex else 0)


class Guard:
    """Knows a document's protected places. ``words``: the unit's own names and terms; ``common``
    tells common words of the language, which no list of names is made of."""

    def __init__(
        self,
        paragraphs: Sequence[str],
        words: Iterable[str] = (),
        common: Callable[[str], bool] = lambda word: False,
    ) -> None:
        self._paragraphs = paragraphs
        self._common = common
        self._words = _word_list(words)
        self._kept: dict[int, list[tuple[int, int]]] = {}
        # what is asked of the whole document, once for each text: a slip may come a thousand times
        self._counts: dict[str, int] = {}
        self._places: dict[str, bool] = {}

    def doubt(self, paragraph: int, start: int, end: int) -> float | None:
        """How many logits to take off a suspicion there; None when it must not be raised."""
        if any(low < max(end, start + 1) and start < high for low, high in self._names(paragraph)):
            return None
        text = self._paragraphs[paragraph]
        if any(words.touches(text, start, end) for words in (_known(), self._words)):
            return None
        doubt = 0.0
        if any(m.start() < start and end < m.end() for m in re.finditer(_TITLE, text)):
            doubt += _TITLE_DOUBT
        if any(m.start() < start and end < m.end() for m in re.finditer(_COINED, text)):
            doubt += _COINED_DOUBT
        if any(m.start() <= start and end <= m.end() for m in re.finditer(_FORMULA, text)):
            doubt += _FORMULA_DOUBT
        if any(m.start() == start and end == m.end() for m in re.finditer(_WHO, text)):
            doubt += _WHO_DOUBT
        if any(m.start() <= start and end <= m.end() for m in re.finditer(_PLACE, text)):
            doubt += _PLACE_DOUBT
        if any(map(self._is_place, (text[start - 1 : start + 1], text[start : start + 2]))):
            doubt += _PLACE_DOUBT
        if not _IN_NAMES.isdisjoint(text[start:end]):
            doubt += _IN_NAMES_DOUBT
        around = text[max(0, start - 1) : end + 1]
        if len(around) >= 3 and self._times(around) >= _OFTEN:
            doubt += _REPEAT_DOUBT
        return doubt

    def _is_place(self, root: str) -> bool:
        """Is a place of the document called so, and more than once (澄湖区, 澄湖公安分局)?"""
        if root not in self._places:
            self._places[root] = self._names_place(root)
        return self._places[root]

    def _names_place(self, root: str) -> bool:
        return (
            len(root) == 2
            and root.isalpha()
            and self._times(root) > 1
            and re.search(f"{root}(?:{_PLACE_KIND})", self._joined) is not None
        )

    def _times(self, text: str) -> int:
        if text not in self._counts:
            self._counts[text] = self._joined.count(text)
        return self._counts[text]

    @cached_property
    def _joined(self) -> str:
        return "\n".join(self._paragraphs)

    def _names(self, paragraph: int) -> list[tuple[int, int]]:
        if paragraph not in self._kept:
            text = self._paragraphs[paragraph]
            spans = [_named(m) for p in _patterns() for m in p.finditer(text)]
            spans += [m.span() for m in _listed().finditer(text) if self._people(m.group())]
            self._kept[paragraph] = spans
        return self._kept[paragraph]

    def _people(self, listed: str) -> bool:
        """Is a list of what could be names one of people: not half of it common words?"""
        items = re.split(r"[、，,\s]+", listed)
        return 2 * sum(map(self._common, items)) < len(items)
