"""Killed at any moment, a case verifies afterwards and nothing received is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from returns import edited, sent_copy

from pipeline.cli import run
from pipeline.review.case import open_case, verify_case
from pipeline.review.log import LOG_NAME, TIP_NAME, LogWriter

DRAFT = """江州市公共数据共享管理办法（征求意见稿）
第一条　为规范公共数据共享活动，制定本办法。
第二条　数据提供单位应当自收到申请之日起5个工作日内答复。
第三条　平台建设和运行所需专项资金由市级财政保障。
第四条　违反本办法的，依法给予行政处罚。"""
NAMES = ["市财政局", "市司法局", "市公安局"]


@pytest.fixture
def case(tmp_path, make_draft, monkeypatch):
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:30")
    folder = tmp_path / "案卷"
    new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "江州市数据局"]
    assert run([*new, "--drafter", "陶静", "--leader", "王建国:副市长"]) == 0
    send = ["case", "send", "--to", ",".join(NAMES), "--why", "市公安局=试点单位"]
    assert run([*send, "--case", str(folder)]) == 0
    return folder


def start(*words):
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HONGTOU_NOW": "2026-03-05T09:30"},
    )


def killed(delay, *words):
    """Run the command and kill it after ``delay`` seconds; whether it had finished before."""
    process = start(*words)
    time.sleep(delay)
    done = process.poll() is not None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return done


def tampered(folder):
    return [spot for spot in verify_case(folder) if spot.line >= 0]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_killed_while_collecting(case, tmp_path):
    inbox = tmp_path / "收件箱"
    inbox.mkdir()
    words = {"市财政局": "3", "市司法局": "10", "市公安局": "15"}
    for name, number in words.items():
        data = edited(sent_copy(case, name), ("5个", f"{number}个"), ("行政处罚", f"{name}处罚"))
        (inbox / f"{name}.docx").write_bytes(data)
    command = ["case", "collect", str(inbox), "--case", str(case)]
    rng = random.Random(7)
    for _ in range(6):
        if killed(rng.uniform(0.25, 1.2), *command):
            break
        assert tampered(case) == []
        state = open_case(case).state
        for reply in state.replies:
            assert len(reply.rows) == 2
            assert (case / reply.file).is_file()
    assert start(*command).wait() == 0
    assert verify_case(case) == ()
    state = open_case(case).state
    assert sorted(reply.department for reply in state.replies) == sorted(NAMES)
    assert len(state.opinions) == 6
    assert len(list((case / "in").iterdir())) == 3


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_killed_while_disposing_and_finishing(case):
    at = ["--case", str(case)]
    for name in NAMES:
        add = ["case", "add", name, "--clause", "第三条", "--proposal", f"{name}的意见"]
        assert run([*add, *at]) == 0
    rng = random.Random(11)
    reason = ["--result", "解释说明", "--reason", "维持原来写法"]
    for number in ("1", "2", "3"):
        while not killed(rng.uniform(0.1, 0.9), "case", "dispose", number, *reason, *at):
            assert tampered(case) == []
            if open_case(case).state.opinions[int(number)].disposition:
                break
    for _ in range(4):
        killed(rng.uniform(0.2, 1.5), "case", "answer", *at)
        assert tampered(case) == []
    start("case", "answer", *at).wait()
    for _ in range(4):
        killed(rng.uniform(0.3, 2.5), "case", "final", *at)
        assert tampered(case) == []
    assert start("case", "final", *at).wait() == 0
    assert tampered(case) == []
    assert (case / "final" / "定稿.docx").is_file()


def test_a_crash_between_file_and_log_is_mended_by_collecting_again(case, tmp_path, monkeypatch):
    """Between every two steps of the write: the file stands, its event does not."""
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-05T09:30")
    inbox = tmp_path / "收件箱"
    inbox.mkdir()
    data = edited(sent_copy(case, "市财政局"), ("5个", "3个"))
    (inbox / "甲.docx").write_bytes(data)

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(LogWriter, "append", fail)
    assert run(["case", "collect", str(inbox), "--case", str(case)]) == 130
    monkeypatch.undo()
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-05T09:30")
    spots = verify_case(case)
    assert len(spots) == 1 and spots[0].line < 0
    assert run(["case", "collect", str(inbox), "--case", str(case)]) == 0
    assert verify_case(case) == ()


def test_a_torn_tail_is_mended_by_the_next_command(case):
    path = case / LOG_NAME
    tip = (case / TIP_NAME).read_bytes()
    assert run(["case", "note", "一句话", "--case", str(case)]) == 0
    (case / TIP_NAME).write_bytes(tip)
    path.write_bytes(path.read_bytes()[:-9])
    assert tampered(case) == []
    assert run(["case", "note", "另一句话", "--case", str(case)]) == 0
    assert verify_case(case) == ()
    assert open_case(case).events[-1].data == {"text": "另一句话"}


def test_two_commands_at_once_wait_or_say_so(case):
    first = start("case", "note", "甲", "--case", str(case))
    second = start("case", "note", "乙", "--case", str(case))
    assert first.wait() == 0
    assert second.wait() == 0
    texts = {e.data["text"] for e in open_case(case).events if e.type == "note"}
    assert texts == {"甲", "乙"}
