"""A rulebook names the ways to show who one is: the core's, or those that a pack registers."""

from collections.abc import Sequence
from typing import ClassVar

import pytest

from concitoyen.domain.errors import RulebookError
from concitoyen.domain.identity import Consultation, SentCode
from concitoyen.domain.people import Person
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rulebook import Rulebook
from concitoyen.plugin.binding import bind, read_rules
from concitoyen.plugin.core_providers import Declaration, Desk, EmailCode, OneTimeCode
from tests.plugin.exemple import changed, exemple_packs, exemple_rules, voter

CHOICES = "choices = { identity ="


class WorkMail(SentCode):
    """A code sent to an address of the town."""

    id: ClassVar[str] = "work-mail"
    title: ClassVar[str] = "Adresse de travail"
    label: ClassVar[str] = "Avec mon adresse de travail"

    domain: str

    def faults(self) -> Sequence[str]:
        return [] if "." in self.domain else ["domain est un nom de domaine."]

    def objections(self, person: Person) -> Sequence[Objection]:
        return [] if person.email.endswith(self.domain) else [Objection(rule="exemple:work-mail", message="Non.")]


def written(providers: str) -> tuple[str, str]:
    return (CHOICES, f'providers = {providers}\nchoices = {{ providers = "Un essai.", identity =')


def refusal(providers: str) -> list[str]:
    packs = exemple_packs(register_identity_providers=[WorkMail])
    with pytest.raises(RulebookError) as caught:
        read_rules(changed(written(providers)), packs, "exemple.toml")
    return [problem.text for problem in caught.value.problems]


def test_a_rulebook_that_names_none_takes_what_the_voter_declares() -> None:
    assert exemple_rules().providers == {"core:declaration": Declaration()}


def test_a_rulebook_names_several_with_their_parameters_in_its_order() -> None:
    rules = exemple_rules(written('[{ rule = "core:email-code", minutes = 20 }, "core:one-time-code", "core:desk"]'))
    assert list(rules.providers.items()) == [
        ("core:email-code", EmailCode(minutes=20)),
        ("core:one-time-code", OneTimeCode()),
        ("core:desk", Desk()),
    ]


def test_what_a_rulebook_names_is_read_back_from_its_canonical_text() -> None:
    rules = exemple_rules(written('["core:desk", { rule = "core:email-code", tries = 3 }]'))
    again = bind(Rulebook.from_canonical(rules.rulebook.canonical()), exemple_packs())
    assert again.providers == rules.providers


def test_a_pack_registers_its_own_with_register_identity_providers() -> None:
    packs = exemple_packs(register_identity_providers=[WorkMail])
    text = changed(written('[{ rule = "exemple:work-mail", domain = "ville.example" }]'))
    assert read_rules(text, packs).providers == {"exemple:work-mail": WorkMail(domain="ville.example")}


@pytest.mark.parametrize(
    ("providers", "told"),
    [
        ('["core:email"]', "aucun pack actif (core, exemple) n'offre la preuve d'identité « core:email » ; "),
        ('[{ rule = "core:email-code", minutes = 2 }]', "doit être au moins 5."),
        (
            '[{ rule = "core:email-code", minute = 9 }]',
            "la clé « minute » est inconnue ici ; vouliez-vous dire « minutes » ?",
        ),
        ('["core:desk", "core:desk"]', "« core:desk » est déjà dans la liste : gardez-le une fois."),
        ('[{ rule = "exemple:work-mail", domain = "ville" }]', "domain est un nom de domaine."),
        ("[]", "doit compter au moins 1 élément(s)."),
    ],
)
def test_a_wrong_list_is_refused_with_its_reason(providers: str, told: str) -> None:
    (said,) = refusal(providers)
    assert said.startswith(told)


def test_a_list_without_a_source_is_refused() -> None:
    with pytest.raises(RulebookError, match="aucun article ne dit cette valeur"):
        read_rules(changed(("[roll]", '[roll]\nproviders = ["core:desk"]')), exemple_packs())


@pytest.mark.parametrize("ages", ["[18, 11]", "[11, 11]"])
def test_brackets_go_up(ages: str) -> None:
    text = changed((CHOICES, f'brackets = {ages}\nchoices = {{ brackets = "Un essai.", identity ='))
    with pytest.raises(RulebookError, match="les âges de brackets vont en montant"):
        read_rules(text, exemple_packs())


def test_the_code_by_e_mail_needs_a_whole_address() -> None:
    (objection,) = EmailCode().objections(voter(email="zoe@"))
    assert (objection.field, objection.text) == (
        "email",
        "« zoe@ » n'est pas une adresse e-mail complète (exemple : prenom@exemple.fr).",
    )
    assert EmailCode().objections(voter(email="zoe@exemple.fr")) == ()
    assert OneTimeCode().objections(voter()) == ()
    assert OneTimeCode().faults() == ()


def test_the_letter_says_the_code_how_long_it_holds_and_who_writes() -> None:
    about = Consultation(title="Budget 2027", authority="La Ville", contact="03 21 00 00 00")
    letter = EmailCode(minutes=20).letter("zoe@exemple.fr", "482913", about)
    assert letter.subject == "Votre code pour voter : Budget 2027"
    assert "    482913\n" in letter.text
    assert "valable 20 minutes" in letter.text
    assert letter.text.endswith("\n\nLa Ville\n03 21 00 00 00\n")
    assert "http" not in letter.text
