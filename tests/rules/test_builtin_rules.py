"""The built-in packs are data, and tested as such."""

from pipeline.lint.examples import test_rules as failures_of
from pipeline.lint.rules import load_rules


def test_every_example_of_every_rule_comes_out_as_written():
    assert list(failures_of(load_rules())) == []
