"""Rules of one document that run in a second process, beside the others.

Only inside ``allowed()``, for a command that checks a single document: whoever checks several has a
process for each part of them, and a program that uses the library may have threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from pipeline.kept_code import keep_so_far
from pipeline.processes import has_spare_processor

T = TypeVar("T")
_allowed = False


@contextmanager
def allowed(wanted: bool) -> Iterator[None]:
    """While active, ``apart`` makes processes if that is wanted."""
    global _allowed
    before, _allowed = _allowed, wanted
    try:
        yield
    finally:
        _allowed = before


@contextmanager
def apart(work: Callable[[], T], *, wanted: bool) -> Iterator[Callable[[], T]]:
    """A function that gives the result of ``work`` (which can be pickled): a second process does it
    meanwhile if that is wanted and there is a processor for it. When that fails, or there is none,
    the work is done at the call; what ``work`` raises is raised there."""
    process, answer = _start(work) if wanted and _allowed and has_spare_processor() else (0, -1)
    if not process:
        yield work
        return
    with os.fdopen(answer, "rb") as stream:

        def result() -> T:
            import pickle  # takes time to load, and few have use for it

            data = stream.read()
            done: T = pickle.loads(data) if data else work()  # noqa: S301 - our own process
            return done

        try:
            yield result
        finally:
            _end(process)


def _start(work: Callable[[], T]) -> tuple[int, int]:
    """The second process and the end of the pipe from it; 0 when there cannot be one."""
    ours, theirs = os.pipe()
    try:
        process = os.fork()
    except OSError:
        process = 0
        os.close(ours)
    else:
        if process == 0:
            _serve(work, theirs)
    os.close(theirs)
    return process, ours


def _serve(work: Callable[[], T], answer: int) -> None:
    """In the second process: do the work, tell the result, and end without any ado."""
    import pickle

    try:
        data = pickle.dumps(work())
        keep_so_far()
        with os.fdopen(answer, "wb") as stream:
            stream.write(data)
    finally:
        os._exit(0)


def _end(process: int) -> None:
    """End the process, if it still runs: nobody waits for what it may be doing."""
    from signal import SIGKILL

    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(process, SIGKILL)
        os.waitpid(process, 0)
