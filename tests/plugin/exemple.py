"""« Ville d'exemple »: a small collectivité with a pack of its own, made of stand-ins that each test may change."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from concitoyen.domain.ballot import Ballot, BallotForm, Candidate, Contest
from concitoyen.domain.category import Cap, Category, CategoryScheme, Ceiling
from concitoyen.domain.count import Election, Outcome, Result, Round, TieBreak, VotingRule, ranking
from concitoyen.domain.documents import Case, DocumentModel, Renderer
from concitoyen.domain.money import Money, NonNegativeMoney
from concitoyen.domain.people import EligibilityRule, Person, Terms
from concitoyen.domain.proposal import Proposal, Status
from concitoyen.domain.reasons import Message, Objection
from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Commune, Gazetteer, Territory
from concitoyen.plugin import Dataset, Pack, RulebookFile, hookimpl
from concitoyen.plugin.binding import read_rules
from concitoyen.plugin.packs import Packs

HERE = Path(__file__).parent
TOML = (HERE / "exemple.toml").read_text(encoding="utf-8")

QUARTIERS = Gazetteer(
    id="quartiers",
    title="quartiers de la Ville d'exemple",
    territories=(Territory(id="nord", name="Nord"), Territory(id="sud", name="Sud")),
    communes=(
        Commune(code="10001", name="Vieux-Port", territory="nord", former_names=("Le Bassin",)),
        Commune(code="10002", name="Saint-Léger", territory="nord"),
        Commune(code="10003", name="Saint-Léger", territory="sud"),
        Commune(code="10004", name="Œuf-en-Plaine", territory="sud", former_names=("Vieux Port",)),
    ),
)


class LivesOrWorksHere(EligibilityRule):
    """Who lives in a quartier of the list, or says that they work in the town."""

    id: ClassVar[str] = "lives-or-works-here"
    title: ClassVar[str] = "Vivre ou travailler dans la ville"

    def objections(self, person: Person, terms: Terms) -> Sequence[Objection]:
        if terms.gazetteer.find(person.commune) or person.declared.get("works-here") == "yes":
            return []
        return [terms.objection("{name} n'est pas un quartier de la ville.", "commune", name=person.commune)]


class Single(CategoryScheme):
    """The one label that the committee gives is the category."""

    id: ClassVar[str] = "single"
    title: ClassVar[str] = "Une catégorie par projet"

    def faults(self, categories: Sequence[Category]) -> Sequence[str]:
        return () if categories else ("la liste des catégories est vide.",)

    def assign(self, proposal: Proposal, labels: frozenset[str], categories: Sequence[Category]) -> str | None:
        known = {category.id for category in categories}
        return next(iter(labels)) if len(labels) == 1 and labels <= known else None


class Share(Cap):
    """A share of the total cost, up to a ceiling."""

    id: ClassVar[str] = "share"
    title: ClassVar[str] = "Part du coût total"

    rate: int = Field(ge=1, le=100)
    ceiling: NonNegativeMoney

    def ceiling_of(self, proposal: Proposal) -> Ceiling:
        amount = min(proposal.total_cost.percent(self.rate), self.ceiling)
        why = Message(
            message="{rate} % du coût, au plus {ceiling}", values={"rate": self.rate, "ceiling": str(self.ceiling)}
        )
        return Ceiling(amount=amount, why=why)


class Favourites(BallotForm):
    """At most `most` projects, all in one contest."""

    id: ClassVar[str] = "favourites"
    title: ClassVar[str] = "Projets préférés"
    marking: ClassVar[Literal["one", "approve", "rank", "points", "grade"]] = "approve"

    most: int = Field(ge=1)

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        names = tuple(candidate.id for candidate in candidates)
        return (Contest(id="ville", title="Toute la ville", candidates=names, least=1, most=self.most),)

    def instructions(self) -> str:
        return f"Choisissez jusqu'à {self.most} projets."


class Earliest(TieBreak):
    """The earlier deposit goes first."""

    id: ClassVar[str] = "earliest"
    title: ClassVar[str] = "Dépôt le plus ancien"

    def key(self, candidate: Candidate, election: Election) -> int:
        return candidate.order


class Draw(TieBreak):
    """A draw that anyone can replay from the public seed."""

    id: ClassVar[str] = "draw"
    title: ClassVar[str] = "Tirage public"
    decisive: ClassVar[bool] = True

    salt: int = 0

    def key(self, candidate: Candidate, election: Election) -> str:
        return hashlib.sha256(f"{election.draw_seed} {self.salt} {candidate.id}".encode()).hexdigest()


class MostVotes(VotingRule):
    """From the most votes down, while the envelope lasts."""

    id: ClassVar[str] = "most-votes"
    title: ClassVar[str] = "Le plus de voix"

    def count(self, election: Election, ties: Sequence[tuple[str, TieBreak]]) -> Outcome:
        scores = dict.fromkeys(election.by_id, 0)
        for weighted in election.ballots:
            for marks in weighted.ballot.choices.values():
                for name in marks:
                    scores[name] += weighted.weight
        order, broken = ranking(scores, election, ties)
        remaining, rounds, results = election.envelope, list[Round](), list[Result]()
        for number, name in enumerate(order, start=1):
            cost = election.by_id[name].cost
            funded = cost <= remaining
            left = remaining - cost if funded else remaining
            why = Message(message="financé" if funded else "trop cher pour ce qui reste")
            rounds.append(
                Round(
                    number=number,
                    candidate=name,
                    decision="funded" if funded else "not-funded",
                    cost=cost,
                    remaining_before=remaining,
                    remaining_after=left,
                    why=why,
                )
            )
            results.append(
                Result(
                    candidate=name,
                    votes=scores[name],
                    rank=number,
                    decision="funded" if funded else "not-funded",
                    amount=cost if funded else Money(0),
                    why=why,
                )
            )
            remaining = left
        return Outcome(
            rule="exemple:most-votes",
            results=tuple(results),
            rounds=tuple(rounds),
            ties=broken,
            envelope=election.envelope,
            voters=election.voters,
            draw_seed=election.draw_seed,
        )


class ConventionFields(BaseModel):
    """What the convention prints."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    project: str = Field(title="Projet")


def convention_values(case: Case) -> Mapping[str, object]:
    return {"project": case.proposal.title}


CONVENTION = DocumentModel(
    id="convention",
    kind="convention",
    title="Convention",
    version="1",
    date=date(2027, 1, 1),
    fields=ConventionFields,
    prepare=convention_values,
    template=HERE / "exemple.toml",
    renderer="exemple:plain",
)


class Plain(Renderer):
    """Prints the fields and nothing else."""

    id: ClassVar[str] = "plain"
    title: ClassVar[str] = "Texte simple"
    suffix: ClassVar[str] = ".txt"
    media_type: ClassVar[str] = "text/plain"

    def render(self, model: DocumentModel, fields: BaseModel, *, issued: datetime) -> bytes:
        return f"{model.title} {fields.model_dump_json()} {issued.isoformat()}".encode()


THEMES = Dataset(
    id="themes",
    title="Thèmes",
    file=HERE / "exemple-themes.csv",
    source="Ville d'exemple",
    licence="Licence Ouverte 2.0",
    date=date(2027, 1, 1),
)


def answering(**answers: object) -> dict[str, Any]:
    """Hooks that answer what they are given, whatever they are asked."""
    return {name: _hook(name, answer) for name, answer in answers.items()}


def _hook(name: str, answer: object) -> Any:  # noqa: ANN401 - a function made at run time
    arguments = {"check_proposal": "proposal, rules", "on_laureates_decided": "event, tables"}.get(name, "")
    made: dict[str, Any] = {"answer": answer}
    exec(f"def {name}({arguments}): return answer", made)  # noqa: S102 - our own text, for a hook's exact signature
    return hookimpl(made[name])


def pack_module(name: str = "exemple", **attributes: object) -> ModuleType:
    """A stand-in for a pack's plugin module, with a card of the current hook API unless `PACK` is given."""
    module = ModuleType(f"concitoyen_{name}.plugin")
    card = Pack(name=name, title=f"Pack {name}", hook_api=1, version="1.0")
    vars(module).update({"PACK": card, **attributes})
    return module


def exemple_hooks(**changes: object) -> dict[str, Any]:
    """The hooks of the pack of the Ville d'exemple, some of them changed."""
    answers: dict[str, object] = {
        "register_rulebooks": [RulebookFile(id="exemple-2027", title="Budget 2027", file=HERE / "exemple.toml")],
        "register_datasets": [THEMES],
        "register_territories": [QUARTIERS],
        "register_category_schemes": [Single],
        "register_caps": [Share],
        "register_eligibility_rules": [LivesOrWorksHere],
        "register_ballot_forms": [Favourites],
        "register_voting_rules": [MostVotes],
        "register_tie_breaks": [Earliest, Draw],
        "register_documents": [CONVENTION],
        "register_renderers": [Plain],
    }
    return answering(**{**answers, **changes})


def exemple_packs(**changes: object) -> Packs:
    """The core and the pack of the Ville d'exemple."""
    return Packs({"exemple": pack_module(**exemple_hooks(**changes))})


def exemple_rules(*pairs: tuple[str, str]) -> Rules:
    """The working rules of the Ville d'exemple, its rulebook's text changed as `changed` does."""
    return read_rules(changed(*pairs), exemple_packs(), "exemple.toml")


def changed(*pairs: tuple[str, str]) -> str:
    """The rulebook's text with each first text replaced by the second; a text that is not there is an error."""
    text = TOML
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def proposal(name: str = "jardin", **facts: Any) -> Proposal:  # noqa: ANN401 - any field of a proposal
    """A labelled proposal in category « nature », for the facts that are not given."""
    told: dict[str, Any] = {
        "id": name,
        "edition": "exemple-2027",
        "title": name.capitalize(),
        "commune": "10001",
        "territory": "nord",
        "category": "nature",
        "total_cost": 10000,
        "requested": 5000,
        "status": Status.LABELLED,
        "deposited_at": datetime(2027, 4, 1, 12, tzinfo=UTC),
    }
    return Proposal.model_validate({**told, **facts})


def voter(**facts: Any) -> Person:  # noqa: ANN401 - any field of a person
    """Someone who may vote, for the facts that are not given."""
    told: dict[str, Any] = {
        "last_name": "Œuvrard",
        "first_name": "Éloïse",
        "birth_date": date(1990, 2, 28),
        "commune": "Vieux-Port",
    }
    return Person.model_validate({**told, **facts})


def ballot(*names: str) -> Ballot:
    """A ballot of the Ville d'exemple for these projects."""
    return Ballot(choices={"ville": dict.fromkeys(names, 1)})
