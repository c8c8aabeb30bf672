"""The language model as a writer: it gets the figures and says them; what it says beyond them nobody sees."""
