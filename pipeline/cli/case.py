"""``hongtou case``: a draft's way through consultation, from 立案 to 归档."""

from __future__ import annotations

import click

from pipeline.cli import case_circulate, case_collect, case_dispose, case_finish, case_setup


class OrderedGroup(click.Group):
    """Commands in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group("case", cls=OrderedGroup)
def command() -> None:
    """征求意见：立案、发出、收取、汇总、处理、协调、定稿、归档。

    一个案卷就是一个文件夹，所有经过记在里面的 log.jsonl，谁也改不了而不被发现。
    部门只需要 Word 或 WPS，文件用邮件、U 盘来往都行。

    例：hongtou case new 办法.docx 案卷 --organ 市数据局 --drafter 张三
    """


for module in (case_setup, case_circulate, case_collect, case_dispose, case_finish):
    for item in module.COMMANDS:
        command.add_command(item)
