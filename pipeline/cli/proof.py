"""``hongtou proof``: wrong characters in plain text; ``proof eval``: how good it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import FileProblem
from pipeline.files import decode_text, read_text, write_atomic

if TYPE_CHECKING:
    from pipeline.proof.evaluate import Alarms, Pair
    from pipeline.proof.findings import Level, Suspicion


_PATH = click.Path(path_type=Path)
_HEAD = "  级别      整句查出 P/R/F1      整句改正 P/R/F1（95% 区间）        按字改正 P/R/F1"


class _FilesOrEval(click.Group):
    """``proof FILE…`` proofs files; ``proof eval …`` measures."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words = [a for a in args if a == "-" or not a.startswith("-")]
        if words and args and args[0] not in self.commands and not self._asks_help(args):
            args = ["text", *args]
        return super().parse_args(ctx, args)

    @staticmethod
    def _asks_help(args: Sequence[str]) -> bool:
        return args[0] in ("-h", "--help")


@click.group(cls=_FilesOrEval, no_args_is_help=True, short_help="查纯文本里的错别字")
def command() -> None:
    """查纯文本里的错别字，不联网。

    \b
    例：hongtou proof 讲话稿.txt
        echo 切实做好按装工作 | hongtou proof -
        hongtou proof learn 历年公文/ --out 本单位用词.yaml
        hongtou proof 讲话稿.txt --words 本单位用词.yaml
        hongtou proof eval 句对.tsv --clean 无错文本.txt

    Word 文件请用 hongtou lint，其中已含这项检查。
    """


@command.command("text", short_help="查文本文件（可省略 text）")
@click.argument("files", nargs=-1, required=True, metavar="文件…")
@click.option("--hints", is_flag=True, help="连把握不大的提示也列出。")
@click.option("--words", "lists", type=_PATH, multiple=True, help="本单位用词表，可多次。")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。"
)
def proof_text(files: tuple[str, ...], hints: bool, lists: tuple[Path, ...], form: str) -> int:
    """查文本文件里的错别字；- 表示标准输入。

    \b
    例：hongtou proof 讲话稿.txt --hints

    没有发现时退出码为 0，有发现为 1，有文件未能检查为 2。
    """
    from pipeline.proof import suspicions

    words = _words(lists)
    levels: tuple[Level, ...] = ("error", "warning", "hint") if hints else ("error", "warning")
    failed = found_any = False
    out: list[dict[str, Any]] = []
    for name in files:
        try:
            lines = _lines(name)
        except FileProblem as error:
            click.echo(f"错误：{error}", err=True)
            failed = True
            continue
        found = suspicions(lines, levels=levels, words=words)
        found_any = found_any or bool(found)
        if form == "json":
            out.append({"file": name, "findings": [_as_data(s) for s in found]})
        else:
            _show(name, lines, found, several=len(files) > 1)
    if form == "json":
        click.echo(json.dumps(out, ensure_ascii=False, indent=2))
    return 2 if failed else int(found_any)


def _words(lists: Sequence[Path]) -> tuple[str, ...]:
    """The words of the lists given, and of ``[proof] words`` in hongtou.toml."""
    from pipeline.config import find_config
    from pipeline.proof.learn import configured_words, read_words

    own = configured_words(find_config(Path.cwd()))
    return (*own, *(word for path in lists for word in read_words(path)))


def _lines(name: str) -> list[str]:
    if name != "-":
        path = Path(name)
        if path.suffix.lower() in (".docx", ".doc", ".wps"):
            raise FileProblem(f"{name} 不是纯文本，请用 hongtou lint 检查。")
        return read_text(path).splitlines()
    try:
        return decode_text(sys.stdin.buffer.read()).splitlines()
    except UnicodeDecodeError:
        raise FileProblem("标准输入不是文本，或编码无法识别。请转成 UTF-8 后再试。") from None


def _as_data(s: Suspicion) -> dict[str, Any]:
    return {
        "line": s.paragraph + 1,
        "start": s.start,
        "end": s.end,
        "text": s.text,
        "suggestion": s.suggestion,
        "reason": s.reason,
        "kind": s.kind,
        "confidence": s.confidence,
        "level": s.level,
    }


def _show(name: str, lines: Sequence[str], found: Sequence[Suspicion], several: bool) -> None:
    from pipeline.proof.findings import LEVEL_LABELS

    shown = "标准输入" if name == "-" else name
    for s in found:
        line = lines[s.paragraph]
        before, after = line[max(0, s.start - 12) : s.start], line[s.end : s.end + 12]
        where = (
            f"{shown}:{s.paragraph + 1}:{s.start + 1}"
            if several
            else (f"第 {s.paragraph + 1} 行第 {s.start + 1} 字")
        )
        click.echo(f"{where}  {LEVEL_LABELS[s.level]}：{s.reason}，把握 {s.confidence:.0%}")
        click.echo(f"    …{before}【{s.text}→{s.suggestion}】{after}…")
    count = f"{len(found)} 处可疑" if found else "没有发现可疑的字词"
    click.echo(f"{shown}：{count}。" if several else f"{count}。")


@command.command("learn", short_help="从历年公文学出本单位的人名和专用词")
@click.argument("folder", type=_PATH, metavar="文件夹")
@click.option("--out", type=_PATH, help="写到这个文件（默认显示出来）。")
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
def learn_words(folder: Path, out: Path | None, force: bool) -> int:
    """从一个文件夹的历年公文（.docx、.txt、.md）学出反复使用、不该怀疑的人名、地名和专用词。

    \b
    例：hongtou proof learn 历年公文/ --out 本单位用词.yaml
    """
    from pipeline.proof.learn import as_pack, learn, read_documents

    documents, unread = read_documents(folder)
    for problem in unread:
        click.echo(f"跳过：{problem}", err=True)
    words = learn(documents)
    text = as_pack(words, folder.name)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_atomic(out, text, overwrite=force)
        click.echo(f"读了 {len(documents)} 个文件，学到 {len(words)} 个词，已写到 {out}。")
    return 0


@command.command("eval", short_help="用句对和无错文本测量准确程度")
@click.argument(
    "pairs", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="句对.tsv…"
)
@click.option("--clean", type=click.Path(path_type=Path), multiple=True, help="无错文本，可多次。")
@click.option("--errors", type=int, default=0, metavar="N", help="列出前 N 个没改对的句子。")
@click.option("--plot", "picture", type=click.Path(path_type=Path), help="把阈值曲线画成 SVG。")
@click.option("--force", is_flag=True, help="图已存在时覆盖。")
def evaluate(
    pairs: tuple[Path, ...], clean: tuple[Path, ...], errors: int, picture: Path | None, force: bool
) -> int:
    """测量准确程度。句对文件每行“错句<制表符>对句”；无错文本里的每处发现都算误报。

    \b
    例：hongtou proof eval 句对.tsv --clean 法规.txt --clean 报告.txt --plot 曲线.svg
    """
    from pipeline.proof import evaluate as measure
    from pipeline.proof import suspicions

    def proof(lines: Sequence[str]) -> list[Suspicion]:
        return suspicions(lines, levels=("error", "warning", "hint"))

    results = [(path, measure.run_pairs(measure.read_pairs(path), proof)) for path in pairs]
    alarms = [measure.run_clean(path, proof) for path in clean]
    for path, pairs_run in results:
        _show_pairs(path, pairs_run, errors)
    for alarm in alarms:
        _show_alarms(alarm, errors)
    if picture is not None:
        everything = [pair for _, run in results for pair in run]
        write_atomic(picture, measure.plot(measure.curve(everything, alarms)), overwrite=force)
        click.echo(f"曲线已写到 {picture}。")
    return 0


def _thresholds() -> dict[str, float]:
    import math

    from pipeline.proof.pack import load_model
    from pipeline.proof.trees import LEAF_SCALE

    found = load_model().about["thresholds"]
    return {
        level: round(1 / (1 + math.exp(-found[level] / LEAF_SCALE)), 4)
        for level in ("error", "warning", "hint")
    }


def _show_pairs(path: Path, pairs: Sequence[Pair], errors: int) -> None:
    from pipeline.proof import evaluate as measure

    wrong = sum(p.wrong != p.right for p in pairs)
    click.echo(f"{path.name}：{len(pairs)} 句，其中有错 {wrong} 句")
    click.echo(
        "  级别      整句查出 P/R/F1      整句改正 P/R/F1（95% 区间）        按字改正 P/R/F1"
    )
    for level, least in _thresholds().items():
        found, fixed = measure.sentence_scores(pairs, least)
        letters = measure.character_scores(pairs, least)[1]
        low, high = measure.interval(pairs, least)
        click.echo(
            f"  {level:8}{_three(found)}    {_three(fixed)} ({low:.1%}–{high:.1%})"
            f"    {_three(letters)}"
        )
    for kind, (good, due) in measure.by_type(pairs, _thresholds()["warning"]).items():
        click.echo(f"  {kind}：改对 {good}/{due}（{good / due:.0%}）")
    shown = 0
    for p in pairs:
        result = measure.mended(p.wrong, p.found, _thresholds()["warning"])
        if result != p.right and shown < errors:
            shown += 1
            click.echo(f"  原句：{p.wrong}\n  应为：{p.right}\n  改成：{result}")


def _show_alarms(alarm: Alarms, errors: int) -> None:
    click.echo(f"{alarm.name}：{alarm.characters} 字")
    for level, least in _thresholds().items():
        count = sum(s.confidence >= least for s in alarm.found)
        click.echo(f"  {level:8}误报 {count} 处，每万字 {alarm.rate(least):.2f}")
    for s in [s for s in alarm.found if s.confidence >= _thresholds()["warning"]][:errors]:
        line = alarm.lines[s.paragraph]
        context = f"{line[max(0, s.start - 10) : s.start]}【{s.text}→{s.suggestion}】"
        click.echo(f"    {context}{line[s.end : s.end + 10]}  {s.confidence:.3f}")


def _three(score: Any) -> str:
    return f"{score.precision:6.1%} {score.recall:6.1%} {score.f1:6.1%}"
