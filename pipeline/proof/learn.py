"""Learning a unit's names and terms from its past documents, into a list people can edit."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.config import Config
from pipeline.errors import DataProblem, FileProblem
from pipeline.files import read_text

SUFFIXES = (".docx", ".txt", ".md")
_RUN = re.compile("[\u4e00-\u9fff]+")
_LONGEST = 8
_LEAST_TIMES = 3
_LEAST_FILES = 2
_MOST_WORDS = 2000
_EDGE = set("的了和与及或在是为对把被将从到向由于并而且也都就等之其以可应须各该本此这那")


@dataclass(frozen=True, slots=True)
class Word:
    """A name or term: how often it occurs and in how many documents."""

    text: str
    times: int
    files: int


Documents = list[tuple[Path, list[str]]]


def read_documents(folder: Path) -> tuple[Documents, list[str]]:
    """The paragraphs of every document under ``folder``, and one sentence for each that could not
    be read. Raises FileProblem when there is none."""
    if not folder.is_dir():
        raise FileProblem(f"{folder} 不是文件夹。请给出放着历年公文的文件夹。")
    result: Documents = []
    unread: list[str] = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES):
        if path.name.startswith(("~$", ".")):
            continue
        try:
            result.append((path, paragraphs_of(path)))
        except FileProblem as error:
            unread.append(str(error))
    if not result:
        raise FileProblem(f"{folder} 里没有读得出的文件（.docx、.txt、.md）。")
    return result, unread


def paragraphs_of(path: Path) -> list[str]:
    """The paragraphs of a Word or text file."""
    if path.suffix.lower() != ".docx":
        return read_text(path).splitlines()
    from pipeline.word.document import read_document

    return [p.text for story in read_document(path).stories for p in story.paragraphs]


def learn(documents: Sequence[tuple[Path, Sequence[str]]]) -> list[Word]:
    """What the proof would suspect though the unit writes it time and again: strings around such
    places that occur at least 3 times, in at least 2 documents when there are several."""
    from pipeline.proof.engine import suspicions

    need = _LEAST_FILES if len(documents) > 1 else 1
    seeds: set[str] = set()
    for _, paragraphs in documents:
        for s in suspicions(paragraphs, levels=("error", "warning", "hint")):
            text = paragraphs[s.paragraph]
            seeds |= _strings(text, s.start, s.end)
    times, files = _counted(documents, seeds)
    good = {w for w in seeds if times[w] >= _LEAST_TIMES and files[w] >= need}
    kept = [w for w in good if not _covered(w, good, times)]
    words = [Word(w, times[w], files[w]) for w in kept]
    return sorted(words, key=lambda w: (-w.times, w.text))[:_MOST_WORDS]


def _strings(text: str, start: int, end: int) -> set[str]:
    """All strings of 2 … 8 Chinese characters over [start, end) that do not begin or end with a
    particle."""
    found = set()
    for run in _RUN.finditer(text):
        if not (run.start() <= start and end <= run.end()):
            continue
        for low in range(max(run.start(), end - _LONGEST), start + 1):
            for high in range(max(end, low + 2), min(run.end(), low + _LONGEST) + 1):
                word = text[low:high]
                if word[0] not in _EDGE and word[-1] not in _EDGE:
                    found.add(word)
    return found


def _counted(
    documents: Iterable[tuple[Path, Sequence[str]]], seeds: set[str]
) -> tuple[Counter[str], Counter[str]]:
    by_start: dict[str, list[str]] = defaultdict(list)
    for word in sorted(seeds):
        by_start[word[:2]].append(word)
    times: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for _, paragraphs in documents:
        here: Counter[str] = Counter()
        for text in paragraphs:
            for i in range(len(text) - 1):
                for word in by_start.get(text[i : i + 2], ()):
                    if text.startswith(word, i):
                        here[word] += 1
        times.update(here)
        files.update(here.keys())
    return times, files


def _covered(word: str, good: set[str], times: Counter[str]) -> bool:
    """Does a longer kept string occur as often (then the shorter says nothing of its own), or a
    shorter one much oftener (then the longer is only one of its uses)?"""
    for other in good:
        if word != other and word in other and times[other] >= times[word]:
            return True
        if word != other and other in word and times[other] >= 2 * times[word]:
            return True
    return False


def as_pack(words: Sequence[Word], source: str) -> str:
    """The list as YAML that people can read and edit."""
    lines = [
        "# 本单位的人名、地名和专用词：校对时不再怀疑。可以增删，每行一个。",
        f"# 由 hongtou proof --learn 从 {source} 学得；数字是出现次数和文件数。",
        "words:",
    ]
    lines += [f'- "{w.text}"  # {w.times} 次，{w.files} 个文件' for w in words]
    if not words:
        lines[-1] = "words: []"
    return "\n".join(lines) + "\n"


def configured_words(config: Config) -> tuple[str, ...]:
    """The words of the lists that ``[proof] words = [...]`` of a hongtou.toml names; raises
    DataProblem for anything else in that table."""
    unknown = set(config.proof) - {"words", "word_model"}
    if unknown:
        raise DataProblem(
            f"{config.path} 的 [proof] 里没有“{min(unknown)}”这一项，只有 words 和 word_model。"
        )
    names = config.proof.get("words", [])
    names = [names] if isinstance(names, str) else names
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise DataProblem(f"{config.path} 的 [proof] words 应是用词表的文件名。")
    folder = config.path.parent if config.path else Path()
    return tuple(word for name in names for word in read_words(folder / name))


def read_words(path: Path) -> tuple[str, ...]:
    """The words of such a list; raises DataProblem when it is something else."""
    from pipeline.resources import load_yaml

    data: Any = load_yaml(path)
    words = data.get("words") if isinstance(data, dict) else None
    if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
        raise DataProblem(f"{path} 里应有 words: 下面每行一个词的清单。")
    return tuple(words)
