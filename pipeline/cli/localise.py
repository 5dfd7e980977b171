"""click's own words in Chinese: one table, put in place of its translation function."""

from __future__ import annotations

import sys

import click

_WORDS: dict[str, str] = {
    "Usage:": "用法：",
    "Options": "选项",
    "Positional arguments": "参数",
    "Commands": "命令",
    "Show the version and exit.": "显示版本后退出。",
    "Show this message and exit.": "显示这份说明后退出。",
    "default": "默认",
    "default: {default}": "默认：{default}",
    "required": "必填",
    "deprecated": "不再推荐",
    "(dynamic)": "（视情况而定）",
    "env var: {var}": "环境变量：{var}",
    "option": "选项",
    "parameter": "参数",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
    "unknown error": "原因不明",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Missing {param_type}": "缺少{param_type}",
    "Missing command.": "缺少命令。",
    "{missing}{param_hint}.{msg}": "{missing}{param_hint}。{msg}",
    "Choose from:\n\t{choices}": "可选的有：{choices}",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "No such command {name!r}.": "没有“{name}”这个命令。",
    "No such option {name!r}.": "没有 {name} 这个选项。",
    "No such option: {name}": "没有 {name} 这个选项。",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是不是其中之一：{possibilities}？",
    "(Possible options: {possibilities})": "相近的有：{possibilities}。",
    "Option {name!r} does not take a value.": "选项 {name} 后面不带值。",
    "Option {name!r} requires an argument.": "选项 {name} 后面要带一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要带 {nargs} 个值。",
    "Argument {name!r} takes {nargs} values.": "参数 {name} 要 {nargs} 个值。",
    "Got unexpected extra argument ({args})": "多出了参数：{args}。",
    "Got unexpected extra arguments ({args})": "多出了参数：{args}。",
    "Try '{command} {option}' for help.": "用法见 {command} {option}。",
    "Error: {message}": "错误：{message}",
    "Aborted!": "已中断。",
    "Could not open file {filename!r}: {message}": "打不开文件“{filename}”：{message}",
    "{name} {filename!r} does not exist.": "{name}“{filename}”不存在。",
    "{name} {filename!r} is a directory.": "“{filename}”是文件夹，这里要的是文件。",
    "{name} {filename!r} is a file.": "“{filename}”是文件，这里要的是文件夹。",
    "{name} {filename!r} is not readable.": "{name}“{filename}”没有读取权限。",
    "{name} {filename!r} is not writable.": "{name}“{filename}”没有写入权限。",
    "{value!r} is not a valid boolean. Recognized values: {states}": "“{value}”不是“是”或“否”。",
    "{value!r} is not a valid {number_type}.": "“{value}”不是一个数。",
    "{value!r} is not one of {choices}.": "没有“{value}”这一项，可选的有 {choices}。",
    "{value!r} is not {choice}.": "没有“{value}”这一项，只能是 {choice}。",
    "{value} is not in the range {range}.": "{value} 超出范围（{range}）。",
    "{value!r} does not match the format {format}.": "“{value}”不合格式 {format}。",
    "{value!r} does not match the formats {formats}.": "“{value}”不合格式 {formats}。",
    "Do you want to continue?": "继续吗？",
    "Error: invalid input": "错误：输入无法识别。",
    "Error: The two entered values do not match.": "错误：两次输入不一致。",
    "Repeat for confirmation": "再输一遍",
    "Press any key to continue...": "按任意键继续……",
}


def translate(text: str) -> str:
    """The Chinese for one of click's messages; a message not in the table stays as it is."""
    return _WORDS.get(text, text)


def translate_plural(singular: str, plural: str, count: int) -> str:
    """Chinese has one form: the plural's translation, else the singular's."""
    return _WORDS.get(plural) or _WORDS.get(singular) or (singular if count == 1 else plural)


def install() -> None:
    """Let click speak Chinese whatever the locale (its own gettext hook follows LANG only)."""
    for name, module in list(sys.modules.items()):
        if name == "click" or name.startswith("click."):
            words = vars(module)
            if "_" in words:
                words["_"] = translate
            if "ngettext" in words:
                words["ngettext"] = translate_plural


def localise_command(command: click.Command) -> click.Command:
    """Chinese placeholders in the usage line of a command and of its subcommands."""
    command.options_metavar = "[选项]" if command.options_metavar else None
    if isinstance(command, click.Group):
        command.subcommand_metavar = "命令 [参数]…"
        for child in command.commands.values():
            localise_command(child)
    return command


def usage_message(error: click.ClickException) -> str:
    """What was wrong with the words of the command line, and where to look."""
    message = error.format_message().strip().replace("\n\t", "").replace("'", "")
    message = message.replace(".。", "。").rstrip(".")
    if message and message[-1] not in "。？！":
        message += "。"
    context = getattr(error, "ctx", None)
    if isinstance(error, click.UsageError) and context is not None:
        if context.command.hidden and context.parent is not None:
            context = context.parent  # a name that nobody types
        message += f"（用法见 {context.command_path} --help）"
    return message
