"""Statement lines of a template vanish; a paragraph that ends in a statement keeps its end."""

from __future__ import annotations

import pytest
from jinja2 import TemplateSyntaxError
from jinja2.exceptions import SecurityError

from pipeline.draft.sandbox import Sandbox


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% if a %}甲{% else %}乙{% endif %}\n# 丙\n", "甲\n# 丙\n"),
        ("{% for x in b %}\n| {{ x }} |\n{% endfor %}\n完\n", "| 1 |\n| 2 |\n完\n"),
        ("  {% if a %}\n  甲\n  {% endif %}\n", "  甲\n"),
        ("{% if a %}{% if b %}\n甲\n{% endif %}{% endif %}\n", "甲\n"),
    ],
)
def test_lines(source, expected):
    assert Sandbox().from_string(source).render(a=True, b=[1, 2]) == expected


def test_line_numbers_stay_right():
    with pytest.raises(Exception, match="无此字段") as caught:
        Sandbox().from_string("{% if a %}\n甲\n{% endif %}\n{{ 无此字段 }}\n").render(a=True)
    lines = []
    trace = caught.value.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    assert lines[-1] == 4


@pytest.mark.parametrize("word", ["include '/etc/passwd'", "import 'os' as x", "extends 'x'"])
def test_no_other_file_can_be_drawn_in(word):
    with pytest.raises(TemplateSyntaxError, match="不能引入别的文件"):
        Sandbox().from_string("{% " + word + " %}")


@pytest.mark.parametrize(
    "expression", ["'{:>999999999}'.format(1)", "''['format'](1)", "[1]|batch(10**9, 0)|list"]
)
def test_no_single_step_prints_without_end(expression):
    with pytest.raises((TemplateSyntaxError, SecurityError)):
        Sandbox().from_string("{{ " + expression + " }}").render()
