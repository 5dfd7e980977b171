"""Measuring the proof: sentence and character scores on pairs, false alarms on clean text.

Sentence scores are strict: a sentence counts as corrected only when it becomes exactly the right
one, and every sentence that was changed stands in the denominator of precision.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pipeline.errors import DataProblem
from pipeline.files import read_text
from pipeline.proof.candidates import SHAPE_SHIFT, SOUND_FUZZY, SOUND_SAME
from pipeline.proof.findings import LEVELS, Level, Suspicion

Proof = Callable[[Sequence[str]], list[Suspicion]]
Keep = Callable[[Suspicion], bool]
_RESAMPLES = 400


def at_level(level: Level) -> Keep:
    """Findings as sure as ``level`` or surer."""
    wanted = LEVELS[: LEVELS.index(level) + 1]
    return lambda s: s.level in wanted


def at_confidence(least: float) -> Keep:
    """Findings of at least this confidence."""
    return lambda s: s.confidence >= least


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence as written and as it should be, and what the proof says about it."""

    wrong: str
    right: str
    found: tuple[Suspicion, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one measure; ``hits`` right ones among ``said`` and among ``due``."""

    hits: int
    said: int
    due: int

    @property
    def precision(self) -> float:
        return self.hits / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.due if self.due else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.said + self.due) if self.said + self.due else 0.0


@dataclass(frozen=True, slots=True)
class Alarms:
    """What was found in text taken as clean."""

    name: str
    characters: int
    lines: tuple[str, ...]
    found: tuple[Suspicion, ...]

    def count(self, keep: Keep) -> int:
        """How many false alarms."""
        return sum(map(keep, self.found))

    def rate(self, keep: Keep) -> float:
        """False alarms per 10,000 characters."""
        return self.count(keep) * 10_000 / max(self.characters, 1)

    def interval(self, keep: Keep) -> tuple[float, float]:
        """95 % interval of the rate, taking the alarms as a Poisson count (Wilson & Hilferty)."""
        count = self.count(keep)
        low = count * (1 - 1 / (9 * count) - 1.96 / (3 * count**0.5)) ** 3 if count else 0.0
        more = count + 1
        high = more * (1 - 1 / (9 * more) + 1.96 / (3 * more**0.5)) ** 3
        share = 10_000 / max(self.characters, 1)
        return low * share, high * share


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Pairs of a file with one ``wrong<TAB>right`` a line; raises DataProblem for other lines."""
    result = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        fields = line.split("\t")
        if len(fields) != 2:
            raise DataProblem(f"{path} 第 {number} 行应是“错句<制表符>对句”两栏。")
        result.append((fields[0], fields[1]))
    if not result:
        raise DataProblem(f"{path} 里没有句对。")
    return result


def run_pairs(pairs: Sequence[tuple[str, str]], proof: Proof) -> list[Pair]:
    """Proof every sentence by itself."""
    return [Pair(wrong, right, tuple(proof([wrong]))) for wrong, right in pairs]


def run_clean(path: Path, proof: Proof) -> Alarms:
    """Proof a text that is taken as clean, one paragraph a line."""
    lines = tuple(line for line in read_text(path).splitlines() if line.strip())
    return Alarms(path.name, sum(map(len, lines)), lines, tuple(proof(lines)))


def mended(text: str, found: Sequence[Suspicion], keep: Keep) -> str:
    """``text`` with the suggestions that ``keep`` holds for."""
    for s in sorted(found, key=lambda s: s.start, reverse=True):
        if keep(s):
            text = text[: s.start] + s.suggestion + text[s.end :]
    return text


def sentence_scores(pairs: Sequence[Pair], keep: Keep) -> tuple[Score, Score]:
    """Detection (all and only the wrong places marked) and correction of whole sentences."""
    due = sum(p.wrong != p.right for p in pairs)
    said = detected = corrected = 0
    for p in pairs:
        result = mended(p.wrong, p.found, keep)
        if result == p.wrong:
            continue
        said += 1
        if p.wrong != p.right:
            corrected += result == p.right
            detected += _places(p.wrong, result) == _places(p.wrong, p.right)
    return Score(detected, said, due), Score(corrected, said, due)


def character_scores(pairs: Sequence[Pair], keep: Keep) -> tuple[Score, Score]:
    """Detection and correction counted by places; an insertion or deletion is one place."""
    due = said = detected = corrected = 0
    for p in pairs:
        result = mended(p.wrong, p.found, keep)
        if result == p.wrong and p.wrong == p.right:
            continue
        wanted, made = _changes(p.wrong, p.right), _changes(p.wrong, result)
        due += len(wanted)
        said += len(made)
        detected += len(wanted.keys() & made.keys())
        corrected += len(wanted.items() & made.items())
    return Score(detected, said, due), Score(corrected, said, due)


def _places(old: str, new: str) -> frozenset[tuple[int, int]]:
    return frozenset(_changes(old, new))


def _changes(old: str, new: str) -> dict[tuple[int, int], str]:
    """What was changed: (start, end) in ``old`` -> new text, character by character."""
    if len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return {(i, i + 1): y for i, (x, y) in pairs if x != y}
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return {(a, b): new[c:d] for tag, a, b, c, d in blocks if tag != "equal"}


def interval(pairs: Sequence[Pair], keep: Keep) -> tuple[float, float]:
    """95 % interval of the sentence correction F1: bootstrap over sentences with a fixed seed."""
    rows = []
    for p in pairs:
        result = mended(p.wrong, p.found, keep)
        changed, due = result != p.wrong, p.wrong != p.right
        rows.append((int(changed and due and result == p.right), int(changed), int(due)))
    rng = random.Random(20260101)
    values = []
    for _ in range(_RESAMPLES):
        sample = rng.choices(rows, k=len(rows))
        values.append(Score(*(sum(column) for column in zip(*sample, strict=True))).f1)
    values.sort()
    return values[round(_RESAMPLES * 0.025)], values[round(_RESAMPLES * 0.975) - 1]


def by_type(pairs: Sequence[Pair], keep: Keep) -> dict[str, tuple[int, int]]:
    """For every type of mistake: (mended, all), by characters."""
    due: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for p in pairs:
        made = _changes(p.wrong, mended(p.wrong, p.found, keep))
        wanted = _changes(p.wrong, p.right)
        for (start, end), new in wanted.items():
            kind = _type(p.wrong, start, end, new, wanted)
            due[kind] += 1
            good[kind] += made.get((start, end)) == new
    return {kind: (good[kind], due[kind]) for kind in sorted(due)}


def _type(old: str, start: int, end: int, new: str, wanted: dict[tuple[int, int], str]) -> str:
    if end - start != 1 or len(new) != 1:
        if start == end:
            return "漏字"
        return "多字" if not new else "字数不同"
    if (start - 1, start) in wanted or (start + 1, start + 2) in wanted:
        return "连续错字"
    import numpy as np

    from pipeline.proof.pack import load_model

    code = load_model().tools.kin.code_of(
        np.array([ord(old[start]) & 0xFFFF], dtype=np.uint16),
        np.array([ord(new) & 0xFFFF], dtype=np.uint16),
    )[0]
    if code & 7 >= SOUND_SAME:
        return "同音"
    if (code >> SHAPE_SHIFT) & 15:
        return "形近"
    if code & 7 == SOUND_FUZZY:
        return "近音"
    return "其他"


@dataclass(frozen=True, slots=True)
class Point:
    """One cut-off: its confidence, the most false alarms per 10,000 characters on any clean text,
    sentence correction F1, character precision."""

    least: float
    alarms: float
    f1: float
    precision: float


def curve(pairs: Sequence[Pair], clean: Sequence[Alarms], steps: int = 40) -> list[Point]:
    """Cut-offs from strict to lax, what they find and what they cost."""
    found = [s for p in pairs for s in p.found] + [s for a in clean for s in a.found]
    confidences = sorted({s.confidence for s in found}, reverse=True)
    every = max(1, len(confidences) // steps)
    result = []
    for least in confidences[::every]:
        keep = at_confidence(least)
        alarms = max((a.rate(keep) for a in clean), default=0.0)
        correction = sentence_scores(pairs, keep)[1]
        precision = character_scores(pairs, keep)[1].precision
        result.append(Point(least, alarms, correction.f1, precision))
    return result


def best_within(points: Sequence[Point], most: float) -> Point | None:
    """The laxest cut-off with at most ``most`` false alarms per 10,000 characters."""
    fine = [p for p in points if p.alarms <= most]
    return min(fine, key=lambda p: p.least) if fine else None


def plot(points: Sequence[Point]) -> str:
    """The curve as an SVG picture: false alarms on the x axis (to 3), F1 on the y axis."""
    width, height, left, bottom = 640, 400, 60, 50
    far = 3.0

    def at(alarms: float, f1: float) -> str:
        x = left + (width - left - 20) * min(alarms, far) / far
        return f"{x:.1f},{height - bottom - (height - bottom - 20) * f1:.1f}"

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for tenth in range(0, 11, 2):
        x, y = at(0, tenth / 10).split(",")
        lines.append(f'<path d="M{x},{y}H{width - 20}" stroke="#ddd"/>')
        lines.append(
            f'<text x="{left - 8}" y="{float(y) + 4}" text-anchor="end">{tenth * 10}</text>'
        )
    for mark in range(int(far) + 1):
        x, y = at(mark, 0).split(",")
        lines.append(f'<text x="{x}" y="{float(y) + 18}" text-anchor="middle">{mark}</text>')
    path = " ".join(at(p.alarms, p.f1) for p in points if p.alarms <= far)
    lines.append(f'<polyline points="{path}" fill="none" stroke="#b22" stroke-width="2"/>')
    lines.append(
        f'<text x="{width / 2}" y="{height - 12}" text-anchor="middle">每万字误报（最多者）</text>'
    )
    lines.append('<text x="8" y="16">整句改正 F1（%）</text></svg>')
    return "\n".join(lines) + "\n"
