"""``hongtou rules``: look at rules, test them, check packs, make packs from lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.lint.rules import Rule


@click.group(short_help="查看、测试、导入规则")
def command() -> None:
    """查看内置规则和本单位规则，测试规则包，把词表做成规则包。

    \b
    例：hongtou rules list --select TYPO
        hongtou rules show TYPO-001
        hongtou rules test 单位用语.yaml
    """


@command.command("list", short_help="列出规则")
@click.option("--rules", "packs", multiple=True, metavar="规则包", help="另加的规则包。")
@click.option("--select", multiple=True, metavar="规则", help="只列这些（编号、前缀、通配）。")
def list_command(packs: tuple[str, ...], select: tuple[str, ...]) -> None:
    """列出规则的编号、级别、种类和名称。例：hongtou rules list --select PUNC"""
    from pipeline.lint.finding import SEVERITY_LABELS
    from pipeline.lint.rules import load_rules, matches

    for rule in load_rules(packs).all():
        if not select or matches(rule.id, select):
            off = "（默认不用）" if rule.data.get("enabled") is False else ""
            subject = _subject(rule)
            label = SEVERITY_LABELS[rule.severity]
            click.echo(f"{rule.id:<12} {label}  {rule.title}{subject}{off}")


@command.command("show", short_help="说明一条规则")
@click.argument("rule", metavar="规则编号")
@click.option("--rules", "packs", multiple=True, metavar="规则包", help="另加的规则包。")
def show_command(rule: str, packs: tuple[str, ...]) -> None:
    """说明一条规则：查什么、依据、级别、改法和例句。例：hongtou rules show TYPO-001"""
    from pipeline.lint.rules import load_rules

    click.echo(rule_text(load_rules(packs).find(rule)))


@command.command("test", short_help="按例句测试规则")
@click.argument("packs", nargs=-1, metavar="规则包…", type=click.Path(path_type=Path))
@click.option("--select", multiple=True, metavar="规则", help="只测这些规则。")
def test_command(packs: tuple[Path, ...], select: tuple[str, ...]) -> int:
    """用每条规则自己的错例、正例测试规则。不写规则包时测内置规则。

    例：hongtou rules test 单位用语.yaml
    """
    from pipeline.lint.examples import test_rules
    from pipeline.lint.rules import load_rules, matches, read_pack

    rules = load_rules([str(path) for path in packs])
    own = [rule["id"] for path in packs for rule in read_pack(path)[1]] or list(rules.ids)
    wanted = [name for name in own if not select or matches(name, select)]
    failures = list(test_rules(rules, wanted))
    for failure in failures:
        example = f"　例：{failure.example}" if failure.example else ""
        click.echo(f"{failure.rule}：{failure.problem}{example}")
    click.echo(f"测试了 {len(wanted)} 条规则，{len(failures)} 处不符。")
    return int(bool(failures))


def rule_text(rule: Rule) -> str:
    """One rule as a page of text."""
    from pipeline.lint.examples import example_texts
    from pipeline.lint.finding import SEVERITY_LABELS

    fixes = {"safe": "可自动改", "review": "可改，须人工确认", "none": "不自动改"}
    lines = [
        f"{rule.id}  {rule.title}{_subject(rule)}",
        f"级别：{SEVERITY_LABELS[rule.severity]}　种类：{rule.kind}　改法：{fixes[rule.fix]}",
        f"提示：{rule.message}",
        f"依据：{rule.source}",
    ]
    if "why" in rule.data:
        lines.append(f"说明：{rule.data['why']}")
    for key, label in (("genres", "文种"), ("scope", "部分"), ("elements", "要素")):
        if key in rule.data:
            lines.append(f"只查{label}：{'、'.join(rule.data[key])}")
    if rule.data.get("enabled") is False:
        lines.append(f'默认不用；在 hongtou.toml 的 [lint] 中写 on = ["{rule.id}"] 打开')
    for key, label in (("bad", "错例"), ("good", "正例"), ("fixed", "改正后")):
        lines += [f"{label}：{text}" for text in example_texts(rule, key)]
    return "\n".join(lines)


def _subject(rule: Rule) -> str:
    if rule.kind != "term":
        return ""
    return f"  {'、'.join(rule.data['wrong'][:3])} → {'、'.join(rule.right[:3]) or '（人工处理）'}"
