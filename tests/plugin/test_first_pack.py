"""The tutorial on a first pack holds: its files, taken from the page, make a sound pack."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.plugin.first_pack import PAGE, write_first_pack


def installed_by_hand(folder: Path) -> Path:
    """The pack of the tutorial with the few files that pip would add, so that it is found without building it."""
    pack = write_first_pack(folder)
    info = pack / "concitoyen_exemple-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: concitoyen-exemple\nVersion: 1.0.0\n")
    (info / "entry_points.txt").write_text("[concitoyen]\nexemple = concitoyen_exemple.plugin\n")
    return pack


def run(pack: Path, *command: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(pack), "COLUMNS": "200", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, *command], cwd=pack, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def concitoyen(pack: Path, *arguments: str) -> str:
    return run(pack, "-c", "from concitoyen.cli import main; main()", *arguments)


def test_every_file_of_the_folder_that_the_page_draws_is_shown(tmp_path: Path) -> None:
    write_first_pack(tmp_path)
    drawn = re.findall(r"^ +([\w.]+\.\w+)", PAGE.read_text(encoding="utf-8").partition("```\n\n")[0], re.MULTILINE)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == sorted(drawn)


def test_the_tests_of_the_tutorial_pass(tmp_path: Path) -> None:
    told = run(installed_by_hand(tmp_path), "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert re.search(r"^2 passed", told, re.MULTILINE), told


def test_its_commands_say_what_the_page_says(tmp_path: Path) -> None:
    pack = installed_by_hand(tmp_path)
    assert "exemple" in concitoyen(pack, "packs")
    assert "Le règlement est bon." in concitoyen(pack, "rulebook", "check", "exemple-2027")


def test_a_slip_in_the_rulebook_is_told_with_its_line_as_the_page_promises(tmp_path: Path) -> None:
    pack = installed_by_hand(tmp_path)
    rulebook = pack / "concitoyen_exemple/2027.toml"
    text = rulebook.read_text(encoding="utf-8")
    rulebook.write_text(text.replace("rate = 50", "rate = 150"), encoding="utf-8")
    line = text.count("\n", 0, text.index("rate = 50")) + 1
    told = concitoyen(pack, "rulebook", "check", "exemple-2027")
    assert f"2027.toml:{line} [categories.list[1].cap.rate] : doit être au plus 100." in told


def test_a_misspelt_hook_is_told_as_the_page_promises(tmp_path: Path) -> None:
    pack = installed_by_hand(tmp_path)
    plugin = pack / "concitoyen_exemple/plugin.py"
    code = plugin.read_text(encoding="utf-8")
    plugin.write_text(code.replace("def register_caps", "def register_cap"), encoding="utf-8")
    told = concitoyen(pack, "packs")
    assert "le hook « register_cap » n'existe pas. Vouliez-vous dire « register_caps » ?" in told
