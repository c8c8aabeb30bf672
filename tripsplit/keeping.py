"""Pages that are shown again while nothing that they say has changed: the finished HTML, in this process's memory.

A page is kept under a key that names all it depends on, so it is never stale, only left behind; what differs from one showing to the
next (the token of its forms, each form's own key) is filled in each time.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from tripsplit.htmx import AppRequest, asked_fragment, render_page
from tripsplit.ids import new_submit_key
from tripsplit.locale import current_locale

# What stands in a kept page where something fresh belongs. Nobody can know them, so nobody's text can hold one.
TOKEN_MARK, KEY_MARK = token_hex(16), token_hex(16)

Key = tuple[Hashable, ...]


class Shelf:
    """At most so many bytes of pages; the one that was not asked for the longest goes first. For any number of threads."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def get(self, key: Key) -> str | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            self._pages.move_to_end(key)
        return page.decode()

    def put(self, key: Key, text: str) -> None:
        page = text.encode()
        with self._lock:
            self.size += len(page) - len(self._pages.pop(key, b""))
            self._pages[key] = page
            while self.size > settings.KEPT_PAGES_BYTES:
                _, dropped = self._pages.popitem(last=False)
                self.size -= len(dropped)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.size = 0


shelf = Shelf()


@dataclass(frozen=True)
class Kept:
    """A page's key, and what was kept under it; None where the page has to be made."""

    key: Key
    text: str | None


def render_kept(
    request: AppRequest,
    template: str,
    context: Mapping[str, Any],
    more: Callable[[], Mapping[str, Any]],
    *,
    facts: Key,
    fragments: Sequence[str] = (),
) -> HttpResponse:
    """The page as it was kept, or a fresh one (a fragment always is): `more` is only asked for then, and stands inside `{% kept %}`.

    `facts` is all that the page depends on, beside its address and the reader's locale; read them before the rows, so that a page
    that is made during a change is newer than its key and never older.
    """
    if asked_fragment(request, fragments):
        return render_page(request, template, {**context, **more()}, fragments=fragments)
    key = (template, request.get_full_path(), request.htmx.target, current_locale(), *facts)
    kept = Kept(key, shelf.get(key))
    values = {} if kept.text is not None else more()
    return render_page(request, template, {**context, **values, "kept": kept}, fragments=fragments)


def filled(text: str, token: object) -> str:
    """The kept text with the reader's CSRF token (which is only made if it is needed) and a fresh key for each form."""
    if TOKEN_MARK in text:
        text = text.replace(TOKEN_MARK, str(token))
    first, *rest = text.split(KEY_MARK)
    return "".join([first, *(new_submit_key() + part for part in rest)])
