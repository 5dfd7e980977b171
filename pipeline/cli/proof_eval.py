"""``hongtou proof eval``: how many mistakes the proof finds, and how often it cries wolf."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.files import write_atomic

if TYPE_CHECKING:
    from pipeline.proof.evaluate import Alarms, Pair, Point, Score
    from pipeline.proof.findings import Suspicion

_PATH = click.Path(path_type=Path)
_LIMITS = (0.25, 0.5, 1.0, 2.0, 5.0)  # false alarms per 10,000 characters
_BAR = 40  # columns that stand for an F1 of 100 %


@click.command("eval", short_help="用句对和无错文本测量准确程度")
@click.argument("pairs", type=_PATH, nargs=-1, required=True, metavar="句对.tsv…")
@click.option("--clean", type=_PATH, multiple=True, help="无错文本，可多次。")
@click.option("--errors", type=int, default=0, metavar="N", help="列出前 N 个没改对的句子和误报。")
@click.option("--plot", "picture", type=_PATH, help="把阈值曲线画成 SVG。")
@click.option("--force", is_flag=True, help="图已存在时覆盖。")
def evaluate(
    pairs: tuple[Path, ...], clean: tuple[Path, ...], errors: int, picture: Path | None, force: bool
) -> int:
    """测量准确程度。句对文件每行“错句<制表符>对句”；无错文本里的每处发现都算误报。

    整句改正：与对句完全相同才算改对，凡改动过的句子都计入精确率的分母。

    \b
    例：hongtou proof eval 句对.tsv --clean 法规.txt --clean 报告.txt --plot 曲线.svg
    """
    from pipeline.proof import evaluate as measure
    from pipeline.proof import suspicions

    def proof(lines: Sequence[str]) -> list[Suspicion]:
        return suspicions(lines, levels=("error", "warning", "hint"))

    results = [(path, measure.run_pairs(measure.read_pairs(path), proof)) for path in pairs]
    alarms = [measure.run_clean(path, proof) for path in clean]
    for path, run in results:
        _show_pairs(path, run, errors)
    for alarm in alarms:
        _show_alarms(alarm, errors)
    if alarms or picture is not None:
        points = measure.curve([pair for _, run in results for pair in run], alarms)
        if alarms:
            _show_curve(points)
        if picture is not None:
            write_atomic(picture, measure.plot(points), overwrite=force)
            click.echo(f"曲线已写到 {picture}。")
    return 0


def _show_pairs(path: Path, pairs: Sequence[Pair], errors: int) -> None:
    from pipeline.proof import evaluate as measure
    from pipeline.proof.findings import LEVEL_LABELS, LEVELS

    wrong = sum(p.wrong != p.right for p in pairs)
    click.echo(f"{path.name}：{len(pairs)} 句，其中有错 {wrong} 句（以下为精确率、召回率、F1）")
    for level in LEVELS:
        keep = measure.at_level(level)
        low, high = measure.interval(pairs, keep)
        found, fixed = measure.sentence_scores(pairs, keep)
        seen, mended = measure.character_scores(pairs, keep)
        click.echo(f"  {LEVEL_LABELS[level]}及以上")
        click.echo(f"    整句  查出 {_three(found)}    改正 {_three(fixed)}", nl=False)
        click.echo(f"（F1 的 95% 区间 {low:.1%}–{high:.1%}）")
        click.echo(f"    按字  查出 {_three(seen)}    改正 {_three(mended)}")
    keep = measure.at_level("warning")
    for kind, (good, due) in measure.by_type(pairs, keep).items():
        click.echo(f"  {kind}：改对 {good}/{due}（{good / due:.0%}）")
    missed = [p for p in pairs if measure.mended(p.wrong, p.found, keep) != p.right]
    for p in missed[:errors]:
        result = measure.mended(p.wrong, p.found, keep)
        click.echo(f"  原句：{p.wrong}\n  应为：{p.right}\n  改成：{result}")


def _show_alarms(alarm: Alarms, errors: int) -> None:
    from pipeline.proof import evaluate as measure
    from pipeline.proof.findings import LEVEL_LABELS, LEVELS

    click.echo(f"{alarm.name}：{alarm.characters} 字")
    for level in LEVELS:
        keep = measure.at_level(level)
        low, high = alarm.interval(keep)
        click.echo(
            f"  {LEVEL_LABELS[level]}及以上：误报 {alarm.count(keep)} 处，"
            f"每万字 {alarm.rate(keep):.2f}（95% 区间 {low:.2f}–{high:.2f}）"
        )
    for s in [s for s in alarm.found if measure.at_level("warning")(s)][:errors]:
        line = alarm.lines[s.paragraph]
        context = f"{line[max(0, s.start - 10) : s.start]}【{s.text}→{s.suggestion}】"
        click.echo(f"    {context}{line[s.end : s.end + 10]}  {s.confidence:.3f}")


def _show_curve(points: Sequence[Point]) -> None:
    """What each limit of false alarms allows, as a bar a line."""
    from pipeline.proof.evaluate import best_within

    click.echo("各档误报上限（每万字，取各份无错文本中最多的）下全部句对的整句改正 F1：")
    for limit in _LIMITS:
        best = best_within(points, limit)
        if best is None:
            click.echo(f"  ≤{limit:<5}做不到")
            continue
        bar = "█" * round(best.f1 * _BAR)
        click.echo(
            f"  ≤{limit:<5}{bar:<{_BAR}} {best.f1:.1%}  按字精确率 {best.precision:.1%}"
            f"  把握 ≥ {best.least:.3f}"
        )


def _three(score: Score) -> str:
    return f"{score.precision:6.1%} {score.recall:6.1%} {score.f1:6.1%}"
