"""Drafting: a template and data become a Word file laid out by a profile."""

from __future__ import annotations

from pipeline.draft.document import Draft, draft
from pipeline.draft.template import Template, find_templates, load_template

__all__ = ["Draft", "Template", "draft", "find_templates", "load_template"]
