"""The Windows half of the lock, run against a stand-in for ``msvcrt``; POSIX is in test_log."""

from __future__ import annotations

import importlib.util
import sys
import types

import pytest

from pipeline.review import lock


class FakeLocks:
    """What ``msvcrt.locking`` does: one byte at the file's position, refused while held."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def __init__(self):
        self.held = {}
        self.calls = []

    def locking(self, descriptor, mode, count):
        import os

        place = (os.fstat(descriptor).st_ino, os.lseek(descriptor, 0, os.SEEK_CUR))
        self.calls.append((mode, place[1], count))
        if mode == self.LK_UNLCK:
            if self.held.pop(place, None) is None:
                raise OSError(13, "not locked")
        elif place in self.held:
            raise OSError(36, "resource deadlock avoided")
        else:
            self.held[place] = descriptor


@pytest.fixture
def windows(monkeypatch):
    """``pipeline.review.lock`` as it is on Windows; returns (module, locks)."""
    locks = FakeLocks()
    module = types.ModuleType("msvcrt")
    module.locking, module.LK_NBLCK, module.LK_UNLCK = locks.locking, 2, 0
    monkeypatch.setitem(sys.modules, "msvcrt", module)
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("lock_on_windows", lock.__file__)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made, locks


def test_one_writer_at_a_time(windows, tmp_path):
    module, locks = windows
    with module.hold(tmp_path, "collect"):
        assert len(locks.held) == 1
        text = (tmp_path / module.LOCK_NAME).read_text(encoding="utf-8")
        assert "collect" in text  # the text stays readable: the locked byte lies beyond it
        assert all(at >= len(text.encode()) for _, at, _ in locks.calls)
        second = module.hold(tmp_path, "send", patience=0.1)
        with pytest.raises(module.CaseBusy, match=r"正被另一个命令写入（.* collect）"), second:
            pass
    assert locks.held == {}
    with module.hold(tmp_path, "send"):
        pass


def test_the_lock_falls_when_the_work_fails(windows, tmp_path):
    module, locks = windows
    with pytest.raises(ValueError, match="x"), module.hold(tmp_path, "collect"):
        raise ValueError("x")
    assert locks.held == {}
