"""Making the proof model from given text: needs the extra ``train``; no command runs it."""
