"""Each rule with a page of its own says all that a reader needs, and its example of rulebook binds."""

import re
from pathlib import Path

import pytest

from tests.docs.snippets import Snippet, read_snippets
from tests.packs.voting_rules.rulebooks import packs, rules_with

FOLDER = Path(__file__).parents[3] / "docs/reference/rules"
PAGES = sorted(FOLDER.glob("*.md"))
RULEBOOKS = [snippet for page in PAGES for snippet in read_snippets(page) if snippet.language == "toml"]
TITLE = re.compile(r"# .+ : `voting_rules:(?P<id>[a-z-]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_the_id_of_its_rule_and_every_section(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    title = TITLE.fullmatch(lines[0])
    assert title is not None
    assert title["id"] == page.stem
    assert f"voting_rules:{title['id']}" in packs().voting_rules
    assert lines[2].startswith("**En une phrase :** ")
    sections = {line.removeprefix("## ") for line in lines if line.startswith("## ")}
    assert {"Exemple", "Formule", "Complexité", "Égalités", "Source"} <= sections


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_an_example_that_runs_and_a_rulebook(page: Path) -> None:
    assert {"python", "toml"} <= {snippet.language for snippet in read_snippets(page)}


@pytest.mark.parametrize("example", RULEBOOKS, ids=lambda snippet: snippet.page.stem)
def test_the_rulebook_of_a_page_binds_to_its_rule(example: Snippet) -> None:
    assert rules_with(example.code).voting_rule.id == example.page.stem
