"""Votes held to be bundled, both verifiers, and ways to change what a bundle says."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from concitoyen.domain.ballot import Ballot
from concitoyen.usecases.bundle.container import unpack
from concitoyen.usecases.bundle.make import make_bundle
from concitoyen.usecases.bundle.verify import Verdict, verify_bundle
from tests.usecases.town import Town, citizen, file, packs_with
from tests.usecases.ville import RULEBOOK, Ville

TOOL = Path(__file__).parents[2] / "tools" / "verify_bundle.py"
PACKS = packs_with(Ville())
SEED = "Loto 4 8 15"
FAVOURITES = RULEBOOK.replace('form = "voting_rules:one-per-category"', 'form = "voting_rules:favourites"\nat_most = 3')
SHAPES = {
    "une voix par catégorie": RULEBOOK,
    "trois favoris": FAVOURITES,
    "on s'arrête au premier trop cher": RULEBOOK.replace("envelope = 22000", "envelope = 22000\nskip = false"),
    "au moins deux voix": FAVOURITES.replace("envelope = 22000", "envelope = 22000\nminimum_votes = 2"),
    "au moins un votant sur cinq": FAVOURITES.replace("envelope = 22000", "envelope = 22000\nminimum_share = 20"),
    "plus d'un votant sur cinq, moins cher d'abord": FAVOURITES.replace(
        "envelope = 22000", "envelope = 22000\nminimum_share = 20\nstrictly = true"
    ).replace("voting_rules:earliest-deposit", "voting_rules:lowest-cost"),
    "le canal pèse": FAVOURITES.replace("envelope = 22000", "envelope = 22000\nweights = { site = 3, paper = 5 }"),
}
PROJECTS = {
    "jardin": "pratiques",
    "atelier": "pratiques",
    "velo": "pratiques",
    "fablab": "innovation",
    "four": "innovation",
}


def held(town: Town, rulebook: str, voters: int = 9) -> None:
    """An edition with five projects, as many voters as said, a count, an amendment, and published results."""
    town.create(rulebook)
    for name, category in PROJECTS.items():
        asked = 16000 if category == "innovation" else 4000
        town.deposit(file(name.capitalize(), category=category, requested=asked, total_cost=40000))
        town.label(name, category)
        town.confirm(name)
    random = Random(len(rulebook))  # noqa: S311 - tests are replayed
    for number in range(voters):
        chosen = random.sample(sorted(PROJECTS), 3)
        by_category = {PROJECTS[name]: {name: 1} for name in chosen}
        favourites = {"favourites": dict.fromkeys(chosen, 1)}
        town.vote(citizen(f"Numéro {number}"), Ballot(choices=favourites if "favourites" in rulebook else by_category))
    outcome = town.count(draw_seed=SEED)
    out = [one.candidate for one in outcome.results if one.amount.cents == 0 and PROJECTS[one.candidate] == "pratiques"]
    town.amend(adds=out[:1], removes=[one.candidate for one in outcome.funded][:1], line="annuelle")
    town.publish()


def bundle_of(town: Town, *, confidential: bool = False) -> bytes:
    with town.engine.read() as desk:
        return make_bundle(desk, town.id, confidential=confidential)


def verify(data: bytes, head: str = "") -> Verdict:
    return verify_bundle(data, PACKS, head=head)


def by_the_tool(folder: Path, data: bytes, *head: str) -> tuple[int, str]:
    """What the second verifier says, in a Python of its own that sees nothing of ours."""
    path = folder / "bundle.zip"
    path.write_bytes(data)
    command = [sys.executable, "-I", str(TOOL), str(path), *head]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


Parts = dict[str, str]


def read(data: bytes) -> Parts:
    parts, faults = unpack(data)
    assert faults == []
    return parts


def swap(name: str, old: str, new: str) -> Callable[[Parts], None]:
    """Write something else in a part; the part must hold it."""

    def change(parts: Parts) -> None:
        assert old in parts[name], f"{name} does not hold {old}"
        parts[name] = parts[name].replace(old, new, 1)

    return change


def rows(name: str, change: Callable[[list[str]], object]) -> Callable[[Parts], None]:
    """Change the list of the lines of a part."""

    def changed(parts: Parts) -> None:
        lines = parts[name].splitlines()
        change(lines)
        parts[name] = "".join(f"{line}\n" for line in lines)

    return changed


def value(name: str, change: Callable[[Any], object]) -> Callable[[Parts], None]:
    """Change the value of a JSON part."""

    def changed(parts: Parts) -> None:
        read_value = json.loads(parts[name])
        change(read_value)
        dump = partial(json.dumps, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        parts[name] = dump(read_value)

    return changed


def rewritten(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The same archive, something else being written in one member."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            target.writestr(member, content.replace(old, new) if member.filename == name else content)
    return made.getvalue()
