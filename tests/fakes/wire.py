"""A wire between a browser and a server that can be cut, as a train does in a tunnel."""

import asyncio
import contextlib
import threading

PATIENCE = 20


class Wire:
    """Listens on a port of its own and passes everything on to the server's; `cut` breaks every connection there is."""

    def __init__(self, port):
        self.to, self.open = port, set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        self.server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.url = f"http://localhost:{self.server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_):
        self._run(self._stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)
        self.loop.close()

    def cut(self):
        self._run(self._cut())

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    async def _stop(self):
        self.server.close()
        await self._cut()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _cut(self):
        for writer in list(self.open):
            writer.transport.abort()

    async def _serve(self, reader, writer):
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self.to)
            self.open |= {writer, back}
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
            self.open -= {writer, back}

    async def _pass(self, reader, writer):
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()
