"""Uploads are opened in a child process that has little memory, little time, and no files, network or secrets.

`sandbox` starts it and is all that the site itself imports; `__main__` is the child, `pictures` and `documents` are what it reads with.
"""

MEGABYTE = 2**20
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_000  # pixels of a picture that is kept
READING_SIDE = 1_568  # of one that a model is shown: more than that it does not see better, and takes longer
THUMBNAIL_SIDE = 480
PAGE_SIDE = 1_400  # of a PDF's first page, drawn
MOST_PAGES = 30

NO_ROOM = 3  # the child's exit code where the disk is full


class Refused(Exception):
    """The upload is not kept. `str()` is a sentence for the person who sent it."""
