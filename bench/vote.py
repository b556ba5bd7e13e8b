"""Ballots against a bare JSON echo of the same server, on this machine, everything durable.

Run: python bench/vote.py [--quick] [--count BALLOTS] [--only postgresql|sqlite]. One process serves the site and,
beside it, an echo and the plain way to keep a ballot (a SQLModel session and a commit for each request). Slices of the
three alternate, so that a busy machine is busy for all of them; each figure is a ratio of neighbours in one run. Every
voter is somebody else. PostgreSQL comes from `concitoyen.testing.postgres`, with fsync on.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import uvloop

sys.path.insert(0, str(Path(__file__).parent))

from voting.counting import seconds_to_count
from voting.load import Load, Tally, request
from voting.machine import Served, served
from voting.town import SEALED, UNSEALED, Voters, open_engine, prepare

from concitoyen.testing.postgres import postgres_server

ECHO, PLAIN = "/echo", f"/plain/{UNSEALED}"
BALLOTS = {SEALED: f"/api/editions/{SEALED}/ballots", UNSEALED: f"/api/editions/{UNSEALED}/ballots"}
CONNECTIONS, MANY, CROWD = 64, 3_000, 7_000
"""Connections of a closed loop, of a rush, and of a crowd; in an open loop, so many requests may be under way."""
GATES = {"postgresql": {SEALED: 0.45, UNSEALED: 0.60}, "sqlite": {SEALED: 0.25, UNSEALED: 0.35}}
RUSH = {"postgresql": 0.25, "sqlite": 0.10}
PLAIN_GATE, CPU_GATE, P99_GATE, COUNT_GATE = 6.0, 2.2, 100.0, 60.0
MICRO = 1e6


@dataclass(frozen=True)
class Scale:
    """How long, and how many."""

    rounds: int
    slice: float
    rush: float
    count: int


FULL, QUICK = Scale(5, 3.5, 30.0, 1_000_000), Scale(2, 2.5, 6.0, 20_000)


@dataclass
class Report:
    """What was measured, and what did not reach its gate."""

    missed: list[str] = field(default_factory=list)
    acknowledged: dict[str, int] = field(default_factory=dict)

    def line(self, name: str, figure: str, gate: str = "", *, reached: bool = True) -> None:
        """One line of the table."""
        print(f"{name:<58} {figure:>24}   {gate:<12} {'' if not gate else 'ok' if reached else 'MISSED'}", flush=True)
        if not reached:
            self.missed.append(name)

    def at_least(self, name: str, figure: float, gate: float) -> None:
        """A ratio that must not be smaller."""
        self.line(name, f"{figure:.2f}", f"≥ {gate}", reached=figure >= gate)

    def at_most(self, name: str, figure: float, gate: float) -> None:
        """A cost that must not be greater."""
        self.line(name, f"{figure:.2f}", f"≤ {gate}", reached=figure <= gate)

    def thanked(self, edition: str, tally: Tally) -> None:
        """Remember how many were told that their ballot is in."""
        self.acknowledged[edition] = self.acknowledged.get(edition, 0) + tally.acknowledged


class Bench:
    """One database, measured."""

    def __init__(self, kind: str, site: Served, scale: Scale, report: Report) -> None:
        self.kind, self.site, self.scale, self.report = kind, site, scale, report
        self.voters = Voters(site.url)
        self.pace = 3_000.0

    def requests(self, path: str, number: float) -> list[bytes]:
        """So many requests, each of somebody else."""
        return [request(path, body) for body in self.voters.bodies(int(number))]

    async def run(self) -> None:
        """Every measure of this database."""
        echo = await self.closed_loops()
        await self.open_loops(echo)
        await self.many_connections()
        self.books()

    async def closed_loops(self) -> float:
        """Slices of echo, ballots and the plain way, by turns; returns the rate of the echo."""
        load = Load(self.site.port)
        await load.open(CONNECTIONS)
        for path in (ECHO, *BALLOTS.values(), PLAIN):  # what is made once is made now
            self._thank(path, await load.in_turn(self.requests(path, 300), self.scale.slice))
        rates: dict[str, list[float]] = {name: [] for name in (*BALLOTS.values(), PLAIN)}
        costs: dict[str, list[float]] = {name: [] for name in rates}
        echoes, others, slowest = [], [], []
        before = await self._slice(load, ECHO)
        for _ in range(self.scale.rounds):
            for path, ratios in rates.items():
                found = await self._slice(load, path)
                after = await self._slice(load, ECHO)
                ratios.append(found[0] / ((before[0] + after[0]) / 2))
                costs[path].append(found[1] / ((before[1] + after[1]) / 2))
                echoes.append(after[0])
                others.append(found[2])
                if path == BALLOTS[SEALED]:
                    slowest.append(found[3])
                before = after
        load.close()
        self._tell(rates, costs)
        self.report.line(f"{self.kind}: CPU used by others", f"{median(others):.0%} of a core")
        self.report.line(f"{self.kind}: p99 of a sealed ballot, closed loop", f"{median(slowest):.0f} ms")
        return median(echoes)

    async def _slice(self, load: Load, path: str) -> tuple[float, float, float, float]:
        """Rate, server CPU in microseconds for each, share of a core that others used, p99."""
        asked = self.requests(path, self.pace * self.scale.slice * (4 if path == ECHO else 2))
        before = self.site.used()
        tally = await load.in_turn(asked, self.scale.slice)
        used = self.site.used() - before
        self.pace = max(self.pace, tally.rate)
        self._thank(path, tally)
        if set(tally.statuses) - {200, 201}:
            self.report.line(f"{self.kind}: {path}", str(dict(tally.statuses)), "no error", reached=False)
        cost = MICRO * used.server / max(1, tally.acknowledged)
        return tally.rate, cost, used.others / tally.elapsed, tally.percentile(0.99)

    def _tell(self, rates: dict[str, list[float]], costs: dict[str, list[float]]) -> None:
        for edition, path in BALLOTS.items():
            name = f"{self.kind}: ballots / echo, {NAMES[edition]}"
            self.report.at_least(name, median(rates[path]), GATES[self.kind][edition])
        plainly = [ours / plain for ours, plain in zip(rates[BALLOTS[UNSEALED]], rates[PLAIN], strict=True)]
        self.report.at_least(f"{self.kind}: ballots / plain way", median(plainly), PLAIN_GATE)
        self.report.at_most(
            f"{self.kind}: server CPU, ballot / echo, {NAMES[UNSEALED]}", median(costs[BALLOTS[UNSEALED]]), CPU_GATE
        )
        sealed = median(costs[BALLOTS[SEALED]])
        self.report.line(f"{self.kind}: server CPU, ballot / echo, {NAMES[SEALED]}", f"{sealed:.2f}")

    async def open_loops(self, echo: float) -> None:
        """The school rush, then four times as many, then the same rush in the plain way."""
        rate = RUSH[self.kind] * echo
        calm = await self._rush(BALLOTS[SEALED], rate)
        name = f"{self.kind}: rush at {RUSH[self.kind]} × echo"
        all_in = set(calm.statuses) <= {200, 201}
        self.report.line(f"{name}: acknowledged", f"{calm.acknowledged} {dict(calm.statuses)}", "all", reached=all_in)
        self.report.at_most(f"{name}: p99 (ms)", calm.percentile(0.99), P99_GATE)
        crowd = await self._rush(BALLOTS[SEALED], 4 * rate, CROWD)
        refused = crowd.statuses[503]
        in_order = set(crowd.statuses) <= {200, 201, 503} and not crowd.lacks_retry_after
        told = f"{crowd.acknowledged} in, {refused} told to wait, {sum(crowd.statuses.values())} in all"
        self.report.line(f"{self.kind}: four times that", told, "in order", reached=in_order)
        self.report.at_least(f"{self.kind}: four times that: goodput / rush", crowd.rate / rate, 1.0)
        self.report.line(f"{self.kind}: four times that: p99 of the accepted", f"{crowd.percentile(0.99):.0f} ms")
        plain = await self._rush(PLAIN, rate)
        told = f"{plain.acknowledged / sum(plain.statuses.values()):.0%}, p99 {plain.percentile(0.99):.0f} ms"
        self.report.line(f"{self.kind}: the same rush, the plain way: acknowledged", told)

    async def _rush(self, path: str, rate: float, connections: int = MANY) -> Tally:
        load = Load(self.site.port)
        await load.open(connections)
        tally = await load.at_rate(self.requests(path, rate * self.scale.rush), rate)
        load.close()
        self._thank(path, tally)
        await asyncio.sleep(1)
        return tally

    async def many_connections(self) -> None:
        """Three thousand people who click in the same instant, twice."""
        load = Load(self.site.port)
        await load.open(MANY)
        for _ in range(2):
            tally = await load.at_once(self.requests(BALLOTS[SEALED], MANY))
            self._thank(BALLOTS[SEALED], tally)
            no_error = tally.acknowledged == MANY
            told = f"{dict(tally.statuses)}, p99 {tally.percentile(0.99):.0f} ms"
            self.report.line(f"{self.kind}: {MANY} connections at once", told, "no error", reached=no_error)
        load.close()

    def _thank(self, path: str, tally: Tally) -> None:
        for edition, address in BALLOTS.items():
            if path in {address, PLAIN if edition == UNSEALED else ""}:
                self.report.thanked(f"{self.kind} {edition}", tally)

    def books(self) -> None:
        """Whoever was thanked is in, and nobody is in one of the two lists alone."""
        engine = open_engine(self.site.url)
        with engine.read() as desk:
            found = {edition: (desk.work.roll.count(edition), desk.work.urn.count(edition)) for edition in BALLOTS}
        engine.store.close()
        for edition, (marks, ballots) in found.items():
            thanked = self.report.acknowledged[f"{self.kind} {edition}"]
            told = f"{thanked} ≤ {ballots} = {marks}"
            reached = thanked <= ballots == marks
            self.report.line(f"{self.kind} {edition}: thanked ≤ urn = roll", told, "always", reached=reached)


NAMES = {SEALED: "sealed by a bureau", UNSEALED: "sealed by the host"}


@contextmanager
def databases(kinds: Sequence[str]) -> Iterator[dict[str, str]]:
    """The address of a prepared database of each kind, on the same disk."""
    with tempfile.TemporaryDirectory(prefix="concitoyen-bench-") as folder, postgres_server(durable=True) as server:
        known = {"sqlite": f"sqlite:///{folder}/bench.db", "postgresql": server.url(server.create_database())}
        for kind in kinds:
            prepare(known[kind])
        yield {kind: known[kind] for kind in kinds}


def main() -> None:
    """Measure, print, and end with the number of gates that were missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: to see that it runs")
    parser.add_argument("--count", type=int, help="how many ballots to open and count (0: none)")
    parser.add_argument("--only", choices=list(GATES), help="one database only")
    asked = parser.parse_args()
    scale, report = QUICK if asked.quick else FULL, Report()
    ballots = scale.count if asked.count is None else asked.count
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # each connection is a file, here and in the server
    with databases([asked.only] if asked.only else list(GATES)) as found:
        for kind, url in found.items():
            with served(url) as site:
                uvloop.run(Bench(kind, site, scale, report).run())
        if ballots:
            count(next(iter(found.values())), ballots, report)
    print(f"\n{len(report.missed)} missed{''.join(f'{chr(10)}  {name}' for name in report.missed)}")
    sys.exit(bool(report.missed) and not asked.quick)


def count(url: str, ballots: int, report: Report) -> None:
    """Open, verify and count a full urn of each kind."""
    gate = COUNT_GATE * ballots / FULL.count
    report.at_most(f"{ballots} ballots {NAMES[UNSEALED]}: seconds", seconds_to_count(url, UNSEALED, ballots), gate)
    seconds = seconds_to_count(url, SEALED, ballots)
    report.line(f"{ballots} ballots {NAMES[SEALED]}", f"{seconds:.1f} s")


if __name__ == "__main__":
    main()
