"""Many files: which ones a command line means, and checking them on several processors."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any, TypeVar

from pipeline.config import find_config
from pipeline.errors import FileProblem, HongtouError, internal_error
from pipeline.lint.apart import allowed
from pipeline.lint.engine import Report, Settings, begin, read
from pipeline.lint.rules import RuleSet, load_rules
from pipeline.lint.settings import LintConfig, lint_config

T = TypeVar("T")

SUFFIXES = (".docx", ".docm", ".txt", ".md")
OTHER_OFFICE = (".doc", ".wps", ".wpt", ".dot", ".ofd", ".pdf", ".rtf", ".odt", ".uot", ".uof")
_WORTH_A_POOL = 24
# documents begun before the first of them is finished: not more than so many, and no other one
# when they hold so much; bounds the memory
_AT_ONCE = 16
_CHARACTERS_AT_ONCE = 50_000
_BYTES_AT_ONCE = 8_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for; it goes before what hongtou.toml says.

    packs: names or paths. builtin: the built-in packs too. settings: genre, layout, select … as
    given (None or empty where nothing was given).
    """

    packs: tuple[str, ...] = ()
    builtin: bool = True
    settings: Settings = field(default_factory=Settings)

    def for_file(self, path: Path) -> tuple[RuleSet, Settings]:
        """The rules and settings that hold for one file."""
        config = _config_of(path.parent.absolute())
        own = self.settings
        rules = _rules(self.packs, self.builtin, config)
        return rules, replace(
            own,
            genre=own.genre or config.genre,
            layout=own.layout or config.layout,
            profile=own.profile or config.profile,
            today=own.today or config.today,
            select=own.select or config.select,
            ignore=(*config.ignore, *own.ignore),
            layers=(*config.layers, *own.layers),
        )


@lru_cache(maxsize=256)
def _config_of(folder: Path) -> LintConfig:
    return lint_config(find_config(folder))


def config_of(path: Path) -> LintConfig:
    """The [lint] settings that hold in the folder of ``path``."""
    return _config_of((path if path.is_dir() else path.parent).absolute())


_RULES: dict[Any, RuleSet] = {}


def _rules(packs: tuple[str, ...], builtin: bool, config: LintConfig) -> RuleSet:
    key = (packs, builtin, config.rules, config.folders)
    if key not in _RULES:
        _RULES[key] = load_rules((*config.rules, *packs), folders=config.folders, builtin=builtin)
    return _RULES[key]


def expand(arguments: Sequence[str]) -> tuple[list[Path], list[str]]:
    """The files that paths, folders and globs stand for, each once, and notes on what was left
    out. Raises FileProblem when an argument stands for nothing."""
    files: dict[Path, None] = {}
    notes: list[str] = []
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            found, skipped = _in_folder(path)
            files.update(dict.fromkeys(found))
            if skipped:
                notes.append(
                    f"{argument} 里有 {skipped} 个不能直接检查的文件（.doc、.wps、.pdf 等），"
                    "已跳过；请另存为 .docx。"
                )
            if not found:
                notes.append(f"{argument} 里没有 .docx、.txt 或 .md 文件。")
        elif not path.exists() and any(char in argument for char in "*?["):
            found = sorted(_glob(argument))
            if not found:
                raise FileProblem(f"没有文件符合“{argument}”。")
            files.update(dict.fromkeys(found))
        else:
            files[path] = None
    return list(files), notes


def _in_folder(folder: Path) -> tuple[list[Path], int]:
    found: list[Path] = []
    skipped = 0
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_", "~")))
        for name in sorted(names):
            suffix = Path(name).suffix.lower()
            if name.startswith((".", "~$")):
                continue
            if suffix in SUFFIXES:
                found.append(Path(root) / name)
            elif suffix in OTHER_OFFICE:
                skipped += 1
    return found, skipped


def _glob(argument: str) -> Iterator[Path]:
    import glob

    for name in glob.glob(argument, recursive=True):  # noqa: PTH207 - the pattern may be absolute
        if Path(name).is_file() and not Path(name).name.startswith("~$"):
            yield Path(name)


def check_files(
    files: Sequence[Path],
    request: Request,
    *,
    jobs: int = 0,
    progress: Callable[[Report], None] | None = None,
) -> list[Report]:
    """Reports of all files in order. jobs: processes, 0 decides by the number of files."""
    if jobs == 0:
        jobs = (os.cpu_count() or 1) if len(files) >= _WORTH_A_POOL else 1
    reports: list[Report] = []
    for report in _checked(files, request, min(jobs, max(1, len(files)))):
        if progress is not None:
            progress(report)
        reports.append(report)
    return reports


def _checked(files: Sequence[Path], request: Request, jobs: int) -> Iterable[Report]:
    if jobs <= 1:
        with allowed(len(files) == 1):
            yield from _in_groups(files, request)
        return
    from concurrent.futures import ProcessPoolExecutor

    # Compiled once here, so that the processes find the rules in the cache.
    for folder in {path.parent for path in files}:
        request.for_file(folder / "_")
    with ProcessPoolExecutor(jobs, initializer=_leave_interrupts) as pool:
        size = _group_size(len(files), jobs)
        work = [(files[i : i + size], request) for i in range(0, len(files), size)]
        try:
            for reports in pool.map(_check_apart, work):
                yield from reports
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _group_size(files: int, jobs: int) -> int:
    """How many files a process is given at a time: all processes as many groups, so that none is
    left with work when the others are done, and at least four, because files differ."""
    rounds = max(4, ceil(files / (jobs * _AT_ONCE)))
    return max(1, ceil(files / (jobs * rounds)))


def _leave_interrupts() -> None:
    """Ctrl-C is the main process's affair; the others end with it, without tracebacks."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _check_apart(work: tuple[Sequence[Path], Request]) -> list[Report]:
    """In another process: the documents themselves stay there (lxml trees cannot travel)."""
    from pipeline.kept_code import keep_so_far

    reports = [replace(report, document=None) for report in _in_groups(*work)]
    keep_so_far()
    return reports


def _in_groups(files: Iterable[Path], request: Request) -> Iterator[Report]:
    """Reports in order. Each group of files is read before its rules run, so that what is quicker
    for several documents together can be done so."""
    from pipeline.proof.beside import together

    rest = deque(files)
    while rest:
        group: deque[_Begun] = deque()
        with together():
            while rest and _has_room(group):
                group.append(_begin(rest.popleft(), request))
            while group:
                begun = group.popleft()
                yield _explained(begun.path, begun.finish)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A file that has been read; ``finish`` runs the rules."""

    path: Path
    characters: int
    bytes: int
    finish: Callable[[], Report]


def _has_room(group: Iterable[_Begun]) -> bool:
    every = list(group)
    return (
        len(every) < _AT_ONCE
        and sum(begun.characters for begun in every) < _CHARACTERS_AT_ONCE
        and sum(begun.bytes for begun in every) < _BYTES_AT_ONCE
    )


def _begin(path: Path, request: Request) -> _Begun:
    def read_and_begin() -> _Begun:
        rules, settings = request.for_file(path)
        document = read(path, view=settings.view)
        characters = sum(len(p.text) for story in document.stories for p in story.paragraphs)
        finish = begin(document, rules, settings, str(path))
        return _Begun(path, characters, path.stat().st_size, finish)

    begun = _explained(path, read_and_begin)
    return _Begun(path, 0, 0, lambda: begun) if isinstance(begun, Report) else begun


def _explained(path: Path, step: Callable[[], T]) -> T | Report:
    """What a step gives; a Report with ``error`` when the file cannot be read or a rule stumbles
    over it; with ``HONGTOU_DEBUG`` set that is raised."""
    try:
        return step()
    except HongtouError as error:
        return Report(str(path), error=str(error))
    except Exception as error:  # one file must not take the others with it
        if os.environ.get("HONGTOU_DEBUG"):
            raise
        return Report(str(path), error=f"检查 {path} 时{internal_error(error)}")
