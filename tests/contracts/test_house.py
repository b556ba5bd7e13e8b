"""The shape of the house: what no linter checks and every newcomer relies on."""

import re
import subprocess
import tomllib
from importlib.metadata import entry_points
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FRENCH_AND_ENGLISH = {"fr", "en"}


def tracked() -> list[Path]:
    """Every file of the project: what git knows, and what it would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(ROOT / name for name in set(listed.stdout.splitlines()) if (ROOT / name).is_file())


def settings() -> dict[str, Any]:
    """The whole pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


FILES = tracked()
MODULES = [path for path in FILES if path.suffix == ".py"]
PACKS = sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))
DECISIONS = sorted(ROOT.glob("docs/decisions/[0-9]*.md"))
FRAGMENTS = sorted(path for path in ROOT.glob("changes/*") if path.name not in {"README.md", ".gitignore"})


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines_that_match(pattern: str, paths: list[Path]) -> list[str]:
    """Give « file:line: text » for each line in which the pattern occurs."""
    wanted = re.compile(pattern)
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if wanted.search(line):
                found.append(f"{name_of(path)}:{number}: {line.strip()}")
    return found


def texts() -> list[Path]:
    """The tracked files that are text; pictures, fonts and archives are not."""
    return [path for path in FILES if b"\0" not in path.read_bytes()[:8192]]


# ── modules ───────────────────────────────────────────────────────────────────────────────────────────


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    vague = {"common", "helper", "helpers", "lib", "libs", "manager_utils", "misc", "util", "utils"}
    parts = {name_of(path): {path.stem, *path.relative_to(ROOT).parts} for path in MODULES}
    assert [name for name, words in parts.items() if words & vague] == []


def test_nothing_is_left_to_be_done_in_code() -> None:
    words = "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error"])
    assert lines_that_match(rf"\b({words})\b", MODULES) == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    words = "|".join(["mark.sk" + "ip", "pytest.sk" + "ip", "mark.x" + "fail", "importor" + "skip"])
    assert lines_that_match(words, MODULES) == []


def test_each_silenced_warning_gives_its_reason_on_the_same_line() -> None:
    silenced = r"# (noqa|type: ig" + r"nore)"
    bare = r"# noqa(: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*)?\s*$|# type: ig" + r"nore(\[[a-z, -]+\])?\s*$"
    assert [line for line in lines_that_match(silenced, MODULES) if re.search(bare, line)] == []


# ── the import contracts cover what exists ────────────────────────────────────────────────────────────


def contract(identifier: str) -> dict[str, Any]:
    """One contract of import-linter, by id."""
    contracts: list[dict[str, Any]] = settings()["tool"]["importlinter"]["contracts"]
    return next(found for found in contracts if found["id"] == identifier)


def test_the_pure_domain_contract_forbids_every_dependency_of_the_core_but_pydantic() -> None:
    project = settings()["project"]
    requirements = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    modules = {re.split(r"[\[<>=! ]", requirement)[0].replace("-", "_") for requirement in requirements}
    assert modules - {"pydantic"} - set(contract("pure-domain")["forbidden_modules"]) == set()


def test_packs_may_import_no_part_of_the_core_but_the_domain_and_the_plugin_sdk() -> None:
    core = ROOT / "core/concitoyen"
    modules = {path.stem for path in core.glob("*.py")} | {path.parent.name for path in core.glob("*/__init__.py")}
    closed = {f"concitoyen.{name}" for name in modules - {"domain", "plugin", "__init__", "__main__"}}
    assert set(contract("packs-use-the-sdk")["forbidden_modules"]) == closed


def test_every_distribution_stands_under_the_import_contracts() -> None:
    packages = {f"concitoyen_{path.name}" for path in PACKS}
    assert set(settings()["tool"]["importlinter"]["root_packages"]) == {"concitoyen", *packages}
    assert set(contract("independent-packs")["modules"]) == packages
    assert set(contract("the-core-knows-no-pack")["forbidden_modules"]) == packages


# ── packs ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pack", PACKS, ids=lambda path: path.name)
def test_a_pack_has_one_name_everywhere(pack: Path) -> None:
    project = tomllib.loads((pack / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == f"concitoyen-{pack.name}".replace("_", "-")
    assert project["entry-points"]["concitoyen"] == {pack.name: f"concitoyen_{pack.name}.plugin"}
    assert (pack / f"concitoyen_{pack.name}" / "py.typed").is_file()


@pytest.mark.parametrize("pack", PACKS, ids=lambda path: path.name)
def test_a_pack_can_be_published_as_it_stands(pack: Path) -> None:
    project = tomllib.loads((pack / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    licence = (ROOT / "LICENSE").read_bytes()
    assert project["license"] == "AGPL-3.0-or-later"
    assert [(pack / name).read_bytes() for name in project["license-files"]] == [licence]
    assert len((pack / "README.md").read_text(encoding="utf-8").split()) > 40


def test_every_pack_of_the_repository_is_installed_on_the_workbench() -> None:
    installed = {entry.name for entry in entry_points(group="concitoyen")}
    assert {path.name for path in PACKS} <= installed


# ── papers ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_context_choice_price_and_what_would_change_our_mind(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    number = decision.name.partition("-")[0]
    assert text.startswith(f"# {number}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Context",
        "Choice",
        "Price",
        "We would change our mind if",
    ]


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    numbers = [int(path.name.partition("-")[0]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    assert [path.name for path in DECISIONS if f"(decisions/{path.name})" not in index] == []


def test_every_page_of_the_documentation_is_listed_in_its_index() -> None:
    docs = ROOT / "docs"
    index = (docs / "README.md").read_text(encoding="utf-8")
    pages = [path.relative_to(docs) for path in docs.glob("**/*.md") if path.name != "README.md"]
    assert [str(page) for page in pages if f"({page})" not in index] == []


def test_every_link_between_pages_leads_to_a_file() -> None:
    broken = []
    for page in [path for path in FILES if path.suffix == ".md"]:
        links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        local = [link for link in links if not link.startswith(("http://", "https://", "mailto:"))]
        broken += [f"{name_of(page)}: {link}" for link in local if not (page.parent / link).exists()]
    assert broken == []


def test_each_changelog_fragment_is_named_for_its_issue_and_its_reader() -> None:
    voices = "|".join(kind["directory"] for kind in settings()["tool"]["towncrier"]["type"])
    name = re.compile(rf"([0-9]+|\+[a-z0-9-]+)\.({voices})(\.[0-9]+)?\.md")
    assert [path.name for path in FRAGMENTS if not name.fullmatch(path.name)] == []
    assert [path.name for path in FRAGMENTS if not path.read_text(encoding="utf-8").strip()] == []


def test_the_changelog_has_the_place_where_a_release_is_written() -> None:
    start: str = settings()["tool"]["towncrier"]["start_string"]
    assert start in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_licence_is_the_whole_agpl() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    words = text.split()
    assert " ".join(words[:10]) == "GNU AFFERO GENERAL PUBLIC LICENSE Version 3, 19 November 2007"
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(words) == 5535


def test_publiccode_has_every_key_that_the_standard_requires() -> None:
    sheet: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    required = {
        *("publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus"),
        *("softwareType", "description", "legal", "maintenance", "localisation"),
    }
    assert required - set(sheet) == set()
    assert sheet["legal"]["license"] == settings()["project"]["license"]
    assert sheet["softwareVersion"] == settings()["project"]["version"]
    assert sheet["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert set(sheet["localisation"]) == {"localisationReady", "availableLanguages"}


def test_publiccode_describes_the_software_in_french_and_in_english() -> None:
    sheet = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert set(sheet["description"]) == FRENCH_AND_ENGLISH
    for description in sheet["description"].values():
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000
        assert len(description["features"]) >= 5


# ── the repository stands on its own ──────────────────────────────────────────────────────────────────


def test_no_file_names_a_download_address_or_a_folder_of_somebodys_machine() -> None:
    scheme = r"\s*[:=]\s*[\"']?https?:"
    addresses = ["index-" + "url", "find-" + "links", "registry" + scheme, "files.python" + "hosted"]
    folders = ["/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/", "/Use" + "rs/"]
    assert lines_that_match("|".join([*addresses, *folders]), texts()) == []


def test_no_lock_file_freezes_what_a_user_may_install() -> None:
    locks = {"poetry.lock", "uv.lock", "Pipfile.lock", "pdm.lock", "package-lock.json", "yarn.lock"}
    assert [name_of(path) for path in FILES if path.name in locks] == []
