"""How many times faster than pabutools we count, both in the same run, with the same winners.

`make bench-count` prints ratios: the rule alone; files read and counted; a corpus of files; memory. In ARGS, `--quick`
takes a small town, `--full` enlarges shares by one euro instead of forty (pabutools then takes half an hour and ten
gigabytes) and adds a file of long ballots. The path of a folder of real .pb files has its two largest compared too, and
all of them counted instead of the corpus that is made here. pabutools is given what it recommends: a multiprofile and
exact fractions. Times are of the processor, unless told.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TypeVar

import corpus
import peers
from cities import LODZ, LONG, TOWN, WARSAW, WROCLAW, City, city

from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.format import Pabulib
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.equal_shares import Completion, equal_shares
from concitoyen_voting_rules.rules.equal_shares.purses import Engine
from concitoyen_voting_rules.rules.equal_shares.rule import EqualSharesRule
from concitoyen_voting_rules.rules.phragmen import Phragmen, phragmen
from concitoyen_voting_rules.rules.tied import by_priority
from concitoyen_voting_rules.ties.earliest_deposit import EarliestDeposit

Found = TypeVar("Found")
ENGINES: tuple[Engine, ...] = ("numpy", "numba")
TIES = [("voting_rules:earliest-deposit", EarliestDeposit())]
DEPTH = 10_000
"""pabutools calls itself once for each project that it elects."""


def seconds(work: Callable[[], object], *, times: int = 1) -> float:
    """The least processor time of several runs: what else the machine does is left out."""
    best = float("inf")
    for _ in range(times):
        start = process_time()
        work()
        best = min(best, process_time() - start)
    return best


def once(work: Callable[[], Found]) -> tuple[Found, float]:
    """What the work gives, and its seconds."""
    start = process_time()
    found = work()
    return found, process_time() - start


def verdict(theirs: object, ours: object) -> str:
    """Whether both elect the same."""
    return "same winners" if theirs == ours else "OTHER WINNERS"


def rule_alone(made: City, name: str, increment: int | None) -> None:
    """Print both times and their ratio for one completion, both having read the ballots already."""
    profile = made.profile()
    completion = Completion() if increment is None else Completion(step=increment, stop="exhaustive")
    spent = {engine: timed(made, profile, engine, completion) for engine in ENGINES}
    ours = made.counted(profile, "auto", completion)
    theirs = peers.peer(made)
    found, reference = once(lambda: theirs.equal_shares(increment))
    told = verdict(found, sorted(made.names[one] for one in ours.winners))
    print(f"  {name}: {len(ours.winners)} winners after {ours.steps} steps; {told}")
    print(f"    pabutools {reference:9.3f} s")
    for engine, own in spent.items():
        print(f"    {engine:9} {own:9.4f} s   × {reference / own:,.0f}")


def timed(made: City, profile: Profile, engine: Engine, completion: Completion) -> float:
    """Our time, everything being loaded."""
    made.counted(profile, engine, Completion())
    return seconds(lambda: made.counted(profile, engine, completion), times=3)


def growth(sizes: list[int]) -> None:
    """Print our time for more and more voters."""
    print("\ngrowth, equal shares alone, 60 projects")
    for voters in sizes:
        made = city(replace(WARSAW, voters=voters, projects=60))
        profile = made.profile()
        for engine in ENGINES:
            spent = timed(made, profile, engine, Completion())
            print(f"  {engine} {voters:9,} voters {spent:7.4f} s   {spent / voters * 1e9:5.0f} ns a voter")


def shares_of(content: bytes) -> list[str]:
    """From the bytes of a file to the winners of equal shares, numpy only."""
    election = PbElection.read(content)
    order = by_priority(range(len(election.ids)))
    costs = election.costs.tolist()
    found = equal_shares(election.profile, costs, election.budget, order, engine="numpy")
    return sorted(election.ids[one] for one in found.winners)


def loads_of(content: bytes) -> list[str]:
    """From the bytes of a file to the winners of Phragmén, stopping as pabutools does."""
    election = PbElection.read(content)
    order = by_priority(range(len(election.ids)))
    turns = phragmen(election.profile, election.costs.tolist(), election.budget, order, misfit="stop-at-tied")
    return sorted(election.ids[turn.candidate] for turn in turns if turn.funded)


def file_to_winners(name: str, path: Path) -> None:
    """Print, for one file, what both take to read it and to elect; then ours with every reason written."""
    theirs, reading = once(lambda: peers.read(path))
    content = path.read_bytes()
    mine = seconds(lambda: PbElection.read(path.read_bytes()), times=5)
    election = PbElection.read(content)
    size = f"{len(election.ids)} × {election.voters:,}, {len(content) / 1e6:.1f} MB"
    print(f"  {name}, {size}: read in {reading:.2f} s by pabutools, {mine:.3f} s by us, × {reading / mine:,.0f}")
    ways = {
        "equal shares": (theirs.equal_shares, shares_of, EqualSharesRule()),
        "Phragmén": (theirs.phragmen, loads_of, Phragmen(misfit="stop-at-tied")),
    }
    for way, (elect, ours, rule) in ways.items():
        found, electing = once(elect)
        reference = reading + electing
        own = seconds(partial(ours, content), times=5)
        whole = seconds(partial(Pabulib().count, content, path.name, rule, TIES), times=5)
        print(
            f"    {way:12} pabutools {reference:7.2f} s   numpy {own:.3f} s  × {reference / own:5,.0f}   with reasons"
            f" {whole:.3f} s  × {reference / whole:5,.0f}   {verdict(found, ours(content))}"
        )


def main() -> None:
    """Run every comparison."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true", help="a town instead of cities")
    reader.add_argument("--full", action="store_true", help="enlarge shares by one euro, and a file of long ballots")
    reader.add_argument("files", nargs="?", type=Path, help="real .pb files, instead of the corpus")
    asked = reader.parse_args()
    sys.setrecursionlimit(DEPTH)
    made = city(TOWN if asked.quick else WARSAW)
    print(f"the rule alone, {len(made.costs)} projects × {made.voters:,} voters")
    rule_alone(made, "equal shares", None)
    step = 25 if asked.quick else 1 if asked.full else 40
    rule_alone(made, f"equal shares, each voter {step} € more at each step", step)
    growth([2_000, 4_000, 8_000, 16_000] if asked.quick else [125_000, 250_000, 500_000, 1_000_000])
    print("\nfrom the file to the winners")
    with TemporaryDirectory() as folder:
        for shape in (TOWN,) if asked.quick else (WARSAW, LODZ, WROCLAW, *((LONG,) if asked.full else ())):
            file_to_winners(shape.name, city(shape).write(Path(folder) / "city.pb"))
    for path in corpus.largest(asked.files, 2) if asked.files else ():
        file_to_winners(path.name, path)
    print("\nmany files, equal shares by cost and by number, numpy, two processes, time of the clock")
    corpus.counted(asked.files, files=60 if asked.quick else corpus.FILES)
    print("\nmemory", flush=True)
    with TemporaryDirectory() as folder:
        path = made.write(Path(folder) / "city.pb")
        script = Path(__file__).parent / "memory.py"
        subprocess.run([sys.executable, script, path], check=True)  # noqa: S603 - our own script


if __name__ == "__main__":
    main()
