"""Run by the Python of a fresh environment: an edition of the Ville d'exemple, from its rulebook to its laureates.

Takes the folder in which to keep the database; prints what happened as JSON.
"""

import json
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import concitoyen
from concitoyen.cli.context import running
from concitoyen.domain.ballot import Ballot
from concitoyen.domain.errors import Refused
from concitoyen.domain.people import Person
from concitoyen.settings import Settings
from concitoyen.usecases.cast_ballot import cast_ballot
from concitoyen.usecases.close_and_count import close_and_count
from concitoyen.usecases.create_edition import create_edition
from concitoyen.usecases.deposit_proposal import ProposalFile, deposit_proposal
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.usecases.judge_proposal import confirm_standing, label_proposal
from concitoyen.usecases.publish_results import publish_results

EDITION = "exemple-2027"
PARIS_IN_SUMMER = timezone(timedelta(hours=2))
FILES = (
    ProposalFile(title="Jardin", commune="le bassin", total_cost=12000, requested=9000),
    ProposalFile(title="Mare", commune="Saint-Leger", total_cost=30000, requested=20000),
    ProposalFile(title="Fresque", commune="q3", total_cost=5000, requested=3000),
)
VOTERS: tuple[tuple[str, date, str, dict[str, str], tuple[str, ...]], ...] = (
    ("Arnaud", date(1990, 5, 1), "Vieux-Port", {}, ("jardin", "fresque")),
    ("Berger", date(1985, 5, 1), "Ailleurs", {"works-here": "yes"}, ("jardin",)),
    ("Colin", date(1970, 5, 1), "cite des mines", {}, ("mare", "jardin")),
    ("Dumas", date(1990, 5, 1), "Ailleurs", {}, ("mare",)),
    ("Evrard", date(2015, 5, 1), "Vieux-Port", {}, ("mare",)),
    ("Favre", date(1990, 5, 1), "Vieux-Port", {}, ("jardin", "mare", "fresque")),
    ("ARNAUD", date(1990, 5, 1), "Vieux-Port", {}, ("mare",)),
)


def signed(who: str, month: int, day: int) -> Signature:
    """An act at noon."""
    return Signature(who, datetime(2027, month, day, 12, tzinfo=PARIS_IN_SUMMER))


def prepare(engine: Engine) -> None:
    """Open the edition; deposit, label and confirm three projects."""
    source = engine.packs.rulebooks.choose("exemple:exemple-2027").file
    with engine.begin() as desk:
        create_edition(desk, source.read_text(encoding="utf-8"), signed("mairie", 1, 4))
        for file in FILES:
            proposal = deposit_proposal(desk, EDITION, file, signed("porteuse", 4, 1))
            label_proposal(desk, EDITION, proposal.id, frozenset(), signed("comité", 5, 2))
            confirm_standing(desk, EDITION, proposal.id, signed("porteuse", 6, 1))


def vote(engine: Engine) -> dict[str, str]:
    """What each voter is told."""
    told = {}
    for name, born, commune, declared, chosen in VOTERS:
        person = Person(last_name=name, first_name="Camille", birth_date=born, commune=commune, declared=declared)
        ballot = Ballot(choices={"favourites": dict.fromkeys(chosen, 1)})
        try:
            with engine.begin() as desk:
                cast_ballot(desk, EDITION, person, ballot, signed("site", 9, 2))
            told[name] = "a voté"
        except Refused as refused:
            told[name] = " ".join(objection.cited for objection in refused.objections)
    return told


def decide(engine: Engine) -> list[tuple[str, int, int | str, str]]:
    """The laureates: proposal, votes, amount, reason."""
    outcome = close_and_count(engine, EDITION, signed("mairie", 10, 1), draw_seed="2027")
    with engine.begin() as desk:
        publish_results(desk, EDITION, signed("mairie", 11, 8))
    return [(result.candidate, result.votes, result.amount.in_euros, result.why.text) for result in outcome.funded]


def main(folder: Path) -> None:
    """Play the edition and print what happened."""
    settings = Settings(database_url=f"sqlite:///{folder}/exemple.db", secret="s" * 40)
    with running(settings=settings, prepare=True) as engine:
        prepare(engine)
        told, laureates = vote(engine), decide(engine)
        with engine.read() as desk:
            published = desk.edition(EDITION)[0].results_are_public
            proposals = {proposal.id: proposal.status.value for proposal in desk.work.proposals.of(EDITION)}
        packs = dict(engine.packs.versions)
    modules = (concitoyen, *engine.packs.activate(["exemple", "voting_rules"]).modules.values())
    places = sorted(str(module.__file__) for module in modules)
    found = {"packs": packs, "told": told, "laureates": laureates, "proposals": proposals, "published": published}
    json.dump({**found, "places": places}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
