"""One document a row: many rows quickly, whole files always, bad rows named at the end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.draft.content import document_number
from pipeline.draft.document import Draft, draft
from pipeline.draft.rows import Row
from pipeline.draft.sandbox import Sandbox, guarded
from pipeline.draft.template import Template, compile_text, load_template
from pipeline.errors import DataProblem, HongtouError
from pipeline.files import safe_name, write_atomic
from pipeline.gongwen.layout import load_layout

if TYPE_CHECKING:
    from pipeline.draft.house import HouseTemplate

DEFAULT_NAME = "{{发文字号}}-{{标题}}"
_CHUNK = 20
_MANY = 120  # from so many rows on, other processes are worth their start


@dataclass(frozen=True, slots=True)
class Job:
    """What all rows of a batch share. ``folder``: where files named in the data are looked for."""

    template: Path
    shared: Mapping[str, Any] = field(default_factory=dict)
    layout: str | None = None
    profile: str = "gbt9704-2012"
    profile_folders: tuple[Path, ...] = ()
    name: str = DEFAULT_NAME
    organ: str | None = None
    body: str | None = None
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: the file written, or why not."""

    row: int
    path: Path | None
    reason: str = ""


class Maker:
    """Makes the document of a row; one a process, with the template loaded once."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.template = open_template(job.template)
        self.profile = load_layout(job.profile, job.profile_folders)
        self.names = Sandbox()
        known = (*self.template.fields, "序号")
        self.name = compile_text(self.names, job.name, known, "文件名（--name）", 0)

    def make(self, data: Mapping[str, Any]) -> Draft:
        """The document of ``data`` over the shared data."""
        job = self.job
        merged = {**job.shared, **data}
        if not isinstance(self.template, Template):
            return self.template.draft(merged, job.organ)
        return draft(
            self.template,
            merged,
            layout=job.layout,
            profile=self.profile,
            organ=job.organ,
            body=job.body,
            folder=job.folder,
        )

    def row(self, row: Row) -> tuple[int, str, bytes, str]:
        """(row, file name, document, reason): the name is empty when there is a reason."""
        number, data = row
        if isinstance(data, str):
            return number, "", b"", data
        try:
            made = self.make(data)
            with guarded(self.names, "文件名（--name）"):
                shown = self.name.render(self._naming(made, number))
            return number, f"{safe_name(shown.strip(' -_'))}.docx", made.data, ""
        except HongtouError as error:
            return number, "", b"", str(error)

    @staticmethod
    def _naming(made: Draft, number: int) -> dict[str, Any]:
        symbol = str(made.values.get("发文字号") or "")
        own = {"标题": made.title, "发文字号": document_number(symbol), "序号": number - 1}
        return {**made.values, **own}


def open_template(path: Path) -> Template | HouseTemplate:
    """A Template, or for a .docx a HouseTemplate."""
    if path.suffix.lower() != ".docx":
        return load_template(path)
    from pipeline.draft.house import load_house_template

    return load_house_template(path)


def draft_rows(
    job: Job,
    rows: Sequence[Row],
    out: Path,
    *,
    overwrite: bool = False,
    workers: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Generator[Outcome, None, None]:
    """Write one document a row into ``out``; outcomes come in the order of the rows.

    Files that were there before are kept unless ``overwrite``; two rows that give one name get
    （2）, （3） … after it. workers: processes (None: as many as cores for many rows). An
    interruption leaves only whole files.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        from pipeline.files import os_reason

        raise DataProblem(f"无法建立文件夹 {out}：{os_reason(error)}") from None
    taken: set[str] = set()
    count = workers or min(os.cpu_count() or 1, max(1, len(rows) // (_MANY // 2)))
    made = _here(job, rows) if count < 2 or len(rows) < _MANY else _spread(job, rows, count)
    for done, (number, name, data, reason) in enumerate(made, 1):
        progress(done)
        if reason:
            yield Outcome(number, None, reason)
            continue
        path = out / _free_name(name, taken)
        try:
            write_atomic(path, data, overwrite=overwrite)
        except HongtouError as error:
            yield Outcome(number, None, str(error))
            continue
        yield Outcome(number, path)


def _free_name(name: str, taken: set[str]) -> str:
    """``name``, numbered when this batch has written it before (case does not tell files apart)."""
    stem, number, free = name[: -len(".docx")], 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem}（{number}）.docx"
    taken.add(free.casefold())
    return free


Made = tuple[int, str, bytes, str]


def _here(job: Job, rows: Sequence[Row]) -> Iterator[Made]:
    maker = Maker(job)
    return (maker.row(row) for row in rows)


def _spread(job: Job, rows: Sequence[Row], workers: int) -> Iterator[Made]:
    """The rows in chunks over processes; only a few chunks are under way at a time."""
    Maker(job)  # a template that is wrong is reported once, before any process starts
    pending: list[Future[list[Made]]] = []
    source = iter(rows)
    pool = ProcessPoolExecutor(workers, initializer=_start, initargs=(job,))
    try:
        while True:
            while len(pending) < 2 * workers:
                chunk = list(islice(source, _CHUNK))
                if not chunk:
                    break
                pending.append(pool.submit(_chunk, chunk))
            if not pending:
                return
            yield from pending.pop(0).result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_maker: Maker | None = None


def _start(job: Job) -> None:
    """In a worker: Ctrl-C is the parent's to handle."""
    global _maker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _maker = Maker(job)


def _chunk(rows: list[Row]) -> list[Made]:
    assert _maker is not None
    return [_maker.row(row) for row in rows]
