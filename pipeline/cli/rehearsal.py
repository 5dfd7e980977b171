"""The sample case played through: every command is run as a user would type it.

Five departments, two rounds, one conflict decided by a leader, one late department. What the
departments do in Word, WPS and on the form is done here by code, from ``samples/case/*.yaml``.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import HongtouError
from pipeline.resources import data_folder, load_yaml
from pipeline.review.clock import parse_moment

Say = Callable[[str], None]


def rehearse(folder: Path, say: Say) -> Path:
    """Play the sample case into ``folder`` (new or empty); returns the case's folder.

    say: gets each command line before it runs. The commands print as they always do. Raises
    HongtouError when a command does not end as it should.
    """
    from pipeline.cli import run

    samples = data_folder("samples") / "case"
    play = load_yaml(samples / "replies.yaml")
    plan = load_yaml(samples / "decisions.yaml")
    folder.mkdir(parents=True, exist_ok=True)
    case = folder / "案卷"
    stage = _Stage(folder, case, say, run)
    stage.begin(samples, play["case"])
    for turn in play["rounds"]:
        stage.round(turn, play["departments"])
        stage.settle(plan)
    stage.finish(plan, play["case"])
    return case


class _Stage:
    def __init__(self, folder: Path, case: Path, say: Say, run: Callable[[list[str]], int]) -> None:
        self.folder, self.case, self.say, self.run = folder, case, say, run

    def do(self, at: str, *words: str, code: int = 0) -> None:
        """Run one command at the moment ``at``; its exit code must be ``code``."""
        shown = " ".join(f'"{word}"' if " " in word or "；" in word else word for word in words)
        self.say(f"[{at.replace('T', ' ')}] hongtou {shown}")
        with _moment(at):
            ended = self.run(list(words))
        if ended != code:
            raise HongtouError(
                f"演示中断：hongtou {words[0]} {words[1]} 返回 {ended}，应为 {code}。"
            )

    def begin(self, samples: Path, who: Mapping[str, Any]) -> None:
        draft = self.folder / "征求意见稿.docx"
        start = "2026-04-03T10:00"
        data = str(samples / "draft.yaml")
        self.do(start, "draft", "文稿", "--data", data, "--out", str(draft))
        leader, signer = who["leader"], who["signer"]
        self.do(
            start, "case", "new", str(draft), str(self.case),
            "--organ", who["organ"], "--drafter", who["drafter"], "--phone", who["phone"],
            "--leader", f"{leader['name']}:{leader['post']}",
            "--signer", f"{signer['name']}:{signer['post']}", "--archivist", who["archivist"],
        )  # fmt: skip

    def round(self, turn: Mapping[str, Any], names: Sequence[str]) -> None:
        """Send a round, let the departments work, collect what each sends back."""
        number = int(turn["round"])
        at = str(turn["sent"])
        if number > 1:
            self.do(at, "case", "round", *self.here)
        send = ["--to", ",".join(names), "--number", turn["number"]]
        self.do(at, "case", "send", *send, *self.here)
        for reply in turn["replies"]:
            path = self._reply(reply, number)
            self.do(str(reply["at"]), "case", "collect", str(path), *self.here)
        after = "2026-04-17T09:00" if number == 1 else "2026-05-07T09:00"
        self.do(after, "case", "status", *self.here, code=1)
        if number == 1:
            self.do(after, "case", "chase", *self.here)

    @property
    def here(self) -> tuple[str, str]:
        return ("--case", str(self.case))

    def settle(self, plan: Mapping[str, Any]) -> None:
        """Dispose of the open opinions by the plan, let the leader decide, answer everyone."""
        number = len(self._state().rounds)
        at = "2026-04-17T15:00" if number == 1 else "2026-05-07T10:00"
        for item in plan["dispositions"]:
            for row in self._rows(item["clause"], item["department"]):
                self.do(at, "case", "dispose", str(row), "--result", item["result"], *self.here)
        self.do(at, "case", "register", *self.here)
        if number == 1:
            self.do(at, "case", "merged", *self.here)
            self.do(at, "case", "digest", *self.here)
            self._decide(plan["decision"])
        later = "2026-04-20T16:00" if number == 1 else "2026-05-07T11:00"
        self.do(later, "case", "answer", *self.here)

    def _decide(self, plan: Mapping[str, Any]) -> None:
        change = f"{plan['text']['old']}={plan['text']['new']}"
        words: list[str] = []
        for department in plan["departments"]:
            for row in self._rows(plan["clause"], department):
                words += ["--adopt", str(row), "--replace", f"{row}:{change}"]
        decide = ["--who", plan["who"], "--form", plan["form"], "--words", plan["words"]]
        at = f"{plan['day']}T15:00"
        self.do(at, "case", "decide", *decide, "--on", plan["day"], *words, *self.here)

    def finish(self, plan: Mapping[str, Any], who: Mapping[str, Any]) -> None:
        """Own last edit, final copy, signature, archive, verification."""
        sign = plan["sign"]
        at = f"{sign['day']}T10:00"
        own = ["--replace", "（征求意见稿）=", "--reason", "定稿去掉“征求意见稿”字样"]
        self.do(at, "case", "own-edit", *own, *self.here)
        self.do(at, "case", "merged", "--adopted", *self.here)
        self.do(at, "case", "consent", "--sheet", *self.here)
        self.do(at, "case", "final", *self.here)
        self.do(at, "case", "sign", "--who", sign["who"], "--words", sign["words"], *self.here)
        self.do(at, "case", "archive", "--by", who["archivist"], *self.here)
        self.do(at, "case", "verify", *self.here)
        self.do(at, "case", "recap", *self.here)

    def _state(self) -> Any:
        from pipeline.review.case import open_case

        return open_case(self.case).state

    def _rows(self, clause: str, department: str) -> Iterator[int]:
        """Open opinions of a department on a clause."""
        for row in self._state().opinions.values():
            here = row.department == department and row.label.startswith(clause)
            if here and row.disposition is None:
                yield row.number

    def _reply(self, reply: Mapping[str, Any], number: int) -> Path:
        """What the department sends back, written into its own inbox; returns the file."""
        department = str(reply["department"])
        sent = self.case / f"out/r{reply.get('late_for', number)}" / department
        inbox = self.folder / "收件箱"
        inbox.mkdir(exist_ok=True)
        form = reply.get("form")
        if form is not None:
            path = next(sent.glob("反馈意见表_*.docx"))
            data = fill_form(path.read_bytes(), form)
        else:
            path = next(sent.glob("征求意见稿_*.docx"))
            data = edit_copy(path.read_bytes(), reply)
        target = inbox / f"{department}第{number}轮{path.suffix}"
        target.write_bytes(data)
        return target


@contextmanager
def _moment(at: str) -> Iterator[None]:
    before = os.environ.get("HONGTOU_NOW")
    os.environ["HONGTOU_NOW"] = at
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("HONGTOU_NOW", None)
        else:
            os.environ["HONGTOU_NOW"] = before


def edit_copy(data: bytes, reply: Mapping[str, Any]) -> bytes:
    """A department's copy after its work: edits tracked (Word) or not (WPS), and comments."""
    from pipeline.word.document import read_document
    from pipeline.word.edit import Edit, NewComment
    from pipeline.word.package import open_package
    from pipeline.word.writer import apply_edits

    package = open_package(data)
    paragraphs = read_document(package).body.paragraphs
    when = parse_moment(str(reply["at"]))
    author = str(reply.get("author", ""))
    edits = [
        Edit("body", *_find(paragraphs, item["old"]), item["new"], author=author, date=when)
        for item in reply.get("edits", ())
    ]
    comments = [
        NewComment("body", *_find(paragraphs, item["at"]), item["text"], author, when)
        for item in reply.get("comments", ())
    ]
    tracked = reply.get("program") == "Word"
    return apply_edits(package, edits, tracked=tracked, comments=comments).to_bytes()


def _find(paragraphs: Sequence[Any], text: str) -> tuple[int, int, int]:
    for paragraph in paragraphs:
        start = paragraph.text.find(text)
        if start >= 0:
            return paragraph.index, start, start + len(text)
    raise HongtouError(f"示例文稿里没有“{text}”。")


def fill_form(data: bytes, form: Mapping[str, Any]) -> bytes:
    """The 反馈意见表 with 无意见 ticked and its signer written in."""
    from docx import Document

    document = Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            if form.get("none") and "□ 无意见" in run.text:
                run.text = run.text.replace("□ 无意见", "☑ 无意见")
    for table in document.tables:
        if "审签人" in table.cell(0, 0).text:
            table.cell(0, 1).text = str(form.get("signer", ""))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
