"""hongtou (红头): draft, proofread, circulate, merge and finish Chinese official documents.

From Python: ``pipeline.draft.draft``, ``pipeline.lint.engine.lint``,
``pipeline.review.merge.merge``, ``pipeline.word.resolve.accept_revisions``. Importing ``pipeline``
itself costs nothing.
"""

__version__ = "0.1.0"
