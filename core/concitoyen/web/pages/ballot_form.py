"""The ballot as a form: what was posted, kept as typed, and the person that it names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from concitoyen.domain.ballot import Contest
from concitoyen.domain.names import slug
from concitoyen.domain.people import Person
from concitoyen.domain.reasons import Objection
from concitoyen.web import challenge
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.wording import spaced

CHOICE = "choix-"
MARK = "valeur-"
PART = "partie-"
ATTEMPT = "essai"
BETWEEN = "|"
"""Between contest and project in the name of a mark: no id holds it."""

RANDOM = re.compile(r"[0-9a-f]{32}")
PROOF = (challenge.FIELD, challenge.ANSWER)
LONGEST_ANSWER = 254
OLDEST_YEAR = 1900
REPLACING = "remplacement"
WAY, CODE, TOKEN, GESTURE = "moyen", "code", "preuve", "geste"
"""How the voter shows who they are, the code that they type, what proves it, and the button that they pressed."""
FIELDS = ("prenom", "nom", "jour", "mois", "annee", "commune", "courriel", WAY, CODE, TOKEN, GESTURE, REPLACING)
FIELD_OF = {
    "first_name": "prenom",
    "last_name": "nom",
    "birth_date": "jour",
    "commune": "commune",
    "email": "courriel",
    "replacement": REPLACING,
}
"""Which input an objection of the domain points to."""


class Posted(Protocol):
    """The multi-valued form as the framework gives it."""

    def multi_items(self) -> Iterable[tuple[str, object]]:
        """Every pair of name and value."""
        ...


def part_of(contest: Contest) -> str:
    """The name of the field that says in which contest of a family the voter votes."""
    return f"{PART}{slug(contest.family)}"


def branch_id(contest: Contest) -> str:
    """The id of the control that says that the voter votes in this contest of a family."""
    return f"{part_of(contest)}-{contest.id}"


def option_id(contest: str, project: str) -> str:
    """The id of a project's first control on the form."""
    return f"{CHOICE}{contest}-{project}"


@dataclass(frozen=True)
class Answers:
    """What the voter typed and ticked, kept whole.

    `fields` are the text fields by name, `choices` the ticked proposals by contest, `marks` the rank, points or grade
    typed for each proposal by contest, `parts` the contests chosen in each family by the name of its field. `attempt`
    is the form's own random value, 32 hexadecimal digits, or empty; `proof` what the page answered to a challenge.
    """

    fields: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]]
    abstained: frozenset[str] = frozenset()
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attempt: str = ""
    proof: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def blank(cls, contests: Sequence[Contest] = (), chosen: str = "") -> "Answers":
        """An empty form, with one proposal already ticked if it stands in a contest that is ticked."""
        bearing = [contest for contest in contests if chosen in contest.candidates]
        ticked = {contest.id: (chosen,) for contest in bearing if contest.marking in {None, "one", "approve"}}
        return cls(fields={}, choices=ticked, parts={part_of(one): (one.id,) for one in bearing if one.family})

    @classmethod
    def read(cls, posted: Posted) -> "Answers":
        """What was posted; unknown names are left aside, values are cut at a sane length."""
        fields: dict[str, str] = {}
        choices: dict[str, list[str]] = {}
        marks: dict[str, dict[str, str]] = {}
        abstained: set[str] = set()
        parts: dict[str, list[str]] = {}
        proof: dict[str, str] = {}
        for name, value in posted.multi_items():
            text = str(value)[:LONGEST_ANSWER].strip()
            if name in PROOF:
                proof[name] = text
            elif name in FIELDS or name == ATTEMPT:
                fields[name] = text
            elif name.startswith(PART):
                parts.setdefault(name, []).append(text)
            elif name.startswith(MARK):
                contest, _, project = name.removeprefix(MARK).partition(BETWEEN)
                marks.setdefault(contest, {})[project] = text
            elif name.startswith(CHOICE) and text:
                choices.setdefault(name.removeprefix(CHOICE), []).append(text)
            elif name.startswith(CHOICE):
                abstained.add(name.removeprefix(CHOICE))
        attempt = fields.pop(ATTEMPT, "")
        return cls(
            fields=fields,
            choices={contest: tuple(dict.fromkeys(values)) for contest, values in choices.items()},
            abstained=frozenset(abstained),
            marks=marks,
            parts={name: tuple(dict.fromkeys(chosen)) for name, chosen in parts.items()},
            attempt=attempt if RANDOM.fullmatch(attempt) else "",
            proof=proof,
        )

    def under(self, attempt: str) -> "Answers":
        """The same answers under another attempt."""
        return replace(self, attempt=attempt)

    def having(self, **fields: str) -> "Answers":
        """The same answers with some text fields changed."""
        return replace(self, fields={**self.fields, **fields})

    def field(self, name: str) -> str:
        """A text field as typed."""
        return self.fields.get(name, "")

    @property
    def birth_date(self) -> date | None:
        """The date of birth, or None when it is not one."""
        parts = [self.field(name) for name in ("annee", "mois", "jour")]
        if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
            return None
        try:
            return date(*(int(part) for part in parts))
        except ValueError:
            return None

    def person(self, birth: date) -> Person:
        """The voter."""
        return Person(
            first_name=self.field("prenom"),
            last_name=self.field("nom"),
            birth_date=birth,
            commune=self.field("commune"),
            email=self.field("courriel"),
        )

    def kept(self) -> list[tuple[str, str]]:
        """Every answer as name and value, to carry it through another page."""
        ticked = [(f"{CHOICE}{contest}", value) for contest, values in self.choices.items() for value in values]
        blank = [(f"{CHOICE}{contest}", "") for contest in sorted(self.abstained)]
        marked = [
            (f"{MARK}{contest}{BETWEEN}{project}", text)
            for contest, marks in self.marks.items()
            for project, text in marks.items()
            if text
        ]
        return [
            *([(ATTEMPT, self.attempt)] if self.attempt else []),
            *self.proof.items(),
            *((name, text) for name, text in self.fields.items() if name != GESTURE),
            *((name, contest) for name, chosen in self.parts.items() for contest in chosen),
            *ticked,
            *blank,
            *marked,
        ]


MISSING_OF_ONESELF = {
    "prenom": "Écrivez votre prénom.",
    "nom": "Écrivez votre nom.",
    "jour": "Écrivez votre date de naissance.",
    "commune": "Écrivez le nom de la commune où vous habitez.",
    "courriel": "Écrivez votre adresse e-mail.",
}
MISSING_OF_SOMEBODY = {
    "prenom": "Écrivez le prénom.",
    "nom": "Écrivez le nom.",
    "jour": "Écrivez la date de naissance.",
    "commune": "Écrivez le nom de la commune où la personne habite.",
    "courriel": "Écrivez l’adresse e-mail.",
}
"""What an agent is told, who types somebody else."""


def typing_errors(
    answers: Answers, required: Iterable[str], today: date, messages: Mapping[str, str] = MISSING_OF_ONESELF
) -> list[FormError]:
    """The errors that need no rule: an empty field, a date that does not exist or is still to come."""
    wanted = set(required)
    empty = [name for name in messages if name in wanted - {"jour"} and not answers.field(name)]
    found = [FormError(anchor=name, text=messages[name]) for name in empty if name in {"prenom", "nom"}]
    found += _birth_errors(answers, today, messages["jour"])
    return found + [FormError(anchor=name, text=messages[name]) for name in empty if name not in {"prenom", "nom"}]


def _birth_errors(answers: Answers, today: date, missing: str) -> list[FormError]:
    birth = answers.birth_date
    if birth is not None and birth > today:
        return [FormError(anchor="jour", text="Cette date de naissance est dans le futur\u00a0: vérifiez-la.")]
    if birth is not None and birth.year >= OLDEST_YEAR:
        return []
    typed = " ".join(answers.field(name) for name in ("jour", "mois", "annee")).strip()
    if not typed:
        return [FormError(anchor="jour", text=missing)]
    text = f"«\u00a0{typed}\u00a0» n’est pas une date. Écrivez le jour, le mois et l’année en chiffres (27 3 2012)."
    return [FormError(anchor="jour", text=text)]


def objection_errors(objections: Iterable[Objection], contests: Sequence[Contest]) -> list[FormError]:
    """The objections as errors of the form, each tied to its field; on the whole ballot, to its first part.

    What is said of several contests of a family is tied to the family, of one project's mark to that project.
    """
    first = f"{CHOICE}{contests[0].id}" if contests else ""
    found = []
    for objection in objections:
        choice = f"{CHOICE}{objection.field}" if objection.field else first
        if objection.project:
            choice = option_id(objection.field, objection.project)
        if "family" in objection.values:
            choice = f"{PART}{slug(str(objection.values['family']))}"
        found.append(FormError(anchor=FIELD_OF.get(objection.field, choice), text=spaced(objection.text)))
    return found
