"""Public pages against a bare GET of the same server: the demonstration served as `concitoyen serve` serves it.

Run: python bench/pages.py. One process serves the site and, beside it, a Litestar handler that answers two bytes.
wrk asks for both by turns, in slices of three seconds, from this machine; every figure comes from this run. The page
that must keep up is the most visited: the home, compressed, for who has not got it yet. A search is never kept; it is
measured last, since pages asked for and not yet made would slow the slice after it.
"""

import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

import uvicorn
from litestar import Litestar, MediaType, get
from litestar.types import Receive, Scope, Send
from waiting import wait_for

from concitoyen.cli.serve import fill_with_demo
from concitoyen.settings import Settings
from concitoyen.store.migrate import migrate
from concitoyen.store.store import Store
from concitoyen.usecases.desk import Engine
from concitoyen.web.app import create_app, open_engine
from concitoyen.web.connections import UVICORN

EDITION = "pasdecalais-2023"
REQUIRED = 0.7
ROUNDS, SLICE, CONNECTIONS = 3, 3, 64
BARE = "/bare"
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Case:
    """A request that wrk repeats."""

    name: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Slice:
    """What three seconds gave: requests a second, the server's CPU seconds for each, and what others used."""

    rate: float
    cost: float
    others: float


@get(BARE, media_type=MediaType.TEXT, sync_to_thread=False)
def bare() -> bytes:
    """Two constant bytes."""
    return b"ok"


def serve(port: int) -> None:
    """Serve the site and the bare handler."""
    plain, site = Litestar([bare], logging_config=None, openapi_config=None), create_app(Settings.read())

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        chosen = plain if scope.get("path") == BARE else site
        await chosen(scope, receive, send)

    uvicorn.run(both, port=port, log_level="warning", server_header=False, **UVICORN)  # type: ignore[arg-type] # Litestar's own words for ASGI


def prepare(folder: Path) -> dict[str, str]:
    """The demonstration in a database of its own; returns the environment that serves it."""
    chosen = {
        "CONCITOYEN_DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "CONCITOYEN_SECRET": "a secret for the bench",
        "CONCITOYEN_LIMIT_PAGES": "9000000 + 900000/s",  # counted as for anybody, and never refused
        "CONCITOYEN_LIMIT_SEARCHES": "off",
    }
    os.environ.update(chosen)
    settings = Settings.read()
    store = Store.open(settings.database_url)
    migrate(store, _packs(settings, store).packs.folders)
    store.close()
    engine = open_engine(settings)
    fill_with_demo(engine)
    engine.store.close()
    return {**os.environ, **chosen}


def _packs(settings: Settings, store: Store) -> Engine:
    from concitoyen.plugin.packs import Packs  # noqa: PLC0415 - needed once, before the database has tables

    return Engine(store=store, packs=Packs.discover(settings.disabled), secret=settings.secret_key())


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """The server in a process of its own: its port and its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = [sys.executable, __file__, "--serve", str(port)]
    server = subprocess.Popen(command, env=environment)  # noqa: S603 - this very script
    try:
        wait_for(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


def answer(port: int, case: Case) -> tuple[int, str, int]:
    """Status, tag and length of one answer; it also warms the page up."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", case.path, headers=dict(case.headers))
    found = connection.getresponse()
    length = len(found.read())
    connection.close()
    return found.status, found.headers.get("etag", ""), length


def cases(port: int) -> list[Case]:
    """What is asked for, the bare GET first."""
    proposals = f"/{EDITION}/projets"
    tag = answer(port, Case("", f"/{EDITION}/", GZIP))[1]
    return [
        Case("bare GET", BARE, {}),
        Case("home, gzip", f"/{EDITION}/", GZIP),
        Case("home, 304", f"/{EDITION}/", {**GZIP, "If-None-Match": tag}),
        Case("proposals, gzip", proposals, GZIP),
        Case("proposals, not compressed", proposals, {}),
        Case("proposals, one category, gzip", f"{proposals}?categorie=pratiques", GZIP),
        Case("results, gzip", f"/{EDITION}/resultats", GZIP),
        Case("proposals as JSON, gzip", f"/api/editions/{EDITION}/proposals", GZIP),
        Case("a search, never kept, gzip", f"{proposals}?q=jardin", GZIP),  # the last: see above
    ]


def ticks(pid: int) -> float:
    """CPU seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def busy() -> float:
    """CPU seconds of the whole machine."""
    user, nice, system, _, _, irq, softirq, *_ = map(int, Path("/proc/stat").read_text(encoding="ascii").split()[1:9])
    return (user + nice + system + irq + softirq) / TICKS


def children() -> float:
    """CPU seconds of the load generators that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(port: int, pid: int, case: Case) -> Slice:
    """Three seconds of one request."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SLICE}s"]
    command += [part for name, value in case.headers.items() for part in ("-H", f"{name}: {value}")]
    before, began = (ticks(pid), children(), busy()), time.monotonic()
    said = subprocess.run(  # noqa: S603 - arguments written above
        [*command, f"http://127.0.0.1:{port}{case.path}"], check=True, capture_output=True, text=True
    ).stdout
    after, lasted = (ticks(pid), children(), busy()), time.monotonic() - began
    server, load, machine = (end - start for start, end in zip(before, after, strict=True))
    if "Non-2xx" in said and "304" not in case.name:
        sys.exit(f"{case.name} : des réponses en erreur.\n{said}")
    found = re.search(r"(\d+) requests in", said)
    asked = int(found[1]) if found else 1
    return Slice(asked / lasted, server / asked, max(0.0, machine - server - load) / lasted)


def main() -> None:
    """Measure by turns, print, and fail below what is required."""
    if shutil.which("wrk") is None:
        print("bench/pages.py : wrk est absent (apt-get install wrk) ; rien n'a été mesuré.")
        return
    with tempfile.TemporaryDirectory() as folder, served(prepare(Path(folder))) as (port, pid):
        asked = cases(port)
        sizes = {case.name: answer(port, case)[2] for case in asked}
        slices = [[measure(port, pid, case) for case in asked[:-1]] for _ in range(ROUNDS)]
        slices[-1].append(measure(port, pid, asked[-1]))
    report(asked, sizes, slices)


def report(asked: list[Case], sizes: dict[str, int], slices: list[list[Slice]]) -> None:
    """One line per request; ratios are medians over the rounds, each against the bare GET of its round."""
    print(f"{'':32}{'requests/s':>11}{'ratio':>8}{'CPU ratio':>11}{'bytes':>9}")
    ratios = {}
    for place, case in enumerate(asked):
        rate = median(one[place].rate for one in slices if place < len(one))
        ratio = ratios[case.name] = median(one[place].rate / one[0].rate for one in slices if place < len(one))
        cost = median(one[place].cost / one[0].cost for one in slices if place < len(one))
        print(f"{case.name:32}{rate:11,.0f}{ratio:8.2f}{cost:11.2f}{sizes[case.name]:9,}")
    others = max(one.others for found in slices for one in found)
    print(f"Others used up to {others:.2f} of {os.cpu_count()} processors during a slice.")
    if ratios["home, gzip"] < REQUIRED:
        sys.exit(f"The home, compressed, reaches {ratios['home, gzip']:.2f} of a bare GET: {REQUIRED} is required.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]))
    else:
        main()
