"""Every file of a folder read and counted twice by equal shares, by two processes: real files, or files made here.

The files made here are as many as Pabulib's elections by approval, and as long: log-normal, half of them below some
1 500 voters, and the three cities besides.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
from cities import LODZ, WARSAW, WROCLAW, Shape, city

from concitoyen.domain.errors import ElectionFileError
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.rules.equal_shares import equal_shares
from concitoyen_voting_rules.rules.equal_shares.market import Utility
from concitoyen_voting_rules.rules.tied import by_priority

FILES = 1_327
"""How many elections by approval, or one choice each, Pabulib had in April 2026."""
VOTERS = 5_200_000
"""About how many voters they have together."""
UTILITIES: tuple[Utility, ...] = ("cost", "cardinality")
PROCESSES = 2
LIMIT = 30
"""Seconds that the whole corpus may take."""


def shapes(files: int, seed: int = 2026) -> list[Shape]:
    """What the made files look like."""
    chance = np.random.default_rng(seed)
    voters = np.clip(chance.lognormal(np.log(1_500), 1.25, files), 20, 60_000).astype(int)
    projects = np.clip(chance.lognormal(np.log(11), 0.9, files), 2, 150).astype(int)
    made = [
        replace(
            WARSAW, name=f"town {number}", voters=int(size), projects=int(wide), mean=3, budget=1_000_000, seed=number
        )
        for number, (size, wide) in enumerate(zip(voters, projects, strict=True))
    ]
    return [WARSAW, LODZ, WROCLAW, *made[3:]] if files == FILES else made


def counted(folder: Path | None, files: int) -> None:
    """Print what the files of a folder take, or those made here where there is none."""
    with TemporaryDirectory() as made, _pool() as pool:
        if folder is None:
            numbered = enumerate(shapes(files))
            paths = list(pool.map(_made, [(shape, Path(made) / f"{number}.pb") for number, shape in numbered]))
        else:
            paths = sorted(folder.rglob("*.pb"))
        list(pool.map(_voters, paths[:PROCESSES]))  # both processes have loaded everything
        start = perf_counter()
        found = list(pool.map(_voters, sorted(paths, key=lambda path: -path.stat().st_size), chunksize=4))
        spent = perf_counter() - start
    _tell(len(paths), [one for one in found if one is not None], spent, real=folder is not None)


def largest(folder: Path, count: int) -> list[Path]:
    """The largest files by approval, or one choice each, of a folder."""
    ordered = sorted(folder.rglob("*.pb"), key=lambda path: -path.stat().st_size)
    return list(islice((path for path in ordered if _voters(path) is not None), count))


def _tell(files: int, found: list[tuple[int, float]], spent: float, *, real: bool) -> None:
    kind, voters, work = "real" if real else "made", sum(one for one, _ in found), sum(each for _, each in found)
    told = f"{spent:.2f} s by the clock, {work:.2f} s of processor in all"
    print(f"  {len(found)} {kind} files by approval of {files}, {voters:,} voters: {told}")
    whole = max(spent * VOTERS / max(1, voters), spent * FILES / max(1, len(found)))
    if len(found) < FILES:
        print(f"  extrapolated to {FILES} files and {VOTERS:,} voters: {whole:.1f} s (limit {LIMIT})")
    else:
        print(f"  limit {LIMIT} s")


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn"))


def _made(asked: tuple[Shape, Path]) -> Path:
    shape, path = asked
    return city(shape).write(path)


def _voters(path: Path) -> tuple[int, float] | None:
    """Read and count one file twice: how many voters, and the processor time; None where approvals are not counted."""
    start = process_time()
    try:
        election = PbElection.read(path.read_bytes(), path.name)
    except ElectionFileError:
        return None
    if election.vote_type not in ("approval", "choose-1"):
        return None
    order, costs = by_priority(range(len(election.ids))), election.costs.tolist()
    for utility in UTILITIES:
        equal_shares(election.profile, costs, election.budget, order, utility=utility, engine="numpy")
    return election.voters, process_time() - start
