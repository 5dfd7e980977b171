"""The ``hongtou`` command: one module a subcommand, each imported only when it is asked for."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from pipeline import __version__
from pipeline.cli import localise
from pipeline.errors import INTERRUPTED, HongtouError, internal_error

# name -> (module, line shown by --help); keep in the order in which people meet them.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("pipeline.cli.demo", "用自带的样例把全过程走一遍"),
    "draft": ("pipeline.cli.draft", "按模板和数据起草公文，可成批起草"),
    "template": ("pipeline.cli.template", "查看、检查、新建模板"),
    "preview": ("pipeline.cli.preview", "把 Word 文件排成 PDF 或图片看版面（要有 LibreOffice）"),
    "lint": ("pipeline.cli.lint", "检查公文的用词、标点、数字、结构和版式"),
    "rules": ("pipeline.cli.rules", "查看、测试、导入规则"),
    "proof": ("pipeline.cli.proof", "查纯文本里的错别字"),
    "diff": ("pipeline.cli.diff", "比较两份文稿，逐字显示差别"),
    "revisions": ("pipeline.cli.revisions", "列出、接受或拒绝 Word 文件里的修订"),
    "merge": ("pipeline.cli.merge", "把各部门返回的修改稿合并成一份，冲突由人决定"),
    "case": ("pipeline.cli.case", "征求意见：发出、收取、汇总、处理、协调、定稿、归档"),
    "task": ("pipeline.cli.task", "督办台账：交办、催办、延期、办结、销号"),
    "meeting": ("pipeline.cli.meeting", "检查会议安排：撞人、撞会议室、无会日、材料"),
    "crosscheck": ("pipeline.cli.crosscheck", "文稿与现行文件比对，找出相互矛盾的规定"),
    "doctor": ("pipeline.cli.doctor", "说明这台电脑上有什么、缺什么"),
}

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class LazyGroup(click.Group):
    """A group that knows its commands' names and lines without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name][0]).command
        localise.install()
        return localise.localise_command(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise click.UsageError(_unknown_command(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if COMMANDS:
            with formatter.section("命令"):
                formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _unknown_command(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, 1)
    hint = f"是不是“{near[0]}”？" if near else "用 hongtou --help 看有哪些命令。"
    return f"没有“{name}”这个命令，{hint}"


localise.install()


@click.group(
    cls=LazyGroup,
    context_settings=_CONTEXT,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
)
@click.version_option(__version__, "-V", "--version", message="hongtou %(version)s")
def hongtou() -> None:
    """红头：公文起草、校对、征求意见与定稿。

    起草按 GB/T 9704-2012 排成 Word 文件；校对检查用词、标点、数字、结构和版式；
    征求意见收齐各部门的修改，逐条处理，形成定稿。全部在本机完成，从不联网。
    """


def main() -> None:
    """Run the command line; every error a user can cause is one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    code = run(sys.argv[1:])
    gc.freeze()  # the process ends: nothing that is left need be looked through
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run ``hongtou`` with ``arguments`` and return the exit code (0 fine, 1 findings, 2 error)."""
    try:
        result: Any = hongtou.main(arguments, prog_name="hongtou", standalone_mode=False)
    except HongtouError as error:
        return _say(str(error), 2)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0 if not arguments else 2
    except click.ClickException as error:
        return _say(localise.usage_message(error), 2)
    except (click.Abort, KeyboardInterrupt):
        return _say(INTERRUPTED, 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # a clerk is told in a sentence, never by a traceback
        if os.environ.get("HONGTOU_DEBUG"):
            raise
        return _say(internal_error(error), 2)
    return result if isinstance(result, int) else 0


def _say(message: str, code: int) -> int:
    click.echo(f"错误：{message}" if code == 2 else message, err=True)
    return code
