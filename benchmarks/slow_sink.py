"""A relay that takes its time: `python -m benchmarks.slow_sink PORT MS` is so late with each reply."""

import asyncio
import sys

DONE = b"250 2.0.0 Ok\r\n"
REPLIES = {b"EHLO": b"250-slow.example.org\r\n250 PIPELINING\r\n", b"DATA": b"354 go on\r\n"}


async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, late: float) -> None:
    """One connection: commands in, replies out in their order, each `late` seconds after its command."""
    replies: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    clock = asyncio.get_running_loop().time

    async def answer() -> None:
        while True:
            at, reply = await replies.get()
            await asyncio.sleep(max(0.0, at - clock()))
            writer.write(reply)

    answering = asyncio.create_task(answer())
    replies.put_nowait((clock(), b"220 slow.example.org\r\n"))
    try:
        while line := await reader.readline():
            verb = line[:4].upper()
            replies.put_nowait((clock() + late, REPLIES.get(verb, DONE)))
            if verb == b"DATA":
                await reader.readuntil(b"\r\n.\r\n")
                replies.put_nowait((clock() + late, DONE))
            if verb == b"QUIT":
                break
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        answering.cancel()
        writer.close()


async def main(port: int, milliseconds: float) -> None:
    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await speak(reader, writer, milliseconds / 1000)

    async with await asyncio.start_server(accept, "127.0.0.1", port, limit=2**20) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
