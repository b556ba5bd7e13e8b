"""A ballot in several parts, each with its own form."""

from collections.abc import Sequence
from typing import ClassVar

from concitoyen.domain.ballot import Ballot, BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen.domain.groups import Takes
from concitoyen.domain.parts import Part, Parts
from tests.domain.around import candidate


class Simple(BallotForm):
    """One contest, or one per project with `each`."""

    id: ClassVar[str] = "simple"
    title: ClassVar[str] = "Simple"
    marking: ClassVar[Marking] = "points"

    each: bool = False

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        names = [one.id for one in candidates]
        sets = [[name] for name in names] if self.each else [names]
        return tuple(Contest(id="-".join(found), title="T", candidates=tuple(found), least=1, most=1) for found in sets)

    def instructions(self) -> str:
        return "Faites simple."


STANDING = [
    candidate("velo", 1, 1, territory="nord"),
    candidate("four", 1, 2, territory="sud"),
    candidate("gare", 1, 3, labels=("ville",)),
]
VILLE = Takes(label=("ville",))


def test_parts_take_their_projects_and_give_their_name_marking_and_family_to_contests() -> None:
    form = Parts(
        parts=(
            Part(id="q", title="Quartier", form=Simple(), takes=Takes(but=VILLE), by="territory", groups_at_most=1),
            Part(id="v", title="Ville", form=Simple(), takes=VILLE, required=True),
        ),
        titles={"territory": {"sud": "Le Sud", "nord": "Le Nord"}},
    )
    found = form.contests(STANDING, [])
    assert [(one.id, one.title, one.candidates, one.marking, one.family, one.optional) for one in found] == [
        ("q-sud", "Le Sud", ("four",), "points", "Quartier", True),
        ("q-nord", "Le Nord", ("velo",), "points", "Quartier", True),
        ("v", "Ville", ("gare",), "points", "", False),
    ]
    assert form.instructions() == (
        "Ce bulletin a 2 parties. Quartier : faites simple. Ville : faites simple. "
        "Quartier : remplissez une seule partie, celle que vous voulez."
    )


def test_a_voter_may_be_left_some_groups_and_a_group_have_its_own_form() -> None:
    part = Part(
        id="q",
        title="Quartier",
        form=Simple(),
        forms={"sud": Simple(each=True)},
        by="territory",
        takes=Takes(but=VILLE),
        groups_at_most=2,
    )
    form = Parts(parts=(part,), titles={"territory": {"sud": "Le Sud", "nord": "Le Nord"}})
    standing = [*STANDING, candidate("bac", 1, 4, territory="sud"), candidate("mur", 1, 5, territory="est")]
    found = form.contests(standing, [])
    assert [(one.id, one.family_most) for one in found] == [
        ("q-sud-four", 2),
        ("q-sud-bac", 2),
        ("q-nord", 2),
        ("q-est", 2),
    ]
    assert form.instructions() == (
        "Ce bulletin a 1 parties. Quartier : faites simple. Quartier, Le Sud : faites simple. "
        "Quartier : remplissez 2 parties au plus, celles que vous voulez."
    )
    marked = Ballot(choices={"q-sud-four": {"four": 1}, "q-nord": {"velo": 1}, "q-est": {"mur": 1}})
    (told,) = form.objections(marked, found, "")
    assert told.text == (
        "« Quartier » : choisissez dans 2 parties au plus, pas dans « Le Sud : T » et « Le Nord » et « est »."
    )


def test_a_form_of_several_contests_keeps_them_apart() -> None:
    part = Part(id="p", title="Tous", form=Simple(each=True), by="territory")
    found = Parts(parts=(part,)).contests([*STANDING[:2], candidate("bac", 1, 4, territory="nord")], [])
    assert [(one.id, one.title) for one in found] == [
        ("p-nord-velo", "Tous : nord : T"),
        ("p-nord-bac", "Tous : nord : T"),
        ("p-sud", "Tous : sud"),
    ]
