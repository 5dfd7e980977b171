"""Every paper that the sample case sends out or puts before a leader passes our own lint."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.rehearsal import rehearse
from pipeline.lint.engine import lint


@pytest.fixture(scope="module")
def case(tmp_path_factory) -> Path:
    return rehearse(tmp_path_factory.mktemp("case"), lambda line: None)


def papers(case: Path) -> list[Path]:
    places = ("out/r*/*/征求意见函.docx", "out/r*/*/反馈意见表*.docx", "out/r*/*/催办单*.docx",
              "out/answers/*.docx", "tables/*.docx", "final/*.docx")  # fmt: skip
    found = [path for place in places for path in sorted(case.glob(place))]
    return [path for path in found if not path.name.startswith("合并稿")]


def test_papers_pass_their_own_lint(case):
    found = papers(case)
    names = {path.name.split("_")[0].rstrip("0123456789.docx") for path in found}
    assert {"征求意见函", "反馈意见表", "催办单", "意见汇总表", "修改说明", "定稿"} <= names
    bad = [
        f"{path.name}：{f.rule} {f.message} {f.text}"
        for path in found
        for f in lint(path).findings
        if f.severity != "advice"
    ]
    assert bad == []
