"""Django's ASGI handler, answering in threads that stay, so that a request finds its database connection open.

Django's own gives each request a fresh thread, with a fresh connection that reads the schema and fills its cache anew, and takes a dozen
hops between threads through middlewares that are not asynchronous. Here a request takes one hop, into one of a few threads.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponseBase
from django.template import engines
from django.urls import get_resolver

from tripsplit.stopping import listen

THREADS = 4  # of each process; more would only wait for each other, and keep a connection each


class PooledHandler(ASGIHandler):
    """Views and middlewares are synchronous; what they answer with may stream asynchronously, which holds no thread."""

    def __init__(self, *, threads: int = THREADS) -> None:
        super(ASGIHandler, self).__init__()  # ASGIHandler's own loads the middlewares to hop between
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise ValueError(f"Only HTTP is spoken here, not {scope['type']}.")
        listen()
        await self.handle(scope, receive, send)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self._answer, thread_sensitive=False, executor=self._threads)(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        # Django's signals do this in the thread that they are sent from, which is another one.
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


def get_application() -> PooledHandler:
    """Set Django up, as its own get_asgi_application does, and answer in our threads.

    All views and template tags are loaded before the first request, which would take most of a second otherwise.
    """
    django.setup(set_prefix=False)
    _ = get_resolver().reverse_dict
    engines.all()
    return PooledHandler()
