"""Long steps of the training: shared by processes, their results kept for another run."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
_work: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []


@dataclass(frozen=True, slots=True)
class Jobs:
    """``number`` of processes that share the work; ``folder``: where results are kept and taken
    from (to be emptied when texts or code change), None: nowhere."""

    number: int = 1
    folder: Path | None = None

    def each(self, name: str, make: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
        """``make`` of everything ``given``, in order; kept by ``name``."""

        def one(numbered: tuple[int, Given]) -> Made:
            return self.once(f"{name}-{numbered[0]}", lambda: make(numbered[1]))

        return in_turn(one, list(enumerate(given)), self.number)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What ``make`` gives, or gave in an earlier run."""
        if self.folder is None:
            return make()
        path = self.folder / f"{name}.pickle"
        if path.exists():
            kept: Made = pickle.loads(path.read_bytes())  # noqa: S301 - the user's own folder
            return kept
        made = make()
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps(made))
        part.replace(path)
        return made


def in_turn(make: Callable[[Given], Made], given: Sequence[Given], jobs: int) -> list[Made]:
    """``make`` of everything ``given``, in order, by up to ``jobs`` processes.

    They are forked, so that what ``make`` needs is not copied to them; where that cannot be done,
    and with one job, this process does the work."""
    if min(jobs, len(given)) <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        return [make(one) for one in given]
    _work.append((make, given))
    try:
        forked = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(min(jobs, len(given)), mp_context=forked) as pool:
            return list(pool.map(_one, range(len(given))))
    finally:
        _work.pop()


def _one(number: int) -> Any:
    make, given = _work[-1]
    return make(given[number])
