"""One person's lines: what makes their balance, with each odd cent."""
