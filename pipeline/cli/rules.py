"""``hongtou rules``: look at rules, test them, check packs, make packs from lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import DataProblem

if TYPE_CHECKING:
    from pipeline.lint.rule_checks import Noise, Trouble
    from pipeline.lint.rules import Rule, RuleSet


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
            subject = subject or f"  {rule.message}"
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
    from pipeline.lint.rule_checks import check_examples

    rules, wanted = _rules_and_own(packs, select)
    return _tell(check_examples(rules, wanted), f"测试了 {len(wanted)} 条规则")


@command.command("check", short_help="检查规则包本身")
@click.argument("packs", nargs=-1, metavar="规则包…", type=click.Path(path_type=Path))
@click.option(
    "--clean",
    type=click.Path(path_type=Path),
    help="一些确认无误的文字（文件或文件夹）：量误报。",
)
@click.option("--budget", type=float, default=1.0, help="每万字最多几个警告（默认 1）。")
@click.option("--documents", is_flag=True, help="按每个模板的示例起草公文再检查：应没有问题。")
def check_command(
    packs: tuple[Path, ...], clean: Path | None, budget: float, documents: bool
) -> int:
    """检查规则包：写法、编号、依据、提示语、例句、改法、词表冲突、正则速度、误报。

    例：hongtou rules check 单位用语.yaml --clean 已发公文/
    """
    from itertools import chain

    from pipeline.lint import rule_checks as checks

    rules, wanted = _rules_and_own(packs, ())
    found = [
        checks.check_messages(rules),
        checks.check_examples(rules, wanted),
        checks.check_graph(rules),
        checks.check_speed(rules),
    ]
    if clean is not None:
        found.append(checks.check_noise(rules, _noise(rules, clean), budget))
    if documents:
        found.append(checks.check_correct(rules, _drafted()))
    return _tell(chain.from_iterable(found), f"检查了 {len(rules)} 条规则")


@command.command("stats", short_help="规则的数量和误报率")
@click.option("--rules", "packs", multiple=True, metavar="规则包", help="另加的规则包。")
@click.option("--clean", type=click.Path(path_type=Path), help="在这些正确的文字上量误报率。")
@click.option("--save", type=click.Path(path_type=Path), help="把误报率存成文件，供以后比较。")
@click.option("--against", type=click.Path(path_type=Path), help="与以前存的误报率比较。")
def stats_command(
    packs: tuple[str, ...], clean: Path | None, save: Path | None, against: Path | None
) -> None:
    """规则按种类和级别的数量；给出 --clean 时，每条规则每万字报多少次。

    例：hongtou rules stats --clean 已发公文/ --against 上次.json
    """
    import json
    from collections import Counter

    from pipeline.files import read_text, write_atomic
    from pipeline.lint.finding import SEVERITY_LABELS
    from pipeline.lint.rule_checks import noise_changes, severity_counts
    from pipeline.lint.rules import load_rules

    rules = load_rules(packs)
    kinds = Counter(rule.kind for rule in rules.all())
    click.echo(f"共 {len(rules)} 条规则")
    click.echo("种类：" + "、".join(f"{kind} {number}" for kind, number in kinds.most_common()))
    levels = severity_counts(rules).items()
    click.echo("级别：" + "、".join(f"{SEVERITY_LABELS[name]} {number}" for name, number in levels))
    if clean is None:
        return
    noise = _noise(rules, clean)
    click.echo(f"在 {noise.characters} 字上，每万字：")
    for name, number in sorted(noise.by_rule.items(), key=lambda item: -item[1]):
        click.echo(f"  {noise.per_ten_thousand(number):8.2f}  {name}  {rules.find(name).title}")
    if against is not None:
        try:
            old = json.loads(read_text(against))
            lines = noise_changes(old, noise)
        except (ValueError, KeyError, TypeError):
            raise DataProblem(f"{against} 不是以前用 --save 存的误报率。") from None
        click.echo("\n".join(lines) or "与以前相同。")
    if save is not None:
        write_atomic(save, json.dumps(noise.as_data(), ensure_ascii=False), overwrite=True)


@command.command("import", short_help="把词表做成规则包")
@click.argument("terms", type=click.Path(path_type=Path), metavar="词表")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="写到这个 .yaml（默认同名）。")
@click.option("--prefix", default="UNIT", help="规则编号的前缀（默认 UNIT）。")
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "advice"]),
    default="warning",
    help="没有写级别的词条按此级别。",
)
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
def import_command(terms: Path, out: Path | None, prefix: str, severity: str, force: bool) -> int:
    """把 .xlsx、.csv 或 .yaml 的词表做成规则包，并当即测试。

    第一行是栏目名：误写、正确、级别、说明、依据、例外、错例、正例。只有“误写”必填；
    没有“正确”的词只提示、不改。例：hongtou rules import 禁用词.xlsx -o 单位用语.yaml
    """
    from pipeline.files import write_atomic
    from pipeline.lint.rule_checks import check_examples, check_graph
    from pipeline.lint.rule_import import import_terms

    if not re.fullmatch(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*", prefix):
        raise DataProblem(f"编号前缀“{prefix}”应由大写字母和数字组成，如 UNIT。")
    target = out or terms.with_suffix(".yaml")
    if target == terms:
        raise DataProblem("词表本身就是 .yaml，请用 -o 另给规则包的文件名。")
    write_atomic(target, import_terms(terms, prefix=prefix, severity=severity), overwrite=force)
    rules, wanted = _rules_and_own((target,), ())
    own = set(wanted)
    found = [*check_examples(rules, wanted), *check_graph(rules)]
    click.echo(f"写入 {target}，{len(wanted)} 条规则。使用：hongtou lint 文件 --rules {target}")
    return _tell((one for one in found if one.rule in own), f"测试了 {len(wanted)} 条规则")


@command.command("schema", short_help="规则包或检查结果的 JSON Schema")
@click.option("--output", is_flag=True, help="给 hongtou lint --format json 的输出。")
def schema_command(output: bool) -> None:
    """规则包的 JSON Schema，编辑器据此补全和检查。例：hongtou rules schema > pack.schema.json"""
    import json

    if output:
        from pipeline.report.lint_json import schema
    else:
        from pipeline.lint.schema import json_schema as schema
    click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))


def _rules_and_own(packs: tuple[Path, ...], select: tuple[str, ...]) -> tuple[RuleSet, list[str]]:
    """All rules with the packs, and the ids to look at: the packs' own, or the built-in ones."""
    from pipeline.lint.pack_reading import read_pack
    from pipeline.lint.packs import builtin_packs
    from pipeline.lint.rules import load_rules, matches

    inside = {path.resolve() for path in builtin_packs()}
    rules = load_rules([str(path) for path in packs if path.resolve() not in inside])
    own = [rule["id"] for path in packs for rule in read_pack(path)[1]] or list(rules.ids)
    return rules, [name for name in own if not select or matches(name, select)]


def _tell(found: Iterable[Trouble], what: str) -> int:
    number = 0
    for trouble in found:
        number += 1
        rule = f"{trouble.rule}：" if trouble.rule else ""
        click.echo(f"[{trouble.check}] {rule}{trouble.text}")
    click.echo(f"{what}，{f'{number} 处问题' if number else '没有问题'}。")
    return int(bool(number))


def _noise(rules: RuleSet, clean: Path) -> Noise:
    from pipeline.files import read_text
    from pipeline.lint.batch import expand
    from pipeline.lint.rule_checks import measure_noise

    files, _ = expand([str(clean)])
    texts = [read_text(path) for path in files if path.suffix.lower() in (".txt", ".md")]
    if not texts:
        raise DataProblem(f"{clean} 里没有 .txt 文件，量不出误报。")
    return measure_noise(rules, texts)


def _drafted() -> Iterator[tuple[str, Any]]:
    """A document from the example of every built-in template."""
    from pipeline.draft.document import draft
    from pipeline.draft.template import find_templates, load_template
    from pipeline.word.document import read_document

    for name, path in find_templates().items():
        if path.suffix == ".md":
            template = load_template(path)
            yield name, read_document(draft(template, template.example).to_bytes())


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
