"""`make bench`: how quick the pages are, with a real server and real HTTP. Measures and reports; no test fails for being slow."""
