"""One writer at a time in a case folder, with a message that says who holds it.

The lock is the operating system's and falls when its process ends, however it ends; the text in
the lock file only serves the message.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from pipeline.errors import HongtouError
from pipeline.files import os_reason

LOCK_NAME = ".lock"
_OFFSET = 1 << 20  # the locked byte lies beyond the text, which stays readable on Windows


class CaseBusy(HongtouError):
    """Another process is writing in this case."""


@contextmanager
def hold(folder: Path, command: str, *, patience: float = 3.0) -> Iterator[None]:
    """Hold the lock of ``folder`` inside the ``with`` block.

    Waits up to ``patience`` seconds, then raises CaseBusy naming process, command and time.
    """
    path = folder / LOCK_NAME
    try:
        stream = path.open("a+b")
    except OSError as error:
        raise HongtouError(f"不能在 {folder} 里写文件：{os_reason(error)}") from error
    with stream:
        deadline = time.monotonic() + patience
        while not _try_lock(stream):
            if time.monotonic() >= deadline:
                raise CaseBusy(_busy_message(path, folder))
            time.sleep(0.05)
        try:
            _sign(stream, command)
            yield
        finally:
            _unlock(stream)


def _sign(stream: IO[bytes], command: str) -> None:
    text = json.dumps(
        {"pid": os.getpid(), "command": command, "since": time.strftime("%m月%d日 %H:%M:%S")},
        ensure_ascii=False,
    )
    stream.seek(0)
    stream.truncate()
    stream.write(text.encode("utf-8"))
    stream.flush()


def _busy_message(path: Path, folder: Path) -> str:
    who = ""
    with suppress(OSError, ValueError, KeyError):
        held = json.loads(path.read_text(encoding="utf-8"))
        who = f"（进程 {held['pid']}，{held['since']} 开始的 {held['command']}）"
    return f"案卷 {folder} 正被另一个命令写入{who}，请等它完成后再试。"


if sys.platform == "win32":  # pragma: no cover - exercised on Windows only
    import msvcrt

    def _try_lock(stream: IO[bytes]) -> bool:
        try:
            stream.seek(_OFFSET)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(stream: IO[bytes]) -> None:
        stream.seek(_OFFSET)
        with suppress(OSError):
            msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(stream: IO[bytes]) -> bool:
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(stream: IO[bytes]) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_UN)
