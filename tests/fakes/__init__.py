"""Servers of others, played by ours: what they say is said byte by byte as the real ones say it."""
