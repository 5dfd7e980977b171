"""跨文件撞车: a draft against documents in force, each finding with both quotations and places.

Two sentences are held to speak of the same duty when they are alike without their numbers, modal
words, leading organ and penalty, and are no formula that many sentences share; then those are
compared. Terms, repealed and renumbered references and unclear leads are found by their usual
wording. All of it is for a person to look at.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.review.clauses import Clause, clause_at, find_clauses
from pipeline.review.rules import Rules

_NUMBER = re.compile(
    r"(?<![第〔\d.])(\d+(?:\.\d+)?|[一二三四五六七八九十百千两]{1,5})\s*"
    r"(个?工作日|个月|小时|日|天|年|周|％|%|亿元|万元|元|人|次|户|倍|名|平方米|公里|米|周岁|岁)"
    r"(?![月年])"
)
_DATE = re.compile(r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日")
_PENALTY = re.compile(r"[，,]?(?:可以|应当|由[\u4e00-\u9fff]{2,16})?(?:并处|处(?!理|置|于|分)).*$")
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_ORGAN = re.compile(
    r"^(?:[，、]?由)?([\u4e00-\u9fff]{2,16}?(?:局|委|办|厅|部|院|中心|政府|机构|委员会|部门))"
    r"(?=负责|牵头|主管|应当|必须|可以|不得|会同|组织)"
)
_DEFINED = re.compile(
    r"(?:本[办规细意条方][法定则见例案]?)?所称(?:的)?([^，。]{2,20}?)(?:[，,]?是指|[，,]指|[，,]即)(.+)"
)
_OWN_PLACES = re.compile(
    r"违反(?:了)?(?=本|第|前)|(?:本\w{1,3}|前[款条]|上述)|第[一二三四五六七八九十百零〇\d]{1,7}[条款项章]"
    r"|(?:的)?规定(?:的)?"
)
_LEVELS = re.compile(r"国务院|县级以上|地方|各级|本级|人民政府|政府|有关|相关")
_SAME_UNITS = {"名": "人", "天": "日", "％": "%", "周岁": "岁"}
_MONEY = {"万元": 10**4, "亿元": 10**8}
_TITLE = re.compile(r"《([^《》]{2,60})》")
_ARTICLE_OF = re.compile(
    r"《([^《》]{2,60})》(?:（[^）]{1,30}）)?(第[一二三四五六七八九十百零〇]{1,7}条)"
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Source:
    """A document to compare: name for messages, paragraphs of its body."""

    name: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with its place."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Collision:
    """One finding. here: the draft's sentence; there: the other document's (or None)."""

    rule: str
    message: str
    here: Quote
    there: Quote | None


@dataclass(frozen=True, slots=True)
class _Sentence:
    quote: Quote
    frame: str
    numbers: tuple[tuple[str, str], ...]
    modals: tuple[str, ...]
    organ: str


def crosscheck(draft: Source, others: Sequence[Source], rules: Rules) -> tuple[Collision, ...]:
    """Everything in ``draft`` that speaks against one of ``others``, in the order of the draft."""
    settings = rules.data["crosscheck"]
    mine = list(_sentences(draft, settings))
    theirs = [sentence for other in others for sentence in _sentences(other, settings)]
    found: list[Collision] = []
    for one, other, likeness in _pairs(mine, theirs, settings):
        found.extend(_compare(one, other, likeness, settings))
    found.extend(_terms(mine, theirs))
    found.extend(_references(draft, others, mine, settings))
    for sentence in mine:
        found.extend(_leads(sentence, settings))
    order = {sentence.quote: number for number, sentence in enumerate(mine)}
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda item: (order.get(item.here, 0), item.rule)))


def _sentences(source: Source, settings: Mapping[str, Any]) -> Iterator[_Sentence]:
    clauses = find_clauses(source.paragraphs)
    for number, text in enumerate(source.paragraphs):
        for match in _SENTENCE.finditer(text):
            sentence = match[0].strip()
            if len(sentence) >= settings["minimum_characters"]:
                label = _label(clauses, number)
                yield _analyse(Quote(source.name, label, sentence), settings)


def _label(clauses: Sequence[Clause], paragraph: int) -> str:
    return clause_at(clauses, paragraph).label


def _analyse(quote: Quote, settings: Mapping[str, Any]) -> _Sentence:
    text = re.sub(
        r"^(?:第[^条]{1,8}条|[一二三四五六七八九十]+、|（[^）]{1,4}）|\d+[.．、])\s*",
        "",
        quote.text,
    )
    text = "".join(text.split())
    numbers = tuple(_quantity(m[1], m[2]) for m in _NUMBER.finditer(_DATE.sub("", text)))
    frame = _PENALTY.sub("", _NUMBER.sub("#", _DATE.sub("@", text)))
    organ = ""
    if match := _ORGAN.match(frame):
        frame = frame[match.end() :]
        organ = match[1] if frame.startswith(tuple(settings["lead_words"])) else ""
    modals = []
    for kind, words in settings["modals"].items():
        for word in sorted(words, key=len, reverse=True):
            if word in frame and not _part_of_longer(frame, word):
                modals.append(kind)
                frame = frame.replace(word, "")
                break
    return _Sentence(quote, re.sub(r"[，。；、：]", "", frame), numbers, tuple(modals), organ)


def _part_of_longer(text: str, word: str) -> bool:
    """须 in 必须 and 可 in 许可, 可靠 … are no modal words."""
    if word == "须":
        return bool(re.search(r"(?:必须|无须|急须)", text)) and not re.search(
            r"(?<![必无急])须", text
        )
    if word == "可":
        return not re.search(r"(?<![许认不])可(?=[向在由按根凭申自委直])", text)
    return False


def _quantity(figure: str, unit: str) -> tuple[str, str]:
    """A quantity in one way of writing: 三十天 and 30日 are equal, so are 1万元 and 10000元."""
    value, unit = _value(figure), unit.removeprefix("个")
    if unit in _MONEY:
        return f"{float(value) * _MONEY[unit]:g}", "元"
    return value, _SAME_UNITS.get(unit, unit)


def _value(text: str) -> str:
    """A number as digits: 五 → 5, 十五 → 15, 3.0 → 3."""
    if text[0].isdigit():
        return f"{float(text):g}"
    total = current = 0
    for char in text:
        if char in _DIGITS:
            current = _DIGITS[char]
        else:
            unit = {"十": 10, "百": 100, "千": 1000}[char]
            total += (current or 1) * unit
            current = 0
    return str(total + current)


def _pairs(
    mine: Sequence[_Sentence], theirs: Sequence[_Sentence], settings: Mapping[str, Any]
) -> Iterator[tuple[_Sentence, _Sentence, float]]:
    """Sentences of the same duty with their likeness (0—1): by shared 4-grams, then by ratio."""
    from rapidfuzz.fuzz import ratio

    index: dict[str, list[int]] = defaultdict(list)
    for number, other in enumerate(theirs):
        for gram in _grams(other.frame):
            index[gram].append(number)
    least = float(settings["similarity"]) * 100
    for one in mine:
        if _says_nothing_alone(one, settings):
            continue
        found = []
        grams = _grams(one.frame)
        shared = Counter(n for gram in grams if len(index[gram]) <= 2000 for n in index[gram])
        for number, count in shared.items():
            other = theirs[number]
            if count * 3 < len(grams):
                continue
            likeness = ratio(one.frame, other.frame)
            if likeness >= least:
                found.append((other, likeness / 100))
        if len(found) <= int(settings["formula_limit"]):
            yield from ((one, other, likeness) for other, likeness in found)


def _says_nothing_alone(one: _Sentence, settings: Mapping[str, Any]) -> bool:
    """Short frames, dates of adoption, and sentences that lean on the one before them."""
    words = _OWN_PLACES.sub("", one.frame.replace("#", "").replace("@", ""))
    if len(words) < settings["minimum_characters"] or one.frame.startswith("@"):
        return True
    return one.frame.startswith(tuple(settings["dependent_starts"]))


def _grams(text: str) -> set[str]:
    return {text[i : i + 4] for i in range(len(text) - 3)}


def _compare(
    one: _Sentence, other: _Sentence, likeness: float, settings: Mapping[str, Any]
) -> Iterator[Collision]:
    there = f"《{other.quote.name}》"
    if len(one.numbers) == len(other.numbers):
        unlike = [
            (mine, its) for mine, its in zip(one.numbers, other.numbers, strict=True) if mine != its
        ]
        if unlike:
            here, other_side = ("、".join(map(_said, side)) for side in zip(*unlike, strict=True))
            message = f"同一事项，本稿是“{here}”，{there}是“{other_side}”。"
            yield Collision("number", message, one.quote, other.quote)
    kinds, other_kinds = set(one.modals), set(other.modals)
    if (
        kinds - other_kinds
        and other_kinds - kinds
        and len(one.frame) >= settings["modal_characters"]
    ):
        here, theirs = "、".join(one.modals), "、".join(other.modals)
        message = f"同一事项，本稿是{here}性规定，{there}是{theirs}性规定。"
        yield Collision("modal", message, one.quote, other.quote)
    alike = likeness >= settings["authority_similarity"]
    if alike and one.organ and other.organ and not _same_organ(one.organ, other.organ):
        message = f"同一事项，本稿由“{one.organ}”承担，{there}由“{other.organ}”承担。"
        yield Collision("authority", message, one.quote, other.quote)


def _said(quantity: tuple[str, str]) -> str:
    """A quantity for a message: 15个工作日, 5万元."""
    value, unit = quantity
    if unit == "元" and float(value) >= 10**4:
        return f"{float(value) / 10**4:g}万元"
    return f"{value}{_counted(unit)}"


def _counted(unit: str) -> str:
    return f"个{unit}" if unit in ("工作日", "月") else unit


def _same_organ(one: str, other: str) -> bool:
    """Whether two names mean one organ, or the same organ at another level of government."""
    if one.endswith(other) or other.endswith(one):
        return True
    bare, its = _LEVELS.sub("", one), _LEVELS.sub("", other)
    return not bare or not its or bare.endswith(its) or its.endswith(bare)


def _terms(mine: Sequence[_Sentence], theirs: Sequence[_Sentence]) -> Iterator[Collision]:
    """The same term defined in other words."""
    from rapidfuzz.fuzz import ratio

    known: dict[str, list[tuple[str, Quote]]] = defaultdict(list)
    for sentence in theirs:
        if match := _DEFINED.search(sentence.quote.text):
            known[match[1]].append((match[2], sentence.quote))
    for sentence in mine:
        match = _DEFINED.search(sentence.quote.text)
        for meaning, quote in known.get(match[1], ()) if match else ():
            if match and ratio(_one_way(match[2]), _one_way(meaning)) < 90:
                message = f"“{match[1]}”的定义与《{quote.name}》不同。"
                yield Collision("term", message, sentence.quote, quote)


def _one_way(text: str) -> str:
    """A text with its quantities in one way of writing."""
    return _NUMBER.sub(lambda m: "".join(_quantity(m[1], m[2])), text)


def _references(
    draft: Source, others: Sequence[Source], mine: Sequence[_Sentence], settings: Mapping[str, Any]
) -> Iterator[Collision]:
    repealed = _repealed(others, settings)
    articles = {_bare(other.name): _articles(other) for other in others}
    for sentence in mine:
        text = sentence.quote.text
        if any(word in text for word in settings["repeal_words"]):
            continue
        for title in dict.fromkeys(_TITLE.findall(text)):
            if title in repealed and title != _bare(draft.name):
                quote = repealed[title]
                yield Collision(
                    "repealed",
                    f"引用的《{title}》已被《{quote.name}》废止。",
                    sentence.quote,
                    quote,
                )
        for title, article in _ARTICLE_OF.findall(text):
            known = articles.get(_bare(title))
            if known and article not in known:
                message = f"《{title}》没有{article}（共 {len(known)} 条），可能已经重新编号。"
                yield Collision("renumbered", message, sentence.quote, None)


def _repealed(others: Sequence[Source], settings: Mapping[str, Any]) -> dict[str, Quote]:
    found: dict[str, Quote] = {}
    for other in others:
        clauses = find_clauses(other.paragraphs)
        for number, text in enumerate(other.paragraphs):
            for match in _SENTENCE.finditer(text):
                if any(word in match[0] for word in settings["repeal_words"]):
                    for title in _TITLE.findall(match[0]):
                        label = _label(clauses, number)
                        found[title] = Quote(other.name, label, match[0].strip())
    return found


def _articles(source: Source) -> frozenset[str]:
    labels = (re.match(r"\s*(第[一二三四五六七八九十百零〇]{1,7}条)", p) for p in source.paragraphs)
    return frozenset(match[1] for match in labels if match)


def _bare(name: str) -> str:
    return re.sub(r"^《|》$|（(?:征求意见稿|送审稿|试行|暂行|草案)）|\.\w{2,4}$", "", name.strip())


def _leads(sentence: _Sentence, settings: Mapping[str, Any]) -> Iterator[Collision]:
    """A duty whose lead is nobody in particular, or two at once."""
    text = sentence.quote.text
    lead_words = "|".join(map(re.escape, settings["lead_words"]))
    for owner in settings["unclear_owners"]:
        if re.search(rf"由{owner}(?:{lead_words})", text):
            message = f"只写了由“{owner}”承担，没有写明哪个部门。"
            yield Collision("no-lead", message, sentence.quote, None)
            break
    for match in re.finditer(
        rf"由([\u4e00-\u9fff、]{{4,40}}?)(?:共同|联合)?(?:{lead_words})(?!人)", text
    ):
        organs = [part for part in re.split(r"[、和与]|及(?!其)", match[1]) if _is_organ(part)]
        if len(organs) >= 2 and "会同" not in match[1]:
            message = f"“{'、'.join(organs)}”都是牵头单位，没有写明哪个为主。"
            yield Collision("two-leads", message, sentence.quote, None)


def _is_organ(text: str) -> bool:
    return bool(re.search(r"(?:局|委|办|厅|部|院|中心|政府|机构|部门)$", text))
