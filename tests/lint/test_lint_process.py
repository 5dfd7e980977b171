"""``hongtou lint`` as a process: interrupted, its reader gone, nowhere to write."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from pipeline.lint.sample import sample_package

COMMAND = [sys.executable, "-c", "from pipeline.__main__ import main; main()", "lint"]
posix = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")


@pytest.fixture
def folder(tmp_path):
    """Files with a blank, a comma and brackets in their names, in a folder of the same kind."""
    place = tmp_path / "送审 稿,（一）"
    place.mkdir()
    data = sample_package([{"text": f"第{n}次会议作出布署。"} for n in range(400)])
    for number in range(80):
        (place / f"通知 {number}.docx").write_bytes(data)
    return place


@posix
@pytest.mark.parametrize("more", [["--jobs", "2"], ["--jobs", "1"], ["--fix"]])
def test_an_interrupt_ends_it_in_one_sentence_with_whole_files_only(folder, more):
    command = [*COMMAND, str(folder), "--no-spelling", *more]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    time.sleep(1.5)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    # A quick machine may be done before the interrupt, or just leaving.
    if process.returncode not in (0, 1, -signal.SIGINT):
        assert errors.strip().endswith("已中断，已写好的文件都是完整的。")
    assert "Traceback" not in errors
    for path in folder.iterdir():
        assert path.suffix == ".docx"
        assert path.read_bytes()[-22:-18] == b"PK\x05\x06"


@posix
@pytest.mark.parametrize("pause", [0.4, 0.8, 1.2])
def test_a_second_interrupt_leaves_no_process_behind(folder, pause):
    process = subprocess.Popen(
        [*COMMAND, str(folder), "--no-spelling", "--jobs", "2"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    time.sleep(pause)
    for _ in range(4):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.01)
    # its processes hold the other end: this ends only when all of them have
    _, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors


@posix
def test_a_reader_that_goes_away_is_no_error(folder):
    process = subprocess.Popen(
        [*COMMAND, str(folder), "--no-spelling", "--format", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdout.read(10)
    process.stdout.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    process.wait(timeout=60)
    assert "Traceback" not in errors
    assert "Exception ignored" not in errors


@pytest.mark.parametrize(
    "options",
    [["--fix", "--out"], ["--format", "docx", "--out"], ["--format", "html", "--out"],
     ["--write-baseline"]],
)  # fmt: skip
def test_nowhere_to_write_is_one_sentence(folder, options):
    blocked = folder / "是文件"
    blocked.write_text("x", encoding="utf-8")
    name = "报告.html" if "html" in options else "基线.json" if len(options) == 1 else "改.docx"
    one = folder / "通知 0.docx"
    before = one.read_bytes()
    done = subprocess.run(
        [*COMMAND, str(one), "--no-spelling", *options, str(blocked / name)],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") <= 2
    assert "是文件" in done.stderr
    assert one.read_bytes() == before


def test_a_second_run_compiles_nothing_again(tmp_path):
    """Patterns are kept by their text, so that it must be the same in every process."""
    place = tmp_path / "通知.docx"
    place.write_bytes(sample_package([{"text": "工作落实的不够到位，形成的经验在全市推广。"}]))
    kept = []
    for seed in ("1", "2", "3"):
        settings = {"HONGTOU_CACHE": str(tmp_path / "cache"), "PYTHONHASHSEED": seed}
        command = [*COMMAND, str(place), "--no-spelling", "--fail-on", "never"]
        subprocess.run(command, env=os.environ | settings, check=True, stdout=subprocess.DEVNULL)
        kept.append({p.name: p.stat().st_mtime_ns for p in (tmp_path / "cache").glob("code-*")})
    assert kept[0] and kept[0] == kept[1] == kept[2]
