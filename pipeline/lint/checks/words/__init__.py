"""Words, particles and marks: misspelt, repeated, confused, without partner."""
