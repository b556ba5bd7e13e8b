"""Waiting for the server that a bench has started."""

import socket
import sys
import time

SECONDS = 30


def wait_for(port: int) -> None:
    """Until something answers on this port of this machine; ends the bench when nothing does."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("The server of the bench does not answer.")
