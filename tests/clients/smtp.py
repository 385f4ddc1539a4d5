"""A mail server on loopback: smtp.py FOLDER. Keeps what it takes as FOLDER/<n>.eml; FOLDER/mode says how it behaves."""
import asyncio
import pathlib
import sys

from aiosmtpd.smtp import SMTP

folder = pathlib.Path(sys.argv[1])
taken = 0


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if "refused" in address:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global taken
        mode = (folder / "mode").read_text() if (folder / "mode").exists() else "keep"
        if mode == "later":
            return "451 try again later"
        (folder / f"{taken}.part").write_bytes(envelope.content)
        (folder / f"{taken}.part").rename(folder / f"{taken}.eml")
        taken += 1
        if mode == "die":
            # Takes the message and is gone before it says so.
            server.transport.abort()
        if mode == "silent":
            await asyncio.sleep(3600)
        return "250 taken"


async def main():
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Handler()), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
