"""click's own messages in Chinese."""

from __future__ import annotations

import click


def usage_message(error: click.ClickException) -> str:
    """What was wrong with the words of the command line, and where to look."""
    message = _message(error)
    context = getattr(error, "ctx", None)
    if isinstance(error, click.UsageError) and context is not None:
        message += f"（用法见 {context.command_path} --help）"
    return message


def _message(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        near = f"，是不是 {'、'.join(error.possibilities)}？" if error.possibilities else "。"
        return f"没有 {error.option_name} 这个选项{near}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_name(error)}。"
    if isinstance(error, click.FileError):
        return f"无法打开 {error.ui_filename}：{error.message}"
    if isinstance(error, click.BadParameter):
        return f"{_name(error)} 的值不对：{_bad_value(error)}"
    return error.format_message()


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return error.param_hint if isinstance(error.param_hint, str) else "某个参数"
    if isinstance(error.param, click.Option):
        return "/".join(error.param.opts)
    return error.param.make_metavar(error.ctx) if error.ctx else str(error.param.name)


def _bad_value(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f"可选的有 {'、'.join(str(choice) for choice in kind.choices)}。"
    if isinstance(kind, click.Path):
        text = error.message
        if "does not exist" in text:
            return f"{_quoted(text)}不存在。"
        return f"{_quoted(text)}打不开或类型不对。"
    if isinstance(kind, (click.types.IntParamType, click.types.FloatParamType)):
        return "应是一个数。" if "range" not in error.message else f"超出范围（{error.message}）。"
    return error.message


def _quoted(text: str) -> str:
    parts = text.split("'")
    return f"“{parts[1]}”" if len(parts) >= 3 else "路径"
