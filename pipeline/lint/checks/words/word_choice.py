"""A word in the place of another that sounds or means nearly the same, told by its company:
发扬……作用, 以列入计划. The words with their company are in ``rules/phrases/choices.yaml``."""

from __future__ import annotations

import marshal
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.gongwen.words import frequency, has_words
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.grams import pair as number_of
from pipeline.lint.grams import places
from pipeline.lint.likeness import list_path
from pipeline.lint.passages import Passage, pairs, passages
from pipeline.lint.registry import check
from pipeline.lint.segment import on_word_boundary
from pipeline.resources import MARSHAL, content_key, keep, kept_files, load_yaml

_FORMAT = 2
_PAIR = 2
_PLAIN_WORD = 20  # what the word list counts so often is no rare word
_LONGEST = 5
_REACH = 24  # characters behind a verb within which its object ends
# between a subject and its predicate
_SAID_HOW = re.compile(
    "(?:不断|显著|明显|进一步|有所|持续|大幅|大大|稳步|逐步|逐年|得到|有了|有|了|较大|很大|也|将|均|都|日益|全面|总体|"
    "普遍|切实|有效|较快|同比|环比|得以|逐渐|大幅度|根本|的|必将|相应|随之|极大|更加|较上年|比上年|较去年|比去年){0,4}$"
)
_GOES_ON = tuple("的、和与及或并")  # behind a verb that takes no object there
_AROUND = 10  # … around a word in which something may say that it is right
_LISTS = ("before", "after", "object", "subject", "clause", "unless")
_KEYS = frozenset({"wrong", "right", "all", "why", *_LISTS})
_EDGES = "，。；：！？、“”‘’《》（）()\n\t "
_ENDS_PREDICATE = frozenset(_EDGES + "到至了为0123456789")
_ENDS_CLAUSE = re.compile("[，。；：！？“”《》（）()\n\t]")
_FIGURE = "0"  # in a list of company: any figure
_EDGE = "^"  # … the edge of a clause


@dataclass(frozen=True)
class _Behind:
    """What is behind a word that ends at ``end`` of a text; the same for all that it may stand for.

    verbs: what takes an object away from the verb before.
    """

    text: str
    end: int
    verbs: re.Pattern[str]

    @cached_property
    def object(self) -> str:
        return _may_be_object(self.text, self.end)

    @cached_property
    def has_verb(self) -> bool:
        """Whether another verb stands between it and its object."""
        return self.verbs.search(self.object) is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """One word for another.

    before, after: what stands directly beside it; object: what its clause ends with, as its object;
    subject: what it is said of, as the predicate; clause: what stands anywhere in its clause. One
    of them is enough, ``all`` must be there when ``every`` is set. unless: what says, in the
    neighbourhood, that the word is right.
    """

    wrong: str
    right: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    object: tuple[str, ...]
    subject: tuple[str, ...]
    clause: tuple[str, ...]
    unless: tuple[str, ...]
    every: bool
    why: str

    def is_meant(self, behind: _Behind, at: int) -> bool:
        """Whether at this place of a text, with what is behind it, the other word is meant."""
        tests = self._tests(behind, at)
        if not (all(tests) if self.every else any(tests)):
            return False
        around = behind.text[max(0, at - _AROUND) : behind.end + _AROUND]
        return not any(word in around for word in self.unless)

    def _tests(self, behind: _Behind, at: int) -> Iterator[bool]:
        """Whether each kind of company is there, the cheapest first."""
        text, end = behind.text, behind.end
        if self.before:
            yield _stands_before(text, at, self.before)
        if self.after:
            yield _stands_behind(text, end, self.after)
        if self.object:
            yield self._has_object(behind)
        if self.subject:
            yield self._has_subject(text, at, end)
        if self.clause:
            yield any(word in text for word in self.clause) and self._in_clause(text, at, end)

    def _in_clause(self, text: str, at: int, end: int) -> bool:
        """Whether one of its words stands in its clause."""
        low, high = _clause(text, at, end)
        rest = text[low:at] + "\n" + text[end:high]
        return any(word in rest for word in self.clause)

    def _has_object(self, behind: _Behind) -> bool:
        """Whether the clause ends with such an object and no other verb takes it."""
        rest = behind.object
        if not rest.endswith(self.object) or self.right in rest:
            return False
        return self.right not in behind.text[behind.end - 8 : behind.end] and not behind.has_verb

    def _has_subject(self, text: str, at: int, end: int) -> bool:
        """Whether it is the predicate of such a subject: 水平|有了明显|改善."""
        said = _SAID_HOW.search(text[max(0, at - _REACH) : at])
        low = at - len(said[0]) if said else at
        if not text.endswith(self.subject, 0, low):
            return False
        return end == len(text) or text[end] in _ENDS_PREDICATE


@dataclass(frozen=True)
class _Group:
    """One word with all that it may stand for, and the company of all of them together.

    shift: its place, counted from the two characters at which it is looked for.
    """

    shift: int
    wrong: str
    choices: Sequence[Choice]

    @cached_property
    def before(self) -> tuple[str, ...]:
        return tuple({word for one in self.choices for word in one.before})

    @cached_property
    def after(self) -> tuple[str, ...]:
        return tuple({word for one in self.choices for word in one.after})

    @cached_property
    def objects(self) -> tuple[str, ...]:
        return tuple({word for one in self.choices for word in one.object})

    @cached_property
    def has_subjects(self) -> bool:
        return any(one.subject for one in self.choices)

    @cached_property
    def clauses(self) -> Sequence[str]:
        return [word for one in self.choices for word in one.clause]

    def meant(self, text: str, at: int, verbs: re.Pattern[str]) -> Iterator[Choice]:
        """What is meant at a place of a text."""
        if self._has_company(text, at):
            behind = _Behind(text, at + len(self.wrong), verbs)
            yield from (one for one in self.choices if one.is_meant(behind, at))

    def _has_company(self, text: str, at: int) -> bool:
        """Whether any of the company may be there: the cheapest tests, for all of them at once."""
        end = at + len(self.wrong)
        if not at or end == len(text) or text.endswith(self.before, 0, at):
            return True
        return (
            text.startswith(self.after, end)
            or (self.has_subjects and text[end] in _ENDS_PREDICATE)
            or any(word in text for word in self.clauses)
            or (self.objects != () and _may_be_object(text, end).endswith(self.objects))
        )


def _may_be_object(text: str, end: int) -> str:
    """The rest of the clause of a word that ends there, when that may end with its object."""
    stop = _ENDS_CLAUSE.search(text, end)
    rest = text[end : stop.start() if stop else len(text)].removesuffix("等")
    return "" if len(rest) > _REACH or rest[:1] in _GOES_ON else rest


def _stands_before(text: str, at: int, words: tuple[str, ...]) -> bool:
    return text.endswith(words, 0, at) or (_EDGE in words and not at)


def _stands_behind(text: str, end: int, words: tuple[str, ...]) -> bool:
    return text.startswith(words, end) or (_EDGE in words and end == len(text))


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    found = [match.end() for match in _ENDS_CLAUSE.finditer(text, 0, start)]
    following = _ENDS_CLAUSE.search(text, end)
    return found[-1] if found else 0, following.start() if following else len(text)


@check("word_choice.mistaken")
def mistaken(context: Context) -> Iterator[Hit]:
    """A word where its company says that another one is meant."""
    if not has_words():
        return
    choices = load_choices()
    each, every = pairs(context)
    there = choices.keys & every
    if not there:
        return
    for passage, own in zip(passages(context), each, strict=True):
        if there.isdisjoint(own):
            continue
        done = 0
        for place in places(own, there):
            for at, choice in choices.meant(passage.text, place, own[place]):
                if at >= done and not _in_a_word(passage.text, at, len(choice.wrong)):
                    done = at + len(choice.wrong)
                    yield _hit(passage, at, choice)


def _hit(passage: Passage, at: int, choice: Choice) -> Hit:
    return Hit(
        passage.story,
        passage.index,
        at,
        at + len(choice.wrong),
        values={"right": choice.right, "why": choice.why},
        suggestions=(choice.right,),
    )


def _in_a_word(text: str, at: int, length: int) -> bool:
    """Whether the word is only part of a longer one, or two words meet there."""
    end = at + length
    if length >= _PAIR and not on_word_boundary(text, at, end):
        return True
    for start in range(max(0, at - _LONGEST), at + 1):
        for stop in range(end, min(len(text), end + _LONGEST) + 1):
            longer = length < stop - start <= _LONGEST
            if longer and frequency(text[start:stop]) >= _PLAIN_WORD:
                return True
    return False


class Choices:
    """The words in question, packed until a document holds one of them.

    keys: the pairs of characters, as numbers, at which one may stand. verbs: what takes an object
    away from the verb before.
    """

    def __init__(self, found: Mapping[int, list[int]], rows: list[bytes], verbs: str) -> None:
        self._places = found
        self._rows = rows
        self._known: dict[int, list[_Group]] = {}
        self.keys = found.keys()
        self._verbs = re.compile(verbs)

    def meant(self, text: str, place: int, pair: int) -> Iterator[tuple[int, Choice]]:
        """The words for which another is meant at two characters of a text, with where they are."""
        for group in self._known.get(pair) or self._at(pair):
            at = place + group.shift
            if at >= 0 and text.startswith(group.wrong, at):
                for choice in group.meant(text, at, self._verbs):
                    yield at, choice

    def _at(self, pair: int) -> list[_Group]:
        """The words that may stand at two characters."""
        groups: dict[tuple[int, str], list[Choice]] = {}
        for place in self._places[pair]:
            shift, number = divmod(place, len(self._rows))
            choice = self._unpacked(number)
            groups.setdefault((shift, choice.wrong), []).append(choice)
        self._known[pair] = [_Group(*key, own) for key, own in groups.items()]
        return self._known[pair]

    def _unpacked(self, number: int) -> Choice:
        return Choice(*marshal.loads(self._rows[number]))  # noqa: S302 - our own cache file


@cache
def load_choices() -> Choices:
    """The words of ``rules/phrases/choices.yaml``, made ready once and kept, keyed by content.
    Raises DataProblem."""
    path = list_path("choices")
    places = kept_files(
        f"choices/{content_key(f'{_FORMAT} {sys.byteorder}', path.read_bytes())}.bin"
    )
    for kept in places:
        try:
            return Choices(*marshal.loads(kept.read_bytes()))  # noqa: S302 - our own cache file
        except (OSError, ValueError, EOFError, TypeError):
            continue
    made = _make(path)
    keep(places[-1], marshal.dumps(made, MARSHAL))
    return Choices(*made)


def _make(path: Path) -> tuple[Any, ...]:
    """What is kept, of plain data: two characters -> places and rows as one number; rows; verbs."""
    data: Any = load_yaml(path)
    groups = {"@" + name: words.split() for name, words in data["groups"].items()}
    choices = [
        _choice({**row, "wrong": wrong}, groups, str(path))
        for row in data["choices"]
        for wrong in row["wrong"].split()
    ]
    keys: dict[int, list[int]] = {}
    for number, choice in enumerate(choices):
        for pair, shift in sorted(_keys(choice)):
            keys.setdefault(number_of(pair), []).append(shift * len(choices) + number)
    rows = [marshal.dumps(astuple(choice), MARSHAL) for choice in choices]
    return keys, rows, "|".join(data["verbs"].split())


def _choice(row: Mapping[str, Any], groups: Mapping[str, list[str]], path: str) -> Choice:
    if unknown := row.keys() - _KEYS:
        raise DataProblem(f"{path}：“{row.get('wrong', '')}”一行里没有“{min(unknown)}”这一项。")
    lists = {key: _words(str(row.get(key, "")), groups) for key in _LISTS}
    return Choice(
        wrong=row["wrong"],
        right=row["right"],
        every=bool(row.get("all")),
        why="：" + row["why"] if "why" in row else "",
        **lists,
    )


def _words(listed: str, groups: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The words of a list, with its groups, every figure and every edge of a clause spelt out."""
    words = []
    for word in [one for name in listed.split() for one in groups.get(name, (name,))]:
        if word == _EDGE:
            words += [_EDGE, *_EDGES]
        elif _FIGURE in word:
            words += [word.replace(_FIGURE, figure) for figure in "0123456789"]
        else:
            words.append(word)
    return tuple(words)


def _keys(choice: Choice) -> set[tuple[str, int]]:
    """The pairs of characters at which the word may stand, each with the place of the word counted
    from it: with what is beside it, which is rarer, or its own first two."""
    wrong = choice.wrong
    firsts = {(word[-1] + wrong[0], 1) for word in choice.before}
    seconds = {(wrong[-1] + word[0], 1 - len(wrong)) for word in choice.after}
    beside = [found for found in (firsts, seconds) if found]
    # no pair tells the edge of a text
    certain = [found for found in beside if not any(_EDGE in pair for pair, _ in found)]
    elsewhere = choice.object or choice.subject or choice.clause
    if choice.every and certain:
        return min(certain, key=len)
    if not choice.every and certain == beside and not elsewhere:
        return firsts | seconds
    if len(wrong) >= _PAIR:
        return {(wrong[:_PAIR], 0)}
    return seconds if choice.every and seconds else firsts | seconds
