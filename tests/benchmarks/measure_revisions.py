"""How far accept-all and reject-all agree with pandoc and LibreOffice on the files of a folder.

Usage: python tests/benchmarks/measure_revisions.py FOLDER [--show N]

Takes every .docx under FOLDER that holds tracked changes, settles it with hongtou, pandoc
(``--track-changes``) and LibreOffice (its own command, driven by a macro), and compares the
paragraphs of the body that hold text. "same": the same paragraphs; "joins": the same characters,
cut into paragraphs differently. White space is left out: pandoc puts a blank where it joins
paragraphs, and keeps white space that Word drops. A reference that cannot open a file is counted
apart. --show N prints the first N differences of each.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.word.document import read_document
from pipeline.word.marks import marked_parts
from pipeline.word.package import Package, open_package
from pipeline.word.resolve import accept_revisions, reject_revisions

MODES: dict[str, Callable[[Package], Package]] = {
    "accept": accept_revisions,
    "reject": reject_revisions,
}
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Settle"
 script:language="StarBasic" script:moduleType="normal">
Sub Main(jobs As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  Dim line As String
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  kind(0).Name = "FilterName"
  kind(0).Value = "MS Word 2007 XML"
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  number = FreeFile
  Open jobs For Input As #number
  Do While Not Eof(number)
    Line Input #number, line
    job = Split(line, Chr(9))
    doc = StarDesktop.loadComponentFromURL(ConvertToURL(job(0)), "_blank", 0, hidden())
    If Not IsNull(doc) Then
      dispatcher.executeDispatch(doc.CurrentController.Frame, job(2), "", 0, Array())
      doc.storeToURL(ConvertToURL(job(1)), kind())
      doc.close(True)
    End If
  Loop
  Close #number
  StarDesktop.terminate()
End Sub
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Settle"/>
</library:library>
"""
_COMMANDS = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}
_AT_ONCE = 25
_SPACE = re.compile(r"[\s\u00a0\u00ad\u200b-\u200d\u2011\ufffc]+")


def main(folder: Path, show: int) -> None:
    files = list(tracked(folder))
    print(f"{len(files)} files with tracked changes under {folder}\n")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        ours = settle_all(files)
        references = {"pandoc": with_pandoc(files), "LibreOffice": with_office(files, work)}
    print("| reference | | files | same | joins | differ | cannot open |")
    print("|---|---|---|---|---|---|---|")
    for label, theirs in references.items():
        for mode in MODES:
            print(row(label, mode, files, ours, theirs, show))


def tracked(folder: Path) -> Iterator[Path]:
    """The files with tracked changes that can be opened."""
    for path in sorted(folder.rglob("*.docx")):
        try:
            if marked_parts(open_package(path)):
                yield path
        except HongtouError:
            continue


def settle_all(files: list[Path]) -> dict[tuple[Path, str], list[str]]:
    """Our own results; says how long they took and what failed."""
    found: dict[tuple[Path, str], list[str]] = {}
    failed, left, seconds = 0, 0, time.perf_counter()
    for path in files:
        package = open_package(path)
        for mode, settle in MODES.items():
            try:
                result = open_package(settle(package).to_bytes())
            except HongtouError as error:
                failed += 1
                print(f"not settled: {path.name} ({mode}): {error}")
                continue
            left += bool(marked_parts(result))
            found[path, mode] = body(result)
    seconds = time.perf_counter() - seconds
    print(f"hongtou: {seconds:.1f} s, {failed} not settled, {left} with a mark left\n")
    return found


def body(package: Package) -> list[str]:
    return cleaned([paragraph.text for paragraph in read_document(package).body.paragraphs])


def cleaned(texts: list[str]) -> list[str]:
    plain = [_SPACE.sub("", text) for text in texts]
    return [text for text in plain if text]


def with_pandoc(files: list[Path]) -> dict[tuple[Path, str], list[str]]:
    found = {}
    for path in files:
        for mode in MODES:
            words = ["pandoc", "-f", "docx", f"--track-changes={mode}", "-t", "json", str(path)]
            done = subprocess.run(words, capture_output=True, text=True, timeout=120)
            if done.returncode == 0:
                lines = [""]
                gather(json.loads(done.stdout)["blocks"], lines)
                found[path, mode] = cleaned(lines)
    return found


def gather(node: object, lines: list[str]) -> None:
    """The text of a pandoc tree, one line a block; notes and formulas left out."""
    if isinstance(node, list):
        for child in node:
            gather(child, lines)
        return
    if not isinstance(node, dict):
        return
    kind, content = node.get("t"), node.get("c")
    if kind == "Str":
        lines[-1] += content
    elif kind in ("Para", "Plain", "Header", "CodeBlock"):
        lines.append("")
        inner = content[2] if kind == "Header" else content
        if kind == "CodeBlock":
            lines[-1] = content[1]
        else:
            gather(inner, lines)
        lines.append("")
    elif kind == "Code":
        lines[-1] += content[1]
    elif kind in ("Link", "Span"):
        gather(content[1], lines)
    elif kind == "Quoted":
        marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
        lines[-1] += marks[0]
        gather(content[1], lines)
        lines[-1] += marks[1]
    elif kind not in ("Note", "Math", "Image"):
        gather(content, lines)


def with_office(files: list[Path], work: Path) -> dict[tuple[Path, str], list[str]]:
    jobs = [
        (path, mode, work / f"{number}-{mode}.docx")
        for number, path in enumerate(files)
        for mode in MODES
    ]
    waiting = list(jobs)
    while waiting:
        batch, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        settle_in_office(batch, work)
        undone = [n for n, job in enumerate(batch) if not job[2].exists()]
        if undone:
            # It fell at the first undone one: that one is left out, the rest goes on.
            waiting = batch[undone[0] + 1 :] + waiting
    found = {}
    for path, mode, out in jobs:
        if out.exists():
            try:
                found[path, mode] = body(open_package(out))
            except HongtouError:
                continue
    return found


def settle_in_office(jobs: list[tuple[Path, str, Path]], work: Path) -> None:
    """One run of LibreOffice, in a profile of its own, over some jobs."""
    profile = work / "profile"
    start = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    library = profile / "user" / "basic" / "Standard"
    if not library.exists():
        subprocess.run([*start, "--terminate_after_init"], capture_output=True, timeout=120)
    (library / "Settle.xba").write_text(_MACRO, encoding="utf-8")
    (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    lines = [f"{path.resolve()}\t{out}\t{_COMMANDS[mode]}" for path, mode, out in jobs]
    listed = work / "jobs.txt"
    listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
    call = f'macro:///Standard.Settle.Main("{listed}")'
    quiet = subprocess.DEVNULL
    running = subprocess.Popen([*start, call], stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        running.wait(timeout=30 + 2 * len(jobs))
    except subprocess.TimeoutExpired:
        print("LibreOffice took too long on one of a batch")
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def row(
    label: str,
    mode: str,
    files: list[Path],
    ours: dict[tuple[Path, str], list[str]],
    theirs: dict[tuple[Path, str], list[str]],
    show: int,
) -> str:
    tally: Counter[str] = Counter()
    for path in files:
        one, two = ours.get((path, mode)), theirs.get((path, mode))
        if one is None or two is None:
            tally["none"] += 1
        elif one == two:
            tally["same"] += 1
        elif "".join(one) == "".join(two):
            tally["joins"] += 1
        else:
            tally["differ"] += 1
            if tally["differ"] <= show:
                pair = next(((a, b) for a, b in zip(one, two, strict=False) if a != b), ("", ""))
                print(f"{label} {mode} {path.name}: {pair[0][:60]} | {pair[1][:60]}")
    counts = [tally[name] for name in ("same", "joins", "differ", "none")]
    return f"| {label} | {mode} | {len(files)} | " + " | ".join(map(str, counts)) + " |"


if __name__ == "__main__":
    shown = int(sys.argv[sys.argv.index("--show") + 1]) if "--show" in sys.argv else 0
    main(Path(sys.argv[1]), shown)
