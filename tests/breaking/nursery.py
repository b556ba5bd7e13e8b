"""Serves the site from a process that can be killed and born again in an instant, on a port that stays open.

Run by the tests: python tests/breaking/nursery.py PORT. For each line on its input a child is born, that serves as
`concitoyen serve` does; its number is written on the output once it answers.
"""

import os
import signal
import socket
import sys

import uvicorn
from litestar import Litestar

from concitoyen.cli.serve import BACKLOG, SECONDS_TO_STOP, _allow_many_connections
from concitoyen.settings import Settings
from concitoyen.web.app import create_app, open_engine
from concitoyen.web.connections import UVICORN


class Told(uvicorn.Server):
    """Tells when it answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, then say so."""
        await super().startup(sockets=sockets)
        sys.stdout.write(f"{os.getpid()}\n")
        sys.stdout.flush()


def serve(app: Litestar, listening: socket.socket) -> None:
    """Serve until told to stop."""
    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_STOP,
        **UVICORN,
    )
    Told(config).run(sockets=[listening])


def main() -> None:
    """Have children until the input ends; they find everything loaded, and no connection."""
    _allow_many_connections()
    settings = Settings.read()
    engine = open_engine(settings)
    app = create_app(settings, engine=engine)
    engine.store.close()
    listening = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=BACKLOG)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the killed
    for _ in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve(app, listening)
            return


if __name__ == "__main__":
    main()
