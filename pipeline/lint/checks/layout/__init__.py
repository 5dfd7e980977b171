"""How elements are set on the page, against the layout profile."""
