"""Compare, merge, and the review case: circulate, collect, decide, finish."""
