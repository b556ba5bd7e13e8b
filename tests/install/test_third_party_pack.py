"""A pack written outside this repository works with the published core, unchanged."""

import importlib.metadata
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from tests.plugin.first_pack import write_first_pack

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).parent / "played.py"
OURS = ("concitoyen", "__editable__", "_editable_impl_")


def run(*command: str | Path, folder: Path) -> str:
    """Run a command away from the repository, with nothing of it on the path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CONCITOYEN_", "COV_"))}
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def libraries(folder: Path) -> Path:
    """A folder with the libraries of this environment and nothing of ours: it saves downloading them again."""
    folder.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(OURS) and entry.suffix != ".pth":
            (folder / entry.name).symlink_to(entry)
    return folder


def fresh_environment(folder: Path) -> Path:
    """The Python of a new virtual environment with the wheels of the core, of voting_rules and of the new pack."""
    wheels = folder / "wheels"
    sources = [ROOT, ROOT / "plugins/voting_rules", write_first_pack(folder)]
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", wheels, *sources, folder=folder)
    run(sys.executable, "-m", "venv", folder / "venv", folder=folder)
    python = folder / "venv/bin/python"
    installed = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder).strip()
    (Path(installed) / "libraries.pth").write_text(f"{libraries(folder / 'libraries')}\n", encoding="utf-8")
    run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", *wheels.glob("*.whl"), folder=folder)
    return python


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What happened in the edition, played by the fresh environment."""
    folder = tmp_path_factory.mktemp("third-party")
    told: dict[str, Any] = json.loads(run(fresh_environment(folder), SCRIPT, folder, folder=folder))
    return {**told, "folder": str(folder)}


pytestmark = pytest.mark.install


def test_the_core_and_the_packs_come_from_their_wheels(played: dict[str, Any]) -> None:
    assert [place.startswith(f"{played['folder']}/venv/") for place in played["places"]] == [True] * 4
    ours = importlib.metadata.version("concitoyen")
    assert played["packs"] == {"core": ours, "exemple": "1.0.0", "voting_rules": ours}


def test_its_own_condition_lets_in_and_refuses_with_its_reason(played: dict[str, Any]) -> None:
    told = dict(played["told"])
    assert "a déjà voté" in told.pop("ARNAUD")  # the same person as « Arnaud »
    assert told == {
        "Arnaud": "a voté",
        "Berger": "a voté",
        "Colin": "a voté",
        "Dumas": (
            "Le vote est ouvert à qui habite ou travaille dans la commune ; "
            "« Ailleurs » n'en est pas un quartier. [Règlement, article 3]"
        ),
        "Evrard": "Pour voter, il faut avoir 16 ans ou plus le 1er septembre 2027. [Règlement, article 3]",
        "Favre": (
            "« Vos favoris » : 3 projets choisis, le maximum est 2. Gardez ceux que vous préférez. "
            "[Règlement, article 5]"
        ),
    }


def test_its_own_categories_and_caps_make_the_laureates(played: dict[str, Any]) -> None:
    assert played["laureates"] == [
        ["jardin", 3, 6000, "retenu : 6\u202f000\u00a0€ pour 14\u202f000\u00a0€ restants"],
        ["fresque", 1, 3000, "retenu : 3\u202f000\u00a0€ pour 8\u202f000\u00a0€ restants"],
    ]
    assert played["proposals"] == {"jardin": "laureate", "mare": "not-retained", "fresque": "laureate"}
    assert played["published"] is True
