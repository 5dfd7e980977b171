"""A second process for half of the rules: it changes nothing but the time."""

from __future__ import annotations

import os

import pytest

from pipeline.lint import apart as module
from pipeline.lint.apart import allowed, apart
from pipeline.lint.batch import Request, check_files
from pipeline.lint.engine import Settings, lint

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


@pytest.fixture(autouse=True)
def _spare(monkeypatch):
    monkeypatch.setattr(module, "has_spare_processor", lambda: hasattr(os, "fork"))


@needs_fork
def test_the_work_is_done_elsewhere():
    with allowed(True), apart(os.getpid, wanted=True) as process:
        assert process() != os.getpid()


@pytest.mark.parametrize(("may", "wanted"), [(False, True), (True, False)])
def test_it_is_done_here_unless_allowed_and_wanted(may, wanted):
    with allowed(may), apart(os.getpid, wanted=wanted) as process:
        assert process() == os.getpid()


@needs_fork
def test_what_goes_wrong_there_is_raised_here():
    def work():
        raise ValueError("odd")

    with allowed(True), apart(work, wanted=True) as result, pytest.raises(ValueError, match="odd"):
        result()


@needs_fork
def test_a_process_that_dies_is_done_without():
    here = os.getpid()

    def work():
        if os.getpid() != here:
            os._exit(3)
        return "done"

    with allowed(True), apart(work, wanted=True) as result:
        assert result() == "done"


@needs_fork
def test_nobody_waits_for_what_is_not_wanted_any_more():
    import time

    before = time.monotonic()
    with pytest.raises(KeyError), allowed(True), apart(lambda: time.sleep(60), wanted=True):
        raise KeyError
    assert time.monotonic() - before < 30


@needs_fork
def test_a_long_document_has_the_same_findings(tmp_path, monkeypatch):
    path = tmp_path / "长.txt"
    text = "各县要按步就班做好做好工作，2026年2月30日前报送情况。\n二是要认真惯彻落实。\n"
    path.write_text("".join(f"{n}.{text}" for n in range(1, 600)), encoding="utf-8")
    made = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: made.append(1) or fork())
    (report,) = check_files([path], Request(settings=Settings(ignore=("SPELL",))))
    assert made
    assert report.findings == lint(path, ignore=("SPELL",)).findings
    assert {"DATE-001", "DUP-002"} <= {f.rule for f in report.findings}
