"""HTML becomes a PDF in a child process that has limited memory and time, no secrets, and nothing to fetch but pictures of ours.

`press` starts the child and is all that the site itself imports; `__main__` is the child, `printing` and `fetching` are what it
works with, and the only places that know the typesetting library.
"""

MEGABYTE = 2**20
# The only addresses that a document may name; what stands behind each is said by the parent.
PICTURE = "tripsplit-picture:"
PICTURE_SIDE = 1_100  # pixels of a picture's longest side: sharp on half a page, and small in the file
NO_MEMORY, TOO_LARGE, NO_ROOM, TOO_DEEP = 3, 4, 5, 6  # the child's exit codes


class NotTypeset(Exception):
    """There is no PDF. `str()` is a sentence for the person who asked for it."""
