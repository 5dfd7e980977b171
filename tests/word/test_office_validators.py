"""Two independent validators find no error in anything we write."""

from __future__ import annotations

import pytest

from pipeline.cli import run
from pipeline.draft import draft, load_template
from pipeline.resources import data_folder
from pipeline.word.package import open_package

openxml_audit = pytest.importorskip("openxml_audit")
ooxml_integrity = pytest.importorskip("ooxml_integrity")

TEMPLATES = sorted(data_folder("templates").glob("*.md"))
NOTICE = data_folder("samples") / "notice"


def errors_of(path):
    """What the validators call an error (the first also calls a missing theme one)."""
    audit = openxml_audit.OpenXmlValidator(openxml_audit.FileFormat.MICROSOFT_365)
    found = [str(error.description) for error in audit.validate(str(path)).errors]
    found += [
        str(finding)
        for finding in ooxml_integrity.check(path)
        if finding.severity == ooxml_integrity.ERROR
    ]
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_every_template(template, tmp_path):
    loaded = load_template(template)
    path = tmp_path / "a.docx"
    draft(loaded, loaded.example).save(path)
    assert errors_of(path) == []


def test_merged_final_and_compared(tmp_path):
    base, merged, final = (tmp_path / name for name in ("a.docx", "m.docx", "f.docx"))
    base.write_bytes((NOTICE / "base.docx").read_bytes())
    replies = [str(path) for path in sorted((NOTICE / "replies").glob("*.docx"))]
    words = ["--decisions", str(NOTICE / "decisions.yaml"), "--final", str(final)]
    assert run(["merge", str(base), *replies, "--out", str(merged), *words]) == 0
    marked = tmp_path / "d.docx"
    assert run(["diff", str(base), str(final), "--format", "docx", "--out", str(marked)]) == 0
    known = errors_of(base)
    for path in (merged, final, marked):
        assert [error for error in errors_of(path) if error not in known] == [], path.name


def test_fixed_and_commented(tmp_path):
    path = tmp_path / "a.docx"
    data = {"正文": '各单位要认真做好布署工作,确保"安全"...\n# 时间\n2026年13月1日前完成.'}
    loaded = load_template(data_folder("templates") / "通知.md")
    draft(loaded, {**loaded.example, **data}).save(path)
    run(["lint", str(path), "--fix", "--unsafe-fixes"])
    run(["lint", str(path), "--format", "docx", "--out", str(tmp_path / "marked")])
    written = [found for found in tmp_path.rglob("*.docx") if found != path]
    assert len(written) == 2
    for found in written:
        assert errors_of(found) == [], found.name


def test_the_validators_see_what_is_wrong(tmp_path):
    path = tmp_path / "a.docx"
    package = open_package(NOTICE / "base.docx")
    body = package.xml(package.main_part)[0]
    body[0].insert(0, body[1])  # a paragraph inside a paragraph
    package.set_part(package.main_part, package.xml(package.main_part))
    package.save(path)
    assert errors_of(path)


@pytest.mark.parametrize("verb", ["accept", "reject"])
@pytest.mark.parametrize("chosen", [[], ["--number", "1-3"]], ids=["all", "some"])
def test_changes_accepted_or_rejected(verb, chosen, tmp_path):
    for path in sorted((NOTICE / "replies").glob("*.docx")):
        out = tmp_path / path.name
        if run(["revisions", verb, str(path), *chosen, "--out", str(out)]) == 0:
            known = errors_of(path)
            assert [error for error in errors_of(out) if error not in known] == [], path.name
    assert len(list(tmp_path.iterdir())) == 2
