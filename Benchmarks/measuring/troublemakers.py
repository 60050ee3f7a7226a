"""Clients that no server likes, until the end of the input: `troublemakers.py PORT IDLE SLOW OVERSIZED`.

So many connections that say nothing, so many that drip a body, and so many a second whose bodies are too large. They come back when they are hung
up on. Prints how they fared.
"""

import asyncio
import json
import resource
import sys

TOO_LARGE = 6 << 20
HEAD = "POST /webhooks/images HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"


class Troublemakers:
    def __init__(self, port):
        self.port = port
        self.open = 0
        self.most_open = 0
        self.hung_up = 0
        self.answers = {}

    async def connect(self):
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                break
            except OSError:
                await asyncio.sleep(1)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        return reader, writer

    def close(self, writer):
        self.open -= 1
        writer.close()

    async def idle(self):
        while True:
            reader, writer = await self.connect()
            try:
                await reader.read(1)
            except OSError:
                pass
            self.hung_up += 1
            self.close(writer)

    async def slow(self):
        while True:
            reader, writer = await self.connect()
            try:
                writer.write((HEAD + "Content-Length: 100000\r\n\r\n").encode())
                drip = asyncio.create_task(self.drip(writer))
                self.note(await reader.readline())
                drip.cancel()
            except OSError:
                pass
            self.close(writer)

    async def drip(self, writer):
        while True:
            writer.write(b" ")
            await asyncio.sleep(0.2)

    async def oversized(self, index):
        """Says how much it is, or does not and sends until it is stopped."""
        reader, writer = await self.connect()
        try:
            if index % 2:
                writer.write((HEAD + f"Content-Length: {TOO_LARGE}\r\n\r\n").encode())
            else:
                writer.write((HEAD + "Transfer-Encoding: chunked\r\n\r\n").encode())
                for _ in range(TOO_LARGE >> 16):
                    writer.write(b"10000\r\n" + bytes(1 << 16) + b"\r\n")
                    await writer.drain()
            self.note(await reader.readline())
        except OSError:
            self.note(b"hung up")
        self.close(writer)

    def note(self, line):
        status = line.decode(errors="replace").split(" ")[1] if line.startswith(b"HTTP/") else "hung up"
        self.answers[status] = self.answers.get(status, 0) + 1


async def main(port, idle, slow, oversized):
    all = Troublemakers(port)
    tasks = [asyncio.create_task(all.slow()) for _ in range(slow)]
    for start in range(0, idle, 100):
        tasks += [asyncio.create_task(all.idle()) for _ in range(min(100, idle - start))]
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    end = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    index = 0
    while not end.done():
        tasks.append(asyncio.create_task(all.oversized(index)))
        index += 1
        await asyncio.sleep(1 / oversized)
    print(json.dumps({"open": all.open, "most open": all.most_open, "hung up on": all.hung_up, "answers": all.answers}), flush=True)
    for task in tasks:
        task.cancel()


if __name__ == "__main__":
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16384), hard))
    asyncio.run(main(*map(int, sys.argv[1:])))
