"""的, 地 and 得 in each other's place, told by the words on both sides.

Grammar alone does not decide: 认真的贯彻执行 is right behind 得到 and wrong behind 要. So a place
is reported only where what stands before and behind leaves one reading; the lists of words are
options of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.gongwen.words import frequency, segment, word_kind
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

_STOP = re.compile(r"[，。；：！？“”‘’（）《》\s]")
_LONGEST = 60  # characters of a clause on either side that are looked at
_COMMON = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A particle that is a word of its own. before, after: the words of its clause on either
    side; behind: the text after it to the end of the clause; stop: what ends the clause."""

    passage: Passage
    at: int
    before: list[str]
    after: list[str]
    behind: str
    stop: str

    def hit(self, right: str) -> Hit:
        """The finding that ``right`` should stand here."""
        index, story = self.passage.index, self.passage.story
        values = {"right": right}
        return Hit(story, index, self.at, self.at + 1, values, suggestions=(right,), fix="review")


def _places(context: Context, particles: str, ends: frozenset[str]) -> Iterator[Place]:
    """Places of the particles whose two characters before are in ``ends``: cutting a clause into
    words is dear, and few particles need it."""
    wanted = re.compile(f"[{particles}]")
    for passage in passages(context):
        for match in wanted.finditer(passage.text, 2):
            at = match.start()
            if passage.text[at - 2 : at] in ends:
                place = _place(passage, at)
                if place is not None:
                    yield place


def _place(passage: Passage, at: int) -> Place | None:
    """None where the particle begins a common word (得到, 地方) or nothing stands before it."""
    text = passage.text
    stop = _STOP.search(text, at)
    end = stop.start() if stop else len(text)
    if at + 1 < end and frequency(text[at : at + 2]) >= _COMMON:
        return None
    before = _STOP.split(text[max(0, at - _LONGEST) : at])[-1]
    if not before:
        return None
    behind = text[at + 1 : min(end, at + _LONGEST)]
    return Place(passage, at, segment(before), segment(behind), behind, text[end : end + 1])


def _listed(context: Context, name: str) -> frozenset[str]:
    return frozenset(str(context.options[name]).split())


_PASSING = re.compile(
    "[都也还就再已正更很均则便才又仍最较]|已经|正在|更加|十分|非常|较为|极为|一定|必将|仍然|共同|一直|始终|真正|进一步"
)
_FINISHED = re.compile(
    "[了着过]|好(?![的处事人评])|到位?|完(?!善|整|全|备)|起来|下去|[成为至给入出上在向于]"
)
_SURELY_DONE = re.compile("了(?!解)|起来|下去|过(?![程渡去])")
_LEADING = frozenset("为对向把将给与同跟")  # 耐心的为老人测量血压
_PREDICATE = re.compile(
    "是|很|非常|十分|需要|成为|决定|得到|取得|将|能够|可以|应当|不够|没有|已经|明显|必不可少|不可或缺|"
    "来之不易|离不开|有利于|有助于|关键|重要|必要|不|有待"
)
_LISTING = re.compile("[、和与及或的]")


@check(
    "particles.manner",
    options={"manner": str, "always": "", "idioms": "", "verbs": "", "modals": str, "heads": str},
)
def manner(context: Context) -> Iterator[Hit]:
    """的 or 得 between how something is done and the verb: 要认真的贯彻执行, 稳步的推进.

    manner: words that say how; always: those of them that are hardly ever used before a noun;
    idioms: longer ones; verbs: some that the word list takes for something else; modals: what a
    verb must follow; heads: nouns that make a verb before them part of a name (推进方式).
    """
    known = _listed(context, "manner") | _listed(context, "idioms")
    known |= {w[0] * 2 + w[1] * 2 for w in known if len(w) == 2}
    names = ("always", "verbs", "modals", "heads")
    lists = _Manner(known, *(_listed(context, name) for name in names))
    for place in _places(context, "的得", frozenset(w[-2:] for w in known)):
        said = "".join(place.before)
        how = next((said[-n:] for n in (4, 3, 2) if said[-n:] in known), "")
        before = _without(place.before, how, known)
        whole = not said.endswith("可持续")  # one word, in which 可 allows nothing
        if how and whole and before is not None and lists.wrong(before, how, place):
            yield place.hit("地")


def _without(words: list[str], how: str, known: frozenset[str]) -> list[str] | None:
    """``words`` without the manner ``how`` at their end; None when it is only a part of a word
    (切实有效 is two manners)."""
    rest = "".join(words)[: -len(how)]
    kept = list(words)
    while kept and len("".join(kept)) > len(rest):
        last = kept.pop()
    left = rest[len("".join(kept)) :]
    return kept if how and (not left or (left in known and last == left + how)) else None


@dataclass(frozen=True, slots=True)
class _Manner:
    """The lists that ``manner`` judges by."""

    known: frozenset[str]
    always: frozenset[str]
    verbs: frozenset[str]
    modals: frozenset[str]
    heads: frozenset[str]

    def wrong(self, before: list[str], how: str, place: Place) -> bool:
        """Whether a verb that is said to be done so must follow."""
        if not place.after:
            return False
        word = place.after[0]
        rest = place.behind[len(word) :]
        led = word in _LEADING and len(rest) >= 4 and not rest.endswith("的")
        if not (led or self._verb(word) or (len(word) > 1 and _SURELY_DONE.match(rest))):
            return False
        while before and (_PASSING.fullmatch(before[-1]) or before[-1] in self.known):
            before = before[:-1]
        before = _since_speech(before)
        if _FINISHED.match(rest) and not self._noun_wanted(before):
            return True
        compound = any(self._ends_name(rest, length) for length in (2, 3))
        if before and before[-1] in self.modals:
            return not compound and not rest.startswith("的")
        if not all(map(_nominal, before)):
            return False
        if not rest:
            return how in self.always
        whole = not compound and not _PREDICATE.search(rest) and not _LISTING.match(rest)
        return whole and (how in self.always or len(rest) >= (2 if before else 3))

    def _verb(self, word: str) -> bool:
        return len(word) > 1 and (word in self.verbs or _is_verb(word))

    def _ends_name(self, rest: str, length: int) -> bool:
        """Whether a head follows the verb, and nothing that it would belong to (推进方式很重要)."""
        if rest[:length] not in self.heads:
            return False
        behind = rest[length:]
        return not behind or bool(_LISTING.match(behind) or _PREDICATE.match(behind))

    def _noun_wanted(self, before: list[str]) -> bool:
        """得到认真的贯彻了: something stands before that takes a noun."""
        last = before[-1] if before else ""
        takes = (
            bool(_TAKES.fullmatch(last))
            or word_kind(last)[:1] in ("v", "p")
            or last in "的、和与及"
        )
        return bool(last) and last not in self.modals and takes and not last.endswith(_NOUN_ENDS)


_SPEECH = re.compile("要求|强调|指出|提出|明确|决定|号召|希望|督促|推动|引导|教育|动员|促使")


def _since_speech(before: list[str]) -> list[str]:
    """What stands behind 会议要求: a sentence of its own."""
    for number in range(len(before) - 2, -1, -1):
        if _SPEECH.fullmatch(before[number]):
            return before[number + 1 :]
    return before


def _is_verb(word: str) -> bool:
    """贯彻 and, by its first half, 贯彻执行."""
    return word_kind(word) == "v" or (len(word) == 4 and word_kind(word[:2]) == "v")


# verbs that take a noun and that the word list takes for something else
_TAKES = re.compile(
    "设置|健全|完善|落实|提供|开辟|形成|营造|建立健全|"
    "配备|给予|予以|构筑|构建|筑牢|搭建|打造|培育|设计"
)
_NOUN_ENDS = tuple("法性度员者家们业队会部局厅室组村镇县市区省")


def _nominal(word: str) -> bool:
    """Whether a word can stand in a subject: nouns, names, pronouns, numbers."""
    if word in "的、和与及" or _TAKES.fullmatch(word):
        return False
    if len(word) > 1 and word.endswith(_NOUN_ENDS):
        return True
    kind = word_kind(word)
    return kind[:1] not in ("v", "p", "c", "d", "u") or kind == "vn"


_TURNED = "(?<=变)(?<![改转演应嬗蜕质巨突病事政裂渐]变)"  # 变 by itself
_DEGREES = "很|非常|十分|比较|较|更加|更为|更|越来越|不够|不太|特别|极为|相当|太|还?不"


@check("particles.complement", options={"verbs": str, "quality": str, "idioms": ""})
def complement(context: Context) -> Iterator[Hit]:
    """的 or 地 between a verb and how it was done: 抓的不紧, 落实的不够到位, 环境变的更加整洁.

    verbs: single characters that are verbs; quality: what may be said of doing; idioms: the same
    of four characters, which need no 很 before them.
    """
    verbs, idioms = _listed(context, "verbs"), "|".join(sorted(_listed(context, "idioms")))
    # one order in every run, or the pattern is another each time and no compiled one is ever found
    quality = "|".join(sorted(_listed(context, "quality"), key=lambda word: (-len(word), word)))
    both = "又[\u4e00-\u9fff]{1,2}又[\u4e00-\u9fff]{1,2}"
    said = f"(?:(?:{_DEGREES})(?:{quality})了?|{both}|{idioms})(?:[，。；！、]|$)"
    turned = f"{_TURNED}[的地](?=(?:{_DEGREES})[\u4e00-\u9fff])"
    wanted = re.compile(f"(?P<turned>{turned})|[的地](?={said})")
    for passage in passages(context):
        for match in wanted.finditer(passage.text, 1):
            place = _place(passage, match.start())
            if place is None:
                continue
            if match["turned"] or _done(place, verbs):
                yield place.hit("得")


def _done(place: Place, verbs: frozenset[str]) -> bool:
    """Whether the word before the particle is a verb that something is said of (所做的 is not)."""
    word = place.before[-1]
    if len(word) == 1:
        known = place.passage.text[place.at] == "的" and (word in verbs or _is_verb(word))
    else:
        known = word in verbs or word_kind(word) in ("v", "vn")
    # 发展的不平衡，决定了……: what follows may be named by it
    named = place.behind.startswith("不") and len(place.behind) > 2 and place.stop == "，"
    owned = len(place.before) > 1 and place.before[-2] in ("所", "的", "是")
    return known and not named and not owned


_OF_A_VERB = tuple("于着了到")


@check("particles.quality", options={"qualities": str, "both": "", "nouns": str})
def quality(context: Context) -> Iterator[Hit]:
    """地 or 得 between a quality and the thing that has it: 广大地干部, 长期得任务.

    qualities: words that are said of things, hardly ever of doing; both: words that are said of
    either, where only ``nouns`` count; nouns: things, beside those that the word list knows.
    """
    things, both, nouns = (_listed(context, name) for name in ("qualities", "both", "nouns"))
    tails = frozenset(word[-2:] for word in things | both)
    for place in _places(context, "地得", tails):
        said = "".join(place.before)
        if not place.after:
            continue
        word = place.after[0]
        known = len(word) > 1 and word_kind(word) in ("n", "nz", "vn", "l")
        if place.behind[len(word) :][:1] in _OF_A_VERB:  # 显著地作用于
            continue
        listed = place.behind.startswith(tuple(nouns)) and said.endswith(tuple(things | both))
        if listed or (known and said.endswith(tuple(things))):
            yield place.hit("的")
