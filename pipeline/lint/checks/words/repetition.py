"""Words, phrases, sentences and paragraphs written twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from pipeline.gongwen.elements import Element
from pipeline.gongwen.words import frequency, segment
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, pairs, passages, recognition
from pipeline.lint.registry import check

_PARTICLE = re.compile(r"([的和与对及被将把在是为了由给向且该请])\1+")
# Why a doubled character can be right: a word before it ends, or one behind it begins, with it.
_PARTICLE_FINE = {
    char: tuple(tuple(words.split()) for words in pair)
    for char, pair in {
        "的": (
            "目 有 众矢之 标 鹄 靶",
            "的确 的士",
        ),
        "和": (
            "总 共 饱 调 缓 平 温 谐 中 祥 亲 柔 议 言 求 讲 代数",
            "和平 和谐 和解 和睦 和田 和气 和县 和林",
        ),
        "与": (
            "参 给 赠 授 赋 付 予 相",
            "与会 与时 与否 与此 与其",
        ),
        "对": (
            "针 应 面 反 比 相 绝 校 核 结 一",
            "对外 对口 对策 对象 对接 对照 对账 对标 对内 对方 对等 对称 对比",
        ),
        "及": (
            "以 涉 普 触 波 顾 遍 提 埃 危 殃 推 累",
            "及时 及格 及其 及早",
        ),
        "被": (
            "棉 植 覆",
            "被告 被子 被动 被害 被征 被保 被继 被执",
        ),
        "将": (
            "即 必 行 终 大 名 上 中 少 老 干 武",
            "将来 将军 将要 将近 将士",
        ),
        "把": (
            "一 火 拖",
            "把握 把关 把手 把控",
        ),
        "在": (
            "现 存 潜 所 实 正 内 外 健 旨 好 志 贵 重",
            "在于 在职 在校 在建 在岗 在线 在编 在册 在乎 在场 在此 在内 在地 "
            "在家 在读 在学 在京 在用 在途 在外 在研 在营 在逃 在押",
        ),
        "是": (
            "于 但 还 就 只 凡 或 可 若 国 如",
            "是否 是非 是以 是因",
        ),
        "为": (
            "作 行 成 认 因 以 视 称 有 人 更 最 极 较 大 甚 无 尤 改 设 变 列 定 评 分",
            "为了 为此 为何 为主 为期 为民 为由 为什么 为限 为人 为例 为首 为止",
        ),
        "了": (
            "为 除 受 明 终 末 完 知 私 未 一",
            "了解 了如 了结 了却 了断 了不起 了事",
        ),
        "给": ("供 补 配 自 返", "给予 给付 给水 给养"),
        "向": (
            "方 导 走 面 意 志 去 倾 流 动 定 转 投 指 风 单 双 朝 趋 偏 取 内 外 一",
            "向上 向往 向阳 向好 向前",
        ),
        "且": ("而 并 尚 况 姑", "且末 且慢"),
        "该": ("应 活", "该当"),
        "请": ("申 提 邀 聘 恳 敬 报 呈 延 烦", "请示 请求 请假 请教 请柬"),
        "由": (
            "理 自 事 缘 案 经 来 情",
            "由于 由此 由来",
        ),
    }.items()
}
_DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,12}?)\1")
_MANNER = set(
    "研究讨论商量考虑学习休息打扫整理收拾活动锻炼检查准备调查分析介绍交流沟通议论比划评论合计掂量琢磨"
    "试验体验了解认识清理打听请教帮助鼓励表扬批评教育"
)
# a noun and the verb behind it: 国家有关规定规定的, 集体经济组织组织开展
_ACTS = frozenset(("规定", "要求", "决定", "通知", "计划", "命令", "组织"))
_REACH = 12
_NATURAL_START = "一每逐两几半多各轮代的很"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[^。！？；]+[。！？；]")
_ITEM, _LONGEST = 4, 30  # characters of a phrase
_MARK = re.compile("[，、；]")
_PHRASE = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])(?P<short>[\u4e00-\u9fff]{{{_ITEM}}})[，、；](?P=short)|"
    rf"(?P<long>[\u4e00-\u9fff]{{5,{_LONGEST}}})[，、；](?P=long)|"
    rf"(?P<listed>[\u4e00-\u9fff]{{{_ITEM}}})、(?P=listed))(?![\u4e00-\u9fff“])"
)
# What stands before the first of two equal items of a list; any other word there belongs to the
# item and makes it another thing: 临时管理规约、管理规约, 特别重大事故、重大事故
_LIST_BEGINS = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[和与及对的在按以将把为向等]|推进|推动|加强|做好|开展|抓好|包括|完善|强化|实施|落实|加快|"
    r"组织|建立|健全|提高|增强|提升|促进|统筹|注重|突出|坚持|保障|支持|优化|深化|巩固)$"
)
_COUNTED_TWICE = re.compile(r"(\d\d{0,3}(?:次|个|名|项|家|户|年|件|条|万元|亿元|公里))\1")
# 领导下下，: words of place and time that are never doubled where a clause ends (上上下下 is)
_STRAY_TWICE = re.compile(
    r"([上下中后前内外时])(?:(?<![上前里内].)\1(?=[，。；：、！？])|(?<=[以之][上下前后内外])\1)"
)


@check("repetition.character")
def character(context: Context) -> Iterator[Hit]:
    """A particle written twice: 认真的的做 (but 目的的 and 为了了解 are right)."""
    for passage in passages(context):
        for match in _PARTICLE.finditer(passage.text):
            if not _fine_particle(passage.text, match):
                yield _doubled_hit(passage, match)
        for match in _STRAY_TWICE.finditer(passage.text):
            yield _doubled_hit(passage, match)


def _fine_particle(text: str, match: re.Match[str]) -> bool:
    before, after = _PARTICLE_FINE[match[1]]
    head = text[: match.start()]
    if len(match.group()) > 2:
        return False
    if head.endswith(before):
        return True
    if len(head) > 1 and head[-1] == head[-2]:  # 暖暖和和
        return True
    return text[match.start() + 1 :].startswith(after)


@check("repetition.word")
def word(context: Context) -> Iterator[Hit]:
    """A word or phrase written twice running: 工作工作, 贯彻落实贯彻落实."""
    for passage, own in zip(passages(context), pairs(context)[0], strict=True):
        text = passage.text
        # whatever stands twice, two of its characters do
        if len(set(own)) == len(own):
            continue
        for match in _DOUBLED.finditer(text):
            if not _natural(text, match):
                yield _doubled_hit(passage, match)
        for match in _PHRASE.finditer(text) if _may_repeat(text) else ():
            if not _two_things(text, match):
                yield _doubled_hit(passage, match, match.group(match.lastgroup or 0))
        for match in _COUNTED_TWICE.finditer(text):
            if text[: match.start()][-1:] not in "每第.0123456789":
                yield _doubled_hit(passage, match)


def _two_things(text: str, match: re.Match[str]) -> bool:
    """Whether two equal phrases side by side are no slip: the first has a word of its own before
    it, or the second begins a sentence of its own (制定具体标准；具体标准，应当公布)."""
    once = match.group(match.lastgroup or 0)
    mark = text[match.start() + len(once)]
    if mark == "、":
        return not _LIST_BEGINS.search(text[: match.start()])
    behind = text[match.end() : match.end() + 1]
    return (behind in ("，", "、") and mark == "；") or (mark == "，" and behind == "、")


def _may_repeat(text: str) -> bool:
    """Whether what begins behind a mark stands before it as well: much cheaper than the pattern,
    and most paragraphs end here."""
    return any(
        text.find(text[at + 1 : at + 1 + _ITEM], max(0, at - _LONGEST), at) >= 0
        for at in [match.start() for match in _MARK.finditer(text)]
    )


def _natural(text: str, match: re.Match[str]) -> bool:
    once = match[1]
    if (
        len(set(once)) == 1
        or once[0] in _NATURAL_START
        or once[-1] == "着"  # 说着说着
        or any(c in "×〇零一二三四五六七八九十百千万亿" for c in once)
    ):
        return True
    if len(once) == 2 and set(once) <= _MANNER:
        return True
    if _across_words(text, match):
        return True
    if len(once) > 2:
        return False
    # 中国中国人民银行: the second copy is the start of a longer name (支队支队长 too); 市场市场化
    # is doubtful.
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return before in ("“", "《") or after in ("”", "》", "化", "性", "物", "长")


def _across_words(text: str, match: re.Match[str]) -> bool:
    """Whether other words make the doubling: 企业创业创新 (企业 创业 创新), 政府政府采购."""
    start, middle, end = match.start(), match.end(1), match.end()
    once = match[1]
    if once in _ACTS:
        return True
    if any(frequency(text[middle : end + more]) for more in (1, 2)):
        return True
    low = max(0, start - _REACH)
    clause = text[low : end + _REACH]
    cuts = set(accumulate(map(len, segment(clause)), initial=low))
    # 主管部门部门: the first copy may be the end of a longer word
    begins = start in cuts or start - 1 not in cuts
    return not (begins and {middle, end} <= cuts)


def _doubled_hit(passage: Passage, match: re.Match[str], once: str = "") -> Hit:
    return Hit(
        passage.story,
        passage.index,
        match.start(),
        match.end(),
        values={"once": once or match[1]},
        suggestions=(once or match[1],),
        fix="review",
    )


_CLAUSE = re.compile(
    r"(?:^|(?<=[，；：]))(?:要|应当?|须|必须)?(?P<words>[\u4e00-\u9fff]{5,30})(?=[，；。！？])"
)


_STOPS = re.compile("[，；：。！？]")
# what makes two cases of one sentence, each with the same consequence
_BRANCH = re.compile("或者|其中|属|违反|分别|造成|又")


@check("repetition.clause")
def clause(context: Context) -> Iterator[Hit]:
    """The same clause again later in one sentence: 压实责任，强化管控，压实责任."""
    for passage in passages(context):
        ends = [one[-5:] for one in _STOPS.split(passage.text) if len(one) >= 5]
        if len(set(ends)) == len(ends):
            continue
        for match in _SENTENCE.finditer(passage.text):
            seen: dict[str, int] = {}
            for one in _CLAUSE.finditer(match.group()):
                words, place = one["words"], one.start("words") + match.start()
                first = seen.setdefault(words, place)
                # side by side is repetition.word's
                if place > first + len(words) + 1 and not _BRANCH.search(
                    passage.text, first, place
                ):
                    yield passage.hit(place, place + len(words), once=words)


_ONCE_A_CLAUSE = re.compile(r"(确保|务必|力争|切实|进一步|大力)[^，。；：、“”《》（）]{1,8}?(\1)")


@check("repetition.adverb")
def adverb(context: Context) -> Iterator[Hit]:
    """A word that a clause has once stands in it twice: 确保年底前确保完成."""
    for passage in passages(context):
        for match in _ONCE_A_CLAUSE.finditer(passage.text):
            yield Hit(
                passage.story,
                passage.index,
                match.start(2),
                match.end(2),
                values={"once": match[1]},
                suggestions=("",),
                fix="review",
            )


@check("repetition.sentence", options={"least": 10})
def sentence(context: Context) -> Iterator[Hit]:
    """The same sentence twice running, in one paragraph or over two."""
    least = int(context.options.get("least", 10))
    last = ""
    for passage in passages(context, every_story=False):
        if passage.element is not Element.BODY and passage.element not in HEADINGS:
            last = ""
            continue
        whole = passage.text.strip(" \u3000")
        for match in _SENTENCE.finditer(passage.text):
            bare = match.group().strip(" \u3000")
            same = bare == last or (last.endswith(bare) and len(bare) >= 7)
            if same and len(bare) >= min(least, 7) and bare != whole:
                yield passage.hit(match.start(), match.end())
            last = bare


@check("repetition.paragraph", options={"least": 20})
def paragraph(context: Context) -> Iterator[Hit]:
    """A whole paragraph of the text stands twice in it."""
    least = int(context.options.get("least", 20))
    first: dict[tuple[int, str], int] = {}
    for passage in passages(context, every_story=False):
        if passage.element is not Element.BODY and passage.element not in HEADINGS:
            continue
        bare = re.sub(r"[\s\u3000]", "", passage.text)
        if len(bare) < least or not _HAN.search(bare):
            continue
        key = (passage.annex, bare)
        if key in first:
            yield passage.hit(first=first[key] + 1)
        else:
            first[key] = passage.index


@check("repetition.heading")
def heading(context: Context) -> Iterator[Hit]:
    """Two headings of one level with the same words, below one heading."""
    if not recognition(context).official:
        return  # a volume of several papers
    seen: dict[tuple[int, ...], dict[str, Passage]] = {}
    above: dict[int, int] = {}  # level -> paragraph of the heading in force
    for passage in passages(context, every_story=False):
        if passage.element not in HEADINGS[:2]:
            continue
        level = HEADINGS.index(passage.element)
        words = _NUMBER.sub("", passage.text).split("。")[0].strip()
        parent = above.get(0, 0) if level else 0
        above[level] = passage.index
        known = seen.setdefault((passage.annex, level, parent), {})
        if len(words) >= _A_HEADING and words in known:
            start = passage.text.index(words)
            first = known[words].text.strip()
            yield passage.hit(start, start + len(words), first=first[: first.index(words)])
        known.setdefault(words, passage)


_NUMBER = re.compile(
    r"^[\s\u3000]*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])"
)
_A_HEADING = 4
