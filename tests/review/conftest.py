"""Drafts for review tests, built by code."""

from __future__ import annotations

import pytest


@pytest.fixture
def make_draft(tmp_path):
    """Make a plain .docx of lines of text; returns its path."""
    from docx import Document

    def make(text, name="征求意见稿.docx"):
        document = Document()
        for line in text.splitlines():
            document.add_paragraph(line)
        path = tmp_path / name
        document.save(str(path))
        return path

    return make
