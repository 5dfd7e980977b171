"""``python -m pipeline.lint.company TEXT…``: what stands beside everyday words in texts.

Writes the lists ``company`` and ``met`` of ``rules/phrases/everyday.yaml`` anew, for the words that
stand in it; the rest of the file stays as it is. Only counts of neighbouring characters are kept.
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
@click.option("--word", "more", multiple=True, help="a word to add")
def main(texts: tuple[str, ...], more: tuple[str, ...]) -> None:
    """Count, and write the lists."""
    path = list_path("everyday")
    data = load_yaml(path)
    listed = (line.split(" ")[0] for line in data["company"].splitlines())
    words = dict.fromkeys((*data["sure"].split(), *listed, *more))
    company, seen = _count(texts, words)
    also = {line[0] + c for line in data["also"].splitlines() for c in line[2:]}
    met: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for pair, _ in like_words(words):
        if pair in also or seen[pair] >= _SEEN or frequency(pair) >= _WORD:
            met[pair[0]][pair[1]] = None
    head = path.read_text(encoding="utf-8").split("\ncompany: |-\n")[0]
    rows = [
        f"{word} {left} {right}" for word, (left, right) in company.items() if left + right != "//"
    ]
    pairs = [f"{first} {''.join(found)}" for first, found in sorted(met.items())]
    parts = [head, "company: |-", *(f"  {row}" for row in rows)]
    parts += ["met: |-", *(f"  {row}" for row in pairs), ""]
    path.write_text("\n".join(parts), encoding="utf-8")
    click.echo(f"{len(rows)} words with company, {sum(map(len, met.values()))} pairs met")


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
