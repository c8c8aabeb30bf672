"""Slips of the finger: one letter wrong, missing, doubled or swapped. Pure."""


def is_slip(typed: str, meant: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours leads from one word to the other, and they begin alike."""
    if typed == meant or typed[:1] != meant[:1] or abs(len(typed) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    rest, other = typed[start:], meant[start:]
    if len(rest) == len(other):
        return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    return rest[1:] == other or rest == other[1:]


def is_swap(typed: str, meant: str) -> bool:
    """Whether the same letters stand in another order, as fast fingers set them: the only slip that a short word may hold."""
    return typed != meant and typed[:1] == meant[:1] and sorted(typed) == sorted(meant) and is_slip(typed, meant)
