"""The trip archive: a whole trip as one JSON file, out and in. `docs/archive.md` has the format."""
