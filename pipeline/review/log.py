"""The log of a case: one JSON event a line, chained by SHA-256, only ever appended to.

A line is ``{…,"prev":"<hash of the line above>",…,"hash":"<SHA-256 of this line without it>"}``.
``log.tip`` keeps the last number and hash, so that a cut tail shows. Writing order is: the files an
event names, the line (one write, fsync), the tip. A kill between any two leaves a log that holds.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import HongtouError
from pipeline.files import os_reason, write_atomic

GENESIS = "0" * 64
LOG_NAME = "log.jsonl"
TIP_NAME = "log.tip"
_HASH_TAIL = len(',"hash":""}') + 64


class LogProblem(HongtouError):
    """The log does not hold: the message names the line and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be logged. files: path inside the case folder → SHA-256 of its content."""

    type: str
    data: Mapping[str, Any]
    actor: str
    hat: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. time: ISO 8601 with offset; seq counts from 1."""

    seq: int
    time: str
    actor: str
    hat: str
    type: str
    data: Mapping[str, Any]
    files: Mapping[str, str]
    hash: str


@dataclass(frozen=True, slots=True)
class Spot:
    """One place where the log or a file is not what it was. line: 1-based, 0 for the whole."""

    where: str
    message: str
    line: int = 0


def sha256(data: bytes) -> str:
    """The SHA-256 of ``data`` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_log(folder: Path) -> tuple[Event, ...]:
    """All events of the case in ``folder``; raises LogProblem naming the first spot that is wrong.

    An unfinished last line (the process was killed while writing it) is left out.
    """
    tip = _read_tip(folder)  # before the log: a writer working meanwhile only makes it longer
    lines, _ = _lines(folder)
    events, spot = _chain(lines)
    spot = spot or _tip_spot(tip, events)
    if spot is not None:
        raise LogProblem(f"{spot.where}：{spot.message}用 hongtou case verify 查看详情。")
    return tuple(events)


def check_log(folder: Path) -> tuple[tuple[Event, ...], tuple[Spot, ...]]:
    """The events up to the first break, and every spot that is wrong with chain and tip."""
    tip = _read_tip(folder)
    lines, torn = _lines(folder)
    events, spot = _chain(lines)
    spots = [spot] if spot else []
    short = None if spot else _tip_spot(tip, events)
    if short:
        spots.append(short)
    if torn and not spots:
        line = len(lines) + 1
        spots.append(
            Spot(f"{LOG_NAME} 第{line}行", "没有写完（写入时被中断），下次写入时自动移走。", -line)
        )
    return tuple(events), tuple(spots)


class LogWriter:
    """Appends to the log of one case. The caller holds the case's lock as long as it lives."""

    def __init__(self, folder: Path) -> None:
        """Read and check the log once; an unfinished last line is moved to ``log.torn``."""
        self.folder = folder
        self.events: list[Event] = list(read_log(folder))
        _mend_tail(folder)

    def append(self, entries: Sequence[Entry], time: str) -> tuple[Event, ...]:
        """Append ``entries`` in one durable write; returns the events as logged."""
        seq, prev = (self.events[-1].seq, self.events[-1].hash) if self.events else (0, GENESIS)
        added: list[Event] = []
        text: list[str] = []
        for entry in entries:
            seq += 1
            line, event = _seal(entry, seq, time, prev)
            prev = event.hash
            text.append(line)
            added.append(event)
        _write_durably(self.folder / LOG_NAME, "".join(text).encode("utf-8"))
        if added:
            _write_tip(self.folder, added[-1])
        self.events.extend(added)
        return tuple(added)


def _seal(entry: Entry, seq: int, time: str, prev: str) -> tuple[str, Event]:
    body = _canonical(
        {
            "seq": seq,
            "time": time,
            "actor": entry.actor,
            "hat": entry.hat,
            "type": entry.type,
            "data": entry.data,
            "files": dict(entry.files),
            "prev": prev,
        }
    )
    digest = sha256(body.encode("utf-8"))
    plain = json.loads(body)
    event = Event(
        seq, time, entry.actor, entry.hat, entry.type, plain["data"], plain["files"], digest
    )
    return f'{body[:-1]},"hash":"{digest}"}}\n', event


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _lines(folder: Path) -> tuple[list[bytes], bytes]:
    """The whole lines of the log, and what stands behind the last line end."""
    try:
        data = (folder / LOG_NAME).read_bytes()
    except FileNotFoundError:
        return [], b""
    except OSError as error:
        raise LogProblem(f"读不了 {folder / LOG_NAME}：{os_reason(error)}") from error
    *whole, torn = data.split(b"\n")
    return whole, torn


def _chain(lines: Sequence[bytes]) -> tuple[list[Event], Spot | None]:
    events: list[Event] = []
    prev = GENESIS
    for number, line in enumerate(lines, 1):
        parsed = _parse(line)
        where = f"{LOG_NAME} 第{number}行"
        if parsed is None:
            return events, Spot(where, "内容被改动过：与它自己的校验值不符。", number)
        event, its_prev = parsed
        if event.seq != number or its_prev != prev:
            return events, Spot(where, _order_message(event.seq, number), number)
        events.append(event)
        prev = event.hash
    return events, None


def _order_message(seq: int, number: int) -> str:
    if seq > number:
        return f"这里应是第{number}号事件，却是第{seq}号：中间有记录被删除或调换。"
    if seq < number:
        return f"这里应是第{number}号事件，却是第{seq}号：记录被调换、重复或插入。"
    return "与上一行接不上：上一行或这一行被整行替换过。"


def _parse(line: bytes) -> tuple[Event, str] | None:
    """The event of one line and the hash it follows, or None when its own hash is wrong."""
    if len(line) <= _HASH_TAIL or not line.endswith(b'"}'):
        return None
    digest = line[-66:-2].decode("ascii", "replace")
    if sha256(line[:-_HASH_TAIL] + b"}") != digest:
        return None
    try:
        raw = json.loads(line)
        event = Event(
            seq=raw["seq"],
            time=raw["time"],
            actor=raw["actor"],
            hat=raw["hat"],
            type=raw["type"],
            data=raw["data"],
            files=raw["files"],
            hash=digest,
        )
        return event, raw["prev"]
    except (ValueError, KeyError, TypeError):
        return None


def _read_tip(folder: Path) -> tuple[int, str] | None:
    """Number and hash in ``log.tip``; (-1, "") when it cannot be read, None when it is missing."""
    try:
        tip = json.loads((folder / TIP_NAME).read_text(encoding="utf-8"))
        return int(tip["seq"]), str(tip["hash"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return -1, ""


def _tip_spot(tip: tuple[int, str] | None, events: Sequence[Event]) -> Spot | None:
    """A log shorter than its tip, or another log than the tip's, has lost its tail."""
    if tip is None:
        missing = Spot(TIP_NAME, "不见了：日志末尾是否完整无从核对。")
        return missing if len(events) > 1 else None
    seq, digest = tip
    if seq < 0:
        return Spot(TIP_NAME, "内容被改动过，读不出最后一条的编号。")
    if seq > len(events):
        lost = seq - len(events)
        return Spot(
            f"{LOG_NAME} 第{len(events) + 1}行",
            f"日志末尾少了{lost}条（第{_span(len(events) + 1, seq)}号）：被删除了。",
            len(events) + 1,
        )
    if seq and events[seq - 1].hash != digest:
        return Spot(f"{LOG_NAME} 第{seq}行", "与 log.tip 记下的校验值不符：日志被整段替换过。", seq)
    return None


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}—{last}"


def _mend_tail(folder: Path) -> None:
    """Move an unfinished last line out of the log, keeping its bytes in ``log.torn``."""
    path = folder / LOG_NAME
    _, torn = _lines(folder)
    if not torn:
        return
    _write_durably(folder / "log.torn", torn + b"\n")
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size - len(torn))
        stream.flush()
        os.fsync(stream.fileno())


def _write_durably(path: Path, data: bytes) -> None:
    try:
        with path.open("ab") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise LogProblem(f"写不了 {path}：{os_reason(error)}") from error


def _write_tip(folder: Path, event: Event) -> None:
    tip = json.dumps({"seq": event.seq, "hash": event.hash})
    write_atomic(folder / TIP_NAME, tip + "\n", overwrite=True)
