"""Public ids: random, never sequential, safe in a URL and on a command line."""

import hashlib
import re
import secrets
import string

LETTERS_AND_DIGITS = string.ascii_letters + string.digits
SLUG_ALPHABET = string.ascii_lowercase + string.digits
REF_LENGTH = 10
SLUG_LENGTH = 22  # 113 bits: a trip's address cannot be guessed
REF_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,40}")
RESERVED_REFS = frozenset({"new", "say"})


def new_ref() -> str:
    """Ten random characters, the public id of a row within its trip."""
    return "".join(secrets.choice(LETTERS_AND_DIGITS) for _ in range(REF_LENGTH))


def new_slug() -> str:
    """Twenty-two random characters, the address of a trip."""
    return "".join(secrets.choice(SLUG_ALPHABET) for _ in range(SLUG_LENGTH))


def new_submit_key() -> str:
    """The key that makes a form count once, however often it is sent."""
    return secrets.token_urlsafe(16)


def ref_from_key(key: str) -> str:
    """The ref of the row that the form with this submit key will make: the preview can then hand out leftover cents as saving will."""
    return letters(
        hashlib.sha256(f"ref:{key}".encode(errors="replace")).digest(), alphabet=LETTERS_AND_DIGITS, length=REF_LENGTH
    )


def letters(digest: bytes, *, alphabet: str, length: int) -> str:
    """The digest written in an alphabet, cut to a length."""
    number, out = int.from_bytes(digest, "big"), []
    for _ in range(length):
        number, index = divmod(number, len(alphabet))
        out.append(alphabet[index])
    return "".join(out)


def is_ref(text: str) -> bool:
    """Whether the text may be a row's public id."""
    return REF_PATTERN.fullmatch(text) is not None and text not in RESERVED_REFS
