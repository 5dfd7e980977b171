"""How results are shown: terminal, HTML, JSON, SARIF, Word, tables."""
