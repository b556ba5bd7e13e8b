"""The intake of ballots: what waits while a transaction is written goes into the next one, all together.

One durable transaction takes a few milliseconds whether it holds one ballot or five hundred. Ballots that arrive during
a commit therefore form the next batch; nothing waits for a timer, and nobody is thanked before the commit.
"""
