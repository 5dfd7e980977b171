"""What is done before anything else is loaded."""

from __future__ import annotations

import pytest

from pipeline import __main__ as start


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["lint", "通知.docx"], True),
        (["lint", "--rules", "规则.yaml", "通知.DOCX", "--format", "json"], True),
        (["lint", "没有.docx"], False),
        (["lint", "通知.docx", "讲话.txt"], False),
        (["lint", "通知.docx", "--no-spelling"], False),
        (["lint", "通知.docx", "--select=TERM"], False),
        (["lint", "规则.yaml"], False),
        (["lint", "."], False),
        (["lint"], False),
        (["proof", "讲话.txt"], False),
        ([], False),
    ],
)
def test_the_proof_of_one_file_begins_at_once(arguments, expected, tmp_path, monkeypatch):
    for name in ("通知.docx", "通知.DOCX", "讲话.txt", "规则.yaml"):
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    assert start._one_file_to_check(arguments) is expected


def test_ctrl_c_while_modules_are_loaded_is_one_sentence(monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "_run", interrupted)
    monkeypatch.setattr(start.signal, "signal", lambda *_: None)
    monkeypatch.setattr("sys.argv", ["hongtou", "doctor"])
    with pytest.raises(SystemExit) as end:
        start.main()
    assert end.value.code == 130
    assert capsys.readouterr().err.strip() == "已中断，已写好的文件都是完整的。"
