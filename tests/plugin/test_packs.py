"""The facade: what packs offer, by full id; what they say when asked; what they are told."""

import logging
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, ClassVar

import pytest

from concitoyen.domain.errors import NotFound, PackError
from concitoyen.domain.events import DocumentRendered, Event, LaureatesDecided
from concitoyen.domain.parts import Parts
from concitoyen.domain.reasons import Objection
from concitoyen.plugin import Hooks, hookimpl
from concitoyen.plugin.core_pack import MinimumAge, Residence
from concitoyen.plugin.packs import Catalogue, Packs, Unknown
from tests.plugin.exemple import (
    CONVENTION,
    QUARTIERS,
    THEMES,
    Draw,
    Earliest,
    Favourites,
    LivesOrWorksHere,
    MostVotes,
    Plain,
    Share,
    Single,
    answering,
    exemple_hooks,
    exemple_packs,
    exemple_rules,
    pack_module,
    proposal,
)


def test_what_packs_register_is_found_by_full_id() -> None:
    packs = exemple_packs(register_demonstrations=[])
    assert {
        "territories": dict(packs.territories),
        "datasets": dict(packs.datasets),
        "schemes": dict(packs.category_schemes),
        "caps": dict(packs.caps),
        "eligibility": dict(packs.eligibility_rules),
        "forms": dict(packs.ballot_forms),
        "rules": dict(packs.voting_rules),
        "conditions": dict(packs.count_conditions),
        "ties": dict(packs.tie_breaks),
        "documents": dict(packs.documents),
        "renderers": dict(packs.renderers),
        "demonstrations": dict(packs.demonstrations),
    } == {
        "territories": {"exemple:quartiers": QUARTIERS},
        "datasets": {"exemple:themes": THEMES},
        "schemes": {"exemple:single": Single},
        "caps": {"exemple:share": Share},
        "eligibility": {
            "core:minimum-age": MinimumAge,
            "core:residence": Residence,
            "exemple:lives-or-works-here": LivesOrWorksHere,
        },
        "forms": {"core:parts": Parts, "exemple:favourites": Favourites},
        "rules": {"exemple:most-votes": MostVotes},
        "conditions": {},
        "ties": {"exemple:earliest": Earliest, "exemple:draw": Draw},
        "documents": {"exemple:convention": CONVENTION},
        "renderers": {"exemple:plain": Plain},
        "demonstrations": {},
    }
    assert [rulebook.id for rulebook in packs.rulebooks.values()] == ["exemple-2027"]
    assert len(packs.caps) == 1


def test_a_pack_is_asked_once_whatever_the_number_of_editions() -> None:
    asked: list[str] = []

    @hookimpl
    def register_caps() -> list[type[Share]]:
        asked.append("caps")
        return [Share]

    packs = Packs({"exemple": pack_module(register_caps=register_caps)})
    catalogues = [packs.activate(["exemple"]).caps, packs.activate(["exemple"]).caps, packs.caps]
    assert ([dict(found) for found in catalogues], asked) == ([{"exemple:share": Share}] * 3, ["caps"])


def test_one_id_offered_twice_is_refused() -> None:
    packs = exemple_packs(register_caps=[Share, Share])
    with pytest.raises(PackError) as caught:
        _ = packs.caps
    assert str(caught.value) == (
        "Le pack « exemple » offre deux fois « exemple:share » (register_caps) : changez l'id de l'un des deux."
    )


def test_two_packs_may_use_one_local_id() -> None:
    packs = Packs({name: pack_module(name, **answering(register_caps=[Share])) for name in ("b", "a")})
    assert list(packs.caps) == ["a:share", "b:share"]


class Shouting(Share):
    """A cap whose id no rulebook could write."""

    id: ClassVar[str] = "Share!"


@pytest.mark.parametrize(("thing", "shown"), [(Shouting, "'Share!'"), (5, "None")])
def test_a_thing_without_a_proper_id_is_refused(thing: object, shown: str) -> None:
    packs = exemple_packs(register_caps=[thing])
    with pytest.raises(PackError) as caught:
        _ = packs.caps
    assert str(caught.value) == (
        f"Le pack « exemple » offre {thing!r} (register_caps) sous l'id {shown} : "
        "écrivez-le en minuscules, chiffres et tirets, comme « minimum-age »."
    )


# ── choosing ──────────────────────────────────────────────────────────────────────────────────────────


def unknown(packs: Packs, name: str) -> str:
    with pytest.raises(Unknown) as caught:
        packs.caps.choose(name)
    return str(caught.value)


def test_a_known_id_is_chosen() -> None:
    assert exemple_packs().caps.choose("exemple:share") is Share


def test_an_unknown_id_is_told_with_the_nearest_one() -> None:
    assert unknown(exemple_packs(), "exemple:shares") == (
        "aucun pack actif (core, exemple) n'offre le plafond « exemple:shares » ; vouliez-vous dire « exemple:share » ?"
    )


def test_an_id_that_resembles_none_is_told_with_the_possible_ones() -> None:
    assert unknown(exemple_packs(), "zz:zz").endswith("le plafond « zz:zz » ; possibles : exemple:share.")
    assert unknown(Packs({}), "zz:zz") == "aucun pack actif (core) n'offre le plafond « zz:zz » ; possibles : aucun."


def test_an_id_of_a_pack_that_the_edition_leaves_aside_is_told_with_the_pack_to_activate() -> None:
    assert unknown(exemple_packs().activate([]), "exemple:share") == (
        "aucun pack actif (core) n'offre le plafond « exemple:share » ; "
        "le pack « exemple » l'offre : ajoutez « exemple » à [edition] packs."
    )
    assert unknown(exemple_packs().activate([]), "exemple:zz").endswith("possibles : aucun.")


def test_what_is_unknown_is_an_error_of_ours() -> None:
    assert issubclass(Unknown, NotFound)


def test_a_catalogue_stands_alone() -> None:
    alone = Catalogue("le plafond", {"a:b": 1})
    assert (alone["a:b"], alone.choose("a:b"), list(alone), len(alone)) == (1, 1, ["a:b"], 1)
    with pytest.raises(Unknown):
        alone.choose("a:zzzzz")


# ── activation ────────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_sees_only_the_packs_that_it_names_and_the_core() -> None:
    packs = Packs({name: pack_module(name, **answering(register_caps=[Share])) for name in ("a", "b", "c")})
    active = packs.activate(["c", "a", "a"])
    assert [card.name for card in active.cards] == ["a", "c", "core"]
    assert list(active.versions) == list(active.modules) == ["a", "c", "core"]
    assert list(active.caps) == ["a:share", "c:share"]
    assert list(packs.caps) == ["a:share", "b:share", "c:share"]


def test_a_pack_that_is_not_installed_cannot_be_activated() -> None:
    with pytest.raises(Unknown) as caught:
        exemple_packs().activate(["exemples"])
    assert str(caught.value) == "le pack « exemples » n'est pas installé ; vouliez-vous dire « exemple » ?"
    with pytest.raises(Unknown) as caught:
        exemple_packs().activate(["zzz"])
    assert str(caught.value) == "le pack « zzz » n'est pas installé ; installés : core, exemple."


# ── asking and telling ────────────────────────────────────────────────────────────────────────────────


def says(name: str) -> dict[str, Any]:
    return answering(check_proposal=[Objection(rule=f"{name}:x", message=f"{name} refuse.")])


def test_every_active_pack_checks_a_proposal_in_the_order_of_names() -> None:
    packs = Packs({name: pack_module(name, **says(name)) for name in ("mer", "arts", "zoo")})
    found = packs.activate(["zoo", "arts"]).check_proposal(proposal(), exemple_rules())
    assert [objection.text for objection in found] == ["arts refuse.", "zoo refuse."]


class NoTables:
    """A database for listeners that write nothing."""

    def transaction(self) -> AbstractContextManager[Any]:
        return nullcontext()


DECIDED = LaureatesDecided(edition="e", awards=(), act=7)
RENDERED = DocumentRendered(edition="e", proposal="jardin", kind="convention", model="a:b", version="1", sha256="0")


def listener(hook: str, name: str, told: list[tuple[str, Event]]) -> dict[str, Any]:
    """A hook that notes what it is told; that of « arts » then fails."""

    def listen(event: Event) -> None:
        told.append((name, event))
        if name == "arts":
            raise RuntimeError(name)

    return {hook: hookimpl(listen)}


@pytest.mark.parametrize(("hook", "event"), [("on_laureates_decided", DECIDED), ("on_document_rendered", RENDERED)])
def test_a_listener_that_fails_is_logged_and_the_others_are_still_told(
    hook: str, event: Event, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[tuple[str, Event]] = []
    packs = Packs({name: pack_module(name, **listener(hook, name, told)) for name in ("zoo", "arts", "mer")})
    with caplog.at_level(logging.ERROR, "concitoyen.packs"):
        packs.activate(["arts", "zoo"]).tell(event, NoTables())
    assert told == [("arts", event), ("zoo", event)]
    assert [record.getMessage() for record in caplog.records] == [f"Le pack « arts » a échoué en réponse à {hook}."]
    assert caplog.records[0].exc_info is not None


def test_the_hooks_are_those_of_the_specification_in_the_order_of_an_edition() -> None:
    names = exemple_packs().hook_names
    assert names == tuple(name for name in vars(Hooks) if name.startswith(("register_", "check_", "on_")))
    assert (names[0], names[-1]) == ("register_rulebooks", "on_document_rendered")


def test_each_hook_is_told_with_the_packs_that_answer_it() -> None:
    used = Packs({"exemple": pack_module(**exemple_hooks())}).hooks_used()
    assert used["register_eligibility_rules"] == ("core", "exemple")
    assert used["register_caps"] == ("exemple",)
    assert used["on_laureates_decided"] == ()


def test_each_active_pack_but_the_core_has_the_folder_of_its_module() -> None:
    modules = {name: pack_module(name, __file__=f"/somewhere/concitoyen_{name}/plugin.py") for name in ("a", "b")}
    assert Packs(modules).activate(["b"]).folders == {"b": Path("/somewhere/concitoyen_b")}
