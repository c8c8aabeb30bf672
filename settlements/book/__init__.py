"""What the group keeps on paper: the trip book, and a statement for one person. Said to nobody in particular, so nobody is "you".

`book` and `statement` are the doors. Their figures come from where the pages have theirs; `settlements.typesetting` sets the pages.
"""
