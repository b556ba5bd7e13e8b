"""The installed packs, as an edition of the Pas-de-Calais finds them."""

from collections.abc import Mapping

import pytest

from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Gazetteer
from concitoyen.plugin.binding import read_rules
from concitoyen.plugin.packs import Packs
from concitoyen_pasdecalais.editions import RULEBOOKS
from concitoyen_pasdecalais.territories import communes


@pytest.fixture(scope="session")
def packs() -> Packs:
    """Every installed pack."""
    return Packs.discover()


@pytest.fixture(scope="session")
def editions(packs: Packs) -> Mapping[str, Rules]:
    """The working rules of the four editions, by year."""
    return {
        shipped.id.removeprefix("pasdecalais-"): read_rules(shipped.file.read_text(encoding="utf-8"), packs)
        for shipped in RULEBOOKS
    }


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The 887 communes."""
    return communes()
