"""Noise and reach of the cross-check on statutes.

    python tests/benchmarks/bench_crosscheck.py LAWS.txt [--seed 1]

LAWS.txt: one paragraph a line, each law beginning with its title and a line with its date. Noise:
laws on other subjects checked against each other, findings by rule for every 100,000 characters.
Reach: sentences with one thing changed (a time limit, 应当→可以, the organ) and lightly rephrased.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.review.crosscheck import Source, crosscheck  # noqa: E402
from pipeline.review.rules import load_rules  # noqa: E402

DRAFTS, LIBRARY, CHANGED = 20, 200, 120
_DATE = re.compile(r"[（(]?\d{4}年\d{1,2}月\d{1,2}日")
_LIMIT = re.compile(r"(?<![第\d年月])(?:[一二三五六七十]{1,2}|\d{1,2})(?=个?工作日|日内|个月内)")
_ORGAN = re.compile(r"^(?:国务院|县级以上|市|省)[\u4e00-\u9fff]{2,12}(?:部门|局)(?=负责|主管)")


def laws(path: Path) -> list[Source]:
    """The documents of a file, each with its title as name."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found: list[Source] = []
    current: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        title = len(line) <= 45 and not re.search("[。；，：]$", line) and not _DATE.match(line)
        if title and _DATE.match(following):
            current = []
            found.append(Source(line, current))
        current.append(line)
    return [law for law in found if 1500 < sum(map(len, law.paragraphs)) < 60000]


def subject(law: Source) -> str:
    """The first characters of a title, by which laws on one subject are kept apart."""
    return re.sub("中华人民共和国|（.*）", "", law.name)[:6]


def noise(documents: list[Source]) -> None:
    """Print the findings among laws on other subjects."""
    rules = load_rules()
    drafts = random.sample(documents, DRAFTS)
    library = random.sample(documents, LIBRARY)
    counts: Counter[str] = Counter()
    characters = 0
    start = time.perf_counter()
    for draft in drafts:
        others = [law for law in library if subject(law) != subject(draft)]
        counts.update(item.rule for item in crosscheck(draft, others, rules))
        characters += sum(map(len, draft.paragraphs))
    seconds = (time.perf_counter() - start) / DRAFTS
    size = sum(len(text) for law in library for text in law.paragraphs)
    print(f"{DRAFTS} drafts, {characters} characters, against {LIBRARY} laws, {size} characters;")
    print(f"{seconds:.1f} s a draft\n\n| rule | findings | in 100,000 characters |\n|---|---|---|")
    for rule, count in counts.most_common():
        print(f"| {rule} | {count} | {count / characters * 1e5:.1f} |")
    total = sum(counts.values())
    print(f"| all | {total} | {total / characters * 1e5:.1f} |\n")


def sentences(documents: list[Source]) -> Iterator[tuple[Source, str]]:
    """Sentences of middling length, without their article numbers."""
    for law in documents:
        for text in law.paragraphs:
            for sentence in re.findall(r"[^。；！？\n]+[。；]", text):
                plain = re.sub(r"^第[^条]{1,8}条\s*", "", sentence.strip())
                if 25 <= len(plain) <= 90 and "违反" not in plain:
                    yield law, plain


def other_limit(text: str) -> str:
    """``text`` with another time limit, "" when it has none."""
    match = _LIMIT.search(text)
    if match is None:
        return ""
    value = "45" if match[0].isdigit() else "四十"
    return text[: match.start()] + value + text[match.end() :]


def other_modal(text: str) -> str:
    """``text`` with 可以 for its only 应当."""
    fits = text.count("应当") == 1 and "可以" not in text
    return text.replace("应当", "可以") if fits else ""


def other_organ(text: str) -> str:
    """``text`` with an organ that does not exist."""
    match = _ORGAN.match(text)
    return "市虚拟事务管理局" + text[match.end() :] if match else ""


def rephrased(text: str) -> str:
    """``text`` with one small difference more, as a draft that follows an older one has."""
    return random.choice(
        (
            lambda: text.replace("，", "，并依法", 1),
            lambda: re.sub("及时|依法|有关", "", text, count=1),
            lambda: text.replace("单位", "机构", 1),
        )
    )()


def reach(documents: list[Source]) -> None:
    """Print how many changed sentences are found."""
    rules = load_rules()
    pool = list(sentences(random.sample(documents, min(400, len(documents)))))
    random.shuffle(pool)
    kinds: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("number", other_limit),
        ("modal", other_modal),
        ("authority", other_organ),
    )
    print("| changed | sentences | found |\n|---|---|---|")
    for rule, change in kinds:
        fit = [(law, change(text)) for law, text in pool if change(text)][:CHANGED]
        hits = 0
        for law, text in fit:
            lines = ["新办法", "第一条　为了规范管理，制定本办法。", f"第二条　{rephrased(text)}"]
            found = crosscheck(Source("新办法", lines), [law], rules)
            hits += any(item.rule == rule for item in found)
        print(f"| {rule} | {len(fit)} | {hits} |")


def main() -> None:
    """Measure both and print two tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("laws", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random.seed(given.seed)
    documents = laws(given.laws)
    noise(documents)
    reach(documents)


if __name__ == "__main__":
    main()
