"""The most memory that a file takes: read, and counted by equal shares with one more unit of money at each step.

Run: python bench/memory.py FILE.pb. A process of its own, which loads numpy and our pack only.
"""

import sys
from pathlib import Path
from time import process_time

from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.rules.equal_shares import Completion, equal_shares
from concitoyen_voting_rules.rules.tied import by_priority


def main(path: Path) -> None:
    """Print one line."""
    start = process_time()
    election = PbElection.read(path.read_bytes(), path.name)
    order, costs = by_priority(range(len(election.ids))), election.costs.tolist()
    completion = Completion(step=10**election.unit.decimals, stop="exhaustive")
    found = equal_shares(election.profile, costs, election.budget, order, completion=completion, engine="numpy")
    size = f"{len(election.ids)} × {election.voters:,}"
    told = f"{found.steps} steps, {process_time() - start:.2f} s with reading (numpy)"
    print(f"  equal shares, 1 more at each step, {size}: {told}; peak memory {_peak():.0f} MB (limit 500)")


def _peak() -> float:
    """Megabytes. Not `ru_maxrss`, which a process inherits from the one that starts it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__" and len(sys.argv) > 1:
    main(Path(sys.argv[1]))
