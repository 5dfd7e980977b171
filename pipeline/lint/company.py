"""``python -m pipeline.lint.company TEXT…``: what stands beside everyday words in texts.

Adds to the lists ``company``, ``met`` and ``seldom`` of ``rules/phrases/everyday.yaml`` what the
texts tell of new words (``--words FILE``) and of pairs of characters that were not met before. What
is listed stays. Only neighbouring characters are kept.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from operator import add
from pathlib import Path

import click

from pipeline.gongwen.words import frequency
from pipeline.lint.everyday import like_words
from pipeline.lint.likeness import list_path
from pipeline.resources import load_yaml

_HAN = re.compile("[\u4e00-\u9fff]")
_LEAST, _MOST = 2, 70  # a neighbour is met so often; so many are kept
_CLOSE = 0.015  # the share of those that stand before the “/”
_SEEN = 6  # what is met so often is no slip
_WORD = 6  # what the word list counts so often is a word


@click.command()
@click.argument("texts", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--words", "more", type=click.Path(exists=True), help="words to add, in a file")
def main(texts: tuple[str, ...], more: str | None) -> None:
    """Count, and write the lists."""
    path = list_path("everyday")
    data = load_yaml(path)
    company = {line.split(" ")[0]: line for line in data["company"].splitlines()}
    added = Path(more).read_text(encoding="utf-8").split() if more else []
    words = dict.fromkeys((*data["sure"].split(), *company, *added))
    beside, seen = _count(texts, words)
    rows = {
        word: f"{word} {left} {right}"
        for word, (left, right) in beside.items()
        if left + right != "//"
    }
    also, met = (_pairs(data[name]) for name in ("also", "met"))
    seldom = _pairs(data.get("seldom", ""))
    for pair, _ in like_words(words):
        if pair in also or seen[pair] >= _SEEN or frequency(pair) >= _WORD:
            met[pair] = None
        elif seen[pair]:
            seldom[pair] = None
    head = path.read_text(encoding="utf-8").split("\ncompany: |-\n")[0]
    parts = [head, "company: |-", *(f"  {row}" for row in ({**rows, **company}).values())]
    parts += _listed("met", met) + _listed("seldom", seldom.keys() - met.keys())
    path.write_text("\n".join([*parts, ""]), encoding="utf-8")
    click.echo(f"{len(company)} words with company, now {len(rows.keys() | company.keys())}")


def _pairs(listed: str) -> dict[str, None]:
    return {line[0] + other: None for line in listed.splitlines() for other in line[2:]}


def _listed(name: str, pairs: Iterable[str]) -> list[str]:
    """Pairs of characters as lines of a list: the first, all second ones."""
    rows: dict[str, str] = {}
    for pair in sorted(pairs):
        rows[pair[0]] = rows.get(pair[0], "") + pair[1]
    return [f"{name}: |-", *(f"  {one} {others}" for one, others in rows.items())]


def _count(
    texts: Iterable[str], words: dict[str, None]
) -> tuple[dict[str, tuple[str, str]], Counter[str]]:
    seen: Counter[str] = Counter()
    left: dict[str, Counter[str]] = defaultdict(Counter)
    right: dict[str, Counter[str]] = defaultdict(Counter)
    for name in texts:
        raw = Path(name).read_bytes()
        text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()
        every = list(map(add, text, text[1:]))
        seen.update(every)
        for place, pair in enumerate(every):
            if pair in words:
                left[pair][text[place - 1 : place]] += 1
                right[pair][text[place + 2 : place + 3]] += 1
    return {word: (_usual(left[word]), _usual(right[word])) for word in words}, seen


def _usual(counted: Counter[str]) -> str:
    most = [(c, n) for c, n in counted.most_common(_MOST) if n >= _LEAST and _HAN.match(c)]
    close = counted.total() * _CLOSE
    return "/".join(
        ("".join(c for c, n in most if n >= close), "".join(c for c, n in most if n < close))
    )


if __name__ == "__main__":
    main()
