"""Asking early for a proof that is wanted late: ``ask(...)``, then ``answer(...)``.

In ``beside()`` a second process loads numpy and the model and looks at the text while this process
reads the document and runs its other rules; for a command at its very beginning (one thread, little
memory). Nothing but the text travels, through a pipe. In ``together()`` what was asked for is
looked at in one go when the first answer is wanted: many short documents take far less time so.
Else, and when either fails, ``answer`` looks at the text here.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO

from pipeline.processes import has_spare_processor
from pipeline.proof.findings import Level, Suspicion

_Request = tuple[tuple[str, ...], tuple[Level, ...], tuple[str, ...]]


@dataclass(slots=True)
class _Helper:
    """The second process and the pipes to and from it."""

    process: int
    requests: IO[bytes]
    answers: IO[bytes]
    asked: int = 0


_helper: _Helper | None = None
_waiting: _Waiting | None = None


@dataclass(slots=True)
class _Waiting:
    """Requests by their number that nobody looked at yet, and what was found in others."""

    requests: dict[int, _Request] = field(default_factory=dict)
    answers: dict[int, list[Suspicion]] = field(default_factory=dict)
    asked: int = 0

    def ask(self, request: _Request) -> int:
        self.asked += 1
        self.requests[self.asked] = request
        return self.asked

    def answer(self, number: int) -> list[Suspicion] | None:
        """None when it has to be looked at alone."""
        if number in self.requests:
            self._look(self.requests[number][1])
        return self.answers.pop(number, None)

    def _look(self, levels: tuple[Level, ...]) -> None:
        """Look at all that wait for the same levels."""
        from pipeline.proof.engine import Text, suspicions_of

        numbers = [n for n, request in self.requests.items() if request[1] == levels]
        some = [self.requests.pop(number) for number in numbers]
        with suppress(Exception):  # each by itself, then: one must not harm the others
            texts = [Text(paragraphs, words) for paragraphs, _, words in some]
            self.answers.update(zip(numbers, suspicions_of(texts, levels=levels), strict=True))


@contextmanager
def together() -> Iterator[None]:
    """Several documents are asked about before the first answer is wanted."""
    global _waiting
    before, _waiting = _waiting, _Waiting()
    try:
        yield
    finally:
        _waiting = before


@contextmanager
def beside(wanted: bool = True) -> Iterator[None]:
    """The second process for as long as the block runs, where there is a processor for it. Inside
    another such block: that one's process, or none any more if it is not wanted after all."""
    global _helper
    first = _helper is None
    if first and wanted and has_spare_processor():
        _helper = _start()
    try:
        if not wanted:
            _stop()
        yield
    finally:
        if first:
            _stop()


@dataclass(frozen=True, slots=True)
class Ticket:
    """What was asked, as number ``number`` of the second process or of those ``among`` which it
    waits."""

    request: _Request
    number: int = 0
    among: _Waiting | None = None


def ask(paragraphs: Sequence[str], levels: Sequence[Level], words: Sequence[str]) -> Ticket:
    """Hand a text over; the ticket is for ``answer``."""
    request = (tuple(paragraphs), tuple(levels), tuple(words))
    if _helper is None:
        return Ticket(request, _waiting.ask(request), _waiting) if _waiting else Ticket(request)
    _helper.asked += 1
    try:
        marshal.dump((_helper.asked, request), _helper.requests)
        _helper.requests.flush()
    except OSError:
        return Ticket(request)
    return Ticket(request, _helper.asked)


def answer(ticket: Ticket) -> list[Suspicion]:
    """What the proof found in the text of a ticket, as ``suspicions`` gives it."""
    paragraphs, levels, words = ticket.request
    if ticket.among is not None:
        known = ticket.among.answer(ticket.number)
    else:
        known = _from_helper(ticket.number)
    if known is not None:
        return known
    from pipeline.proof import suspicions

    return suspicions(paragraphs, levels=levels, words=words)


def _from_helper(number: int) -> list[Suspicion] | None:
    """The second process's answer; None when there is none."""
    with suppress(OSError, EOFError, ValueError, TypeError):
        while number and _helper is not None:
            found, rows = marshal.load(_helper.answers)  # noqa: S302 - our own process
            if found == number:
                return [Suspicion(*row) for row in rows]
    return None


def _start() -> _Helper | None:
    ours, theirs = os.pipe(), os.pipe()
    try:
        process = os.fork()
    except OSError:
        for end in (*ours, *theirs):
            os.close(end)
        return None
    if process == 0:
        os.close(ours[1])
        os.close(theirs[0])
        _serve(ours[0], theirs[1])
    os.close(ours[0])
    os.close(theirs[1])
    return _Helper(process, os.fdopen(ours[1], "wb"), os.fdopen(theirs[0], "rb"))


def _stop() -> None:
    """End the second process, if any: nobody waits for what it may still be doing."""
    global _helper
    helper, _helper = _helper, None
    if helper is None:
        return
    from signal import SIGTERM

    for end in (helper.answers, helper.requests):
        with suppress(OSError):
            end.close()
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(helper.process, SIGTERM)
        os.waitpid(helper.process, 0)


def _serve(requests: int, answers: int) -> None:
    """The second process: load, then answer until the other end closes. Never returns."""
    try:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _answer_all(os.fdopen(requests, "rb"), os.fdopen(answers, "wb"))
    except BaseException:  # noqa: BLE001 - whatever it is, the first process does without us
        os._exit(1)
    os._exit(0)


def _answer_all(requests: IO[bytes], answers: IO[bytes]) -> None:
    import queue
    import threading

    waiting: queue.SimpleQueue[tuple[int, _Request] | None] = queue.SimpleQueue()

    def read() -> None:
        # so that the other end need not wait until everything here is loaded
        try:
            while True:
                waiting.put(marshal.load(requests))  # noqa: S302 - our own process
        except (EOFError, ValueError, TypeError):
            waiting.put(None)

    threading.Thread(target=read, daemon=True).start()
    from pipeline.kept_code import kept_code

    with kept_code():
        from pipeline.proof.engine import suspicions
        from pipeline.proof.pack import load_model

        load_model()
    while (request := waiting.get()) is not None:
        number, (paragraphs, levels, words) = request
        rows = [_row(s) for s in suspicions(paragraphs, levels=levels, words=words)]
        marshal.dump((number, rows), answers)
        answers.flush()


def _row(found: Suspicion) -> tuple[object, ...]:
    return (
        int(found.paragraph), int(found.start), int(found.end), found.text, found.suggestion,
        found.reason, float(found.confidence), found.level, found.kind,
    )  # fmt: skip
