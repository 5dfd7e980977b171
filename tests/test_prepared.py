"""What the wheel brings along saves the first run its work, and is never trusted blindly."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import kept_code, resources
from pipeline.lint import compiling, rules
from pipeline.lint.rules import load_rules
from pipeline.prepared import prepare


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shipped")
    prepare(folder)
    return folder


@pytest.fixture
def first_run(shipped, tmp_path, monkeypatch):
    """An installation with prepared data and an empty cache; gives the cache's folder."""
    found = resources.data_folder
    monkeypatch.setattr(
        resources, "data_folder",
        lambda name: shipped if name == resources.PREPARED else found(name),
    )  # fmt: skip
    monkeypatch.setenv("HONGTOU_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refuse(*args, **kwargs):
    raise AssertionError("this was to be prepared")


def test_a_first_run_compiles_and_parses_nothing(first_run, monkeypatch):
    monkeypatch.setattr(compiling, "compile_packs", refuse)
    monkeypatch.setattr(resources, "parse_yaml", refuse)
    assert len(list(rules.load_rules().all())) > 1000
    for path in resources.data_folder("rules").rglob("*.yaml"):
        resources.load_yaml(path)
    assert not first_run.exists()


def test_the_same_rules_come_out_as_without(first_run, shipped, monkeypatch, tmp_path):
    brought = rules.load_rules()
    monkeypatch.setattr(resources, "kept_files", lambda name: (tmp_path / "other" / name,))
    monkeypatch.setattr(rules, "kept_files", resources.kept_files)
    made = rules.load_rules()
    assert [vars_of(rule) for rule in brought.all()] == [vars_of(rule) for rule in made.all()]


def vars_of(rule) -> tuple:
    return tuple(getattr(rule, name) for name in rule.__slots__)


def test_other_rules_are_compiled_into_the_users_cache(first_run, shipped, monkeypatch):
    before = contents(shipped)
    monkeypatch.setattr(rules, "COMPILER", rules.COMPILER + 1)
    assert len(list(rules.load_rules().all())) > 1000
    assert [path.suffix for path in sorted((first_run / "rules").iterdir())] == [".bin"]
    assert contents(shipped) == before


def test_damaged_data_is_made_anew(first_run, shipped, monkeypatch, tmp_path):
    broken = tmp_path / "broken"
    for name, data in contents(shipped).items():
        (broken / name).parent.mkdir(parents=True, exist_ok=True)
        (broken / name).write_bytes(data[: len(data) // 2])
    found = resources.data_folder
    monkeypatch.setattr(
        resources, "data_folder",
        lambda name: broken if name == resources.PREPARED else found(name),
    )  # fmt: skip
    assert len(list(rules.load_rules().all())) > 1000
    assert (first_run / "rules").is_dir()


def test_known_patterns_come_from_both_places(first_run, shipped):
    import re

    [store] = shipped.glob("code-*")
    with kept_code.kept_code():
        re.purge()
        assert re.compile(r"红头[0-9]{3}(?:号|件)").fullmatch("红头123号")
    [own] = first_run.glob("code-*")
    assert own.name == store.name
    assert own.stat().st_size > store.stat().st_size


def test_compiled_rules_are_one_file_and_a_part_of_it_is_not_taken(tmp_path, monkeypatch):
    """Two processes that compile at once must not leave halves that do not belong together."""
    monkeypatch.setenv("HONGTOU_CACHE", str(tmp_path))
    pack = Path(__file__).resolve().parents[1] / "rules" / "spelling.yaml"
    whole = load_rules([pack], builtin=False)
    (kept,) = (tmp_path / "rules").iterdir()
    assert load_rules([pack], builtin=False).rule(0) == whole.rule(0)
    kept.write_bytes(kept.read_bytes()[:-3])
    assert load_rules([pack], builtin=False).rule(0) == whole.rule(0)
