"""Short forms that a document introduces by （以下简称……）: needless ones, early and other uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import shortens
from pipeline.lint.near_words import are_near
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check
from pipeline.lint.statutes import laws, regulations

_SHORT = re.compile(
    r"[（(](?:以下|下文|下)?(?:统一|统|简|合)称(?:为)?[：:]?\s*(?P<mark>[“《])(?P<short>[^”》]{1,20})[”》][）)]?"
    r"|[（(](?:以下[统简合]?|下文[统简合]?|下)称(?:为)?[：:]?(?P<bare>[\u4e00-\u9fff]{2,12})[）)]"
)
_FULL = re.compile(r"[\u4e00-\u9fff]{2,40}(?=[”》]?$)")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form with the words that it stands for, and where it is introduced.

    full: the characters right before the brackets, without marks and maybe with a verb before
    the name. mark: the mark that opens the short form, “ or 《, or nothing.
    """

    short: str
    full: str
    mark: str
    passage: Passage
    start: int
    end: int


def definitions(context: Context) -> list[Definition]:
    """Every introduction of a short form in the body, in order."""
    return context.once("definitions of short forms", lambda: list(_definitions(context)))


def _definitions(context: Context) -> Iterator[Definition]:
    for passage in passages(context, every_story=False):
        for match in _SHORT.finditer(passage.text) if "称" in passage.text else ():
            full = _FULL.search(passage.text[: match.start()])
            short = match["short"] or match["bare"]
            named = full.group() if full else ""
            yield Definition(short, named, match["mark"] or "", passage, *match.span())


@check("short_forms.needless")
def needless(context: Context) -> Iterator[Hit]:
    """以下简称“某某” that is never used again, or that is defined twice."""
    if not definitions(context) or not recognition(context).official:
        return
    defined: dict[str, Definition] = {}
    for one in definitions(context):
        if one.short in defined:
            problem = "前文已经说明过"
            yield one.passage.hit(one.start, one.end, short=one.short, problem=problem)
        else:
            defined[one.short] = one
    texts = passages(context, every_story=False)
    joined = "\n".join(passage.text for passage in texts)
    for short, one in defined.items():
        total = joined.count(short)
        if total < _OFTEN and total <= _count_until(texts, one):
            yield one.passage.hit(one.start, one.end, short=short, problem="后文没有用到")


_OFTEN = 40  # a word that stands so often is surely used


def _count_until(texts: list[Passage], one: Definition) -> int:
    """How often a short form occurs from the beginning up to the end of its introduction."""
    count = 0
    for passage in texts:
        if passage.index == one.passage.index and passage.story == one.passage.story:
            return count + passage.text.count(one.short, 0, one.end)
        count += passage.text.count(one.short)
    return count


_QUOTED = re.compile(r"《([^《》]{2,40})》")


@check("short_forms.title")
def title(context: Context) -> Iterator[Hit]:
    """《三年行动计划》 where （以下简称《行动计划》） has said what the short form is;
    likewise 《固废法》 where the statute goes by a longer one."""
    if not definitions(context) or not recognition(context).official:
        return
    texts = [p for p in passages(context, every_story=False) if p.element is not Element.TABLE]
    known = {one.short for one in definitions(context)}
    fulls = [name for p in texts for name in _QUOTED.findall(p.text) if len(name) > _GENERIC]
    whole = whole_text(context)
    for one in definitions(context):
        before = one.passage.text[: one.start]
        full = re.search(r"《([^《》]{6,80})》[^《》（）]{0,2}$", before)
        if one.mark != "《" or full is None:
            continue
        for later in texts:
            if later.index < one.passage.index:
                continue
            start = one.end if later.index == one.passage.index else 0
            for named in _QUOTED.finditer(later.text, start):
                if named[1] in known:
                    continue
                uses = whole.count(f"《{one.short}》")
                generic = uses > 2 and _generic(named[1], one.short, whole, fulls)
                if generic or _another_short(named[1], full[1], one.short):
                    yield later.hit(*named.span(), short=f"《{one.short}》")


_GENERIC = 5  # characters of a title that is short for a longer one


def _generic(name: str, short: str, whole: str, fulls: list[str]) -> bool:
    """Whether 《行动方案》, named once, stands for the 《行动计划》 of the document: a title too
    short for a document of its own, of a near kind, and no other ends like it."""
    if len(name) > _GENERIC or whole.count(f"《{name}》") > 1 or name in laws():
        return False
    alike = name[:-2] == short[:-2] and are_near(name[-2:], short[-2:])
    alike = alike or (name[-2:] == short[-2:] and are_near(name[:2], short[:2]))
    return alike and not any(_bare(full).endswith(name) for full in fulls)


def _bare(name: str) -> str:
    """A title without the remark in brackets at its end."""
    return re.sub(r"（[^（）]*）$", "", name)


def _another_short(name: str, full: str, short: str) -> bool:
    """Whether ``name`` shortens ``full`` in another way than ``short`` does."""
    if name in (short, full) or len(name) >= len(full) - 2 or name[-1:] != short[-1:]:
        return False
    if not shortens(name, full):
        return False
    if name[-1] == "法" and full[-1] == "法":
        return name not in laws() and "中华人民共和国" not in name
    if name[-2:] != short[-2:] or name in regulations():
        return False
    return len(name) > len(short) or short.endswith(name)


@check("short_forms.early")
def early(context: Context) -> Iterator[Hit]:
    """《规划》 used before （以下简称《规划》） explains it."""
    if not definitions(context) or not recognition(context).official:
        return
    texts = [p for p in passages(context, every_story=False) if p.element is Element.BODY]
    for one in definitions(context):
        if one.mark != "《" or one.passage.element is not Element.BODY:
            continue
        for earlier in texts:
            if earlier.index >= one.passage.index:
                break
            at = earlier.text.find(f"《{one.short}》")
            if at >= 0:
                yield earlier.hit(at, at + len(one.short) + 2, short=one.short)
                break
