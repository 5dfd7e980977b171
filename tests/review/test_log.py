"""The chained log: what holds, what breaks, and which spot is named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.lock import CaseBusy, hold
from pipeline.review.log import (
    LOG_NAME,
    TIP_NAME,
    Entry,
    LogProblem,
    LogWriter,
    check_log,
    read_log,
)

TIME = "2026-03-02T09:00:00+08:00"


def fill(folder, count=5):
    writer = LogWriter(folder)
    for number in range(count):
        writer.append([Entry("note", {"text": f"第{number + 1}条"}, "张三", "经办人")], TIME)
    return folder / LOG_NAME


def test_round_trip(tmp_path):
    fill(tmp_path)
    events = read_log(tmp_path)
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert events[2].data == {"text": "第3条"}
    assert check_log(tmp_path) == (events, ())


def test_appending_goes_on_where_it_stopped(tmp_path):
    fill(tmp_path, 2)
    fill(tmp_path, 2)
    assert len(read_log(tmp_path)) == 4


@pytest.mark.parametrize("gone", range(5))
def test_a_deleted_line_is_named(tmp_path, gone):
    path = fill(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:gone] + lines[gone + 1 :]))
    with pytest.raises(LogProblem, match=f"第{gone + 1}行"):
        read_log(tmp_path)


def test_two_swapped_lines_are_named(tmp_path):
    path = fill(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1], lines[2] = lines[2], lines[1]
    path.write_bytes(b"".join(lines))
    _, spots = check_log(tmp_path)
    assert spots[0].line == 2
    assert "调换" in spots[0].message


@pytest.mark.parametrize("old,new", [("第3条", "第9条"), ("张三", "李四"), (":3,", ": 3,")])
def test_an_edited_line_is_named(tmp_path, old, new):
    path = fill(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[2] = lines[2].replace(old, new, 1)
    path.write_text("".join(lines), encoding="utf-8")
    _, spots = check_log(tmp_path)
    assert [spot.line for spot in spots] == [3]


def test_a_line_sealed_anew_breaks_the_next(tmp_path):
    """Whoever rewrites a line and its hash still breaks the chain at the line after it."""
    other = tmp_path / "other"
    other.mkdir()
    fill(other, 2)
    path = fill(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    writer = LogWriter(other)
    writer.append([Entry("note", {"text": "伪造"}, "张三", "经办人")], TIME)
    forged = (other / LOG_NAME).read_bytes().splitlines(keepends=True)[2]
    path.write_bytes(b"".join([*lines[:2], forged, *lines[3:]]))
    _, spots = check_log(tmp_path)
    assert [spot.line for spot in spots] == [4]


def test_a_log_replaced_as_a_whole_is_seen_by_the_tip(tmp_path):
    path = fill(tmp_path, 3)
    tip = (tmp_path / TIP_NAME).read_bytes()
    path.unlink()
    (tmp_path / TIP_NAME).unlink()
    writer = LogWriter(tmp_path)
    writer.append([Entry("note", {"text": str(n)}, "李四") for n in range(3)], TIME)
    (tmp_path / TIP_NAME).write_bytes(tip)
    with pytest.raises(LogProblem, match="整段替换"):
        read_log(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", b'{"seq":"x","hash":1}'])
def test_a_broken_tip_is_said(tmp_path, content):
    fill(tmp_path)
    (tmp_path / TIP_NAME).write_bytes(content)
    with pytest.raises(LogProblem, match=r"log\.tip"):
        read_log(tmp_path)


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(1, 400))
def test_a_torn_write_loses_only_what_was_not_finished(tmp_path_factory, cut):
    """Cut the file anywhere in the last line (a kill while writing, before the tip is written)."""
    folder = tmp_path_factory.mktemp("log")
    path = fill(folder, 4)
    tip = (folder / TIP_NAME).read_bytes()
    whole = path.read_bytes()
    LogWriter(folder).append([Entry("note", {"text": "最后"}, "张三")], TIME)
    (folder / TIP_NAME).write_bytes(tip)
    added = path.read_bytes()[len(whole) :]
    path.write_bytes(whole + added[: min(cut, len(added) - 1)])
    assert len(read_log(folder)) == 4
    assert [spot.line for spot in check_log(folder)[1]] == [-5]
    LogWriter(folder).append([Entry("note", {"text": "重来"}, "张三")], TIME)
    assert [event.data["text"] for event in read_log(folder)][3:] == ["第4条", "重来"]
    assert (folder / "log.torn").read_bytes().startswith(added[: min(cut, len(added) - 1)])


def test_a_batch_is_one_write(tmp_path):
    LogWriter(tmp_path).append([Entry("note", {"n": n}, "张三") for n in range(300)], TIME)
    assert json.loads((tmp_path / TIP_NAME).read_text())["seq"] == 300
    assert len(read_log(tmp_path)) == 300


def test_two_writers_get_a_clear_message(tmp_path):
    busy = hold(tmp_path, "dispose", patience=0.1)
    with hold(tmp_path, "collect"), pytest.raises(CaseBusy, match="collect"), busy:
        pass
    with hold(tmp_path, "dispose", patience=0.1):
        pass
