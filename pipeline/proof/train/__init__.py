"""Making the proof model from given text: needs the extra ``train``; nothing here runs for users."""
