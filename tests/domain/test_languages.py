"""French is the key; English comes from catalogues; what has no translation stays French."""

from gettext import NullTranslations

import pytest

from concitoyen.domain import languages
from concitoyen.domain.explaining import explanation
from concitoyen.domain.languages import (
    Language,
    catalogue,
    counted,
    money,
    number,
    ordinal,
    packages,
    to_translate,
    translated,
    written,
)
from concitoyen.domain.money import Money, amounts_in
from concitoyen.domain.reasons import Message, clauses

ENGLISH = {"retenu : {cost}": "funded: {cost}", "tout va bien": "all is well", "environ {amount}": "about {amount}"}


class Words(NullTranslations):
    """A catalogue of a few sentences."""

    def gettext(self, message: str) -> str:
        return ENGLISH.get(message, message)


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "catalogue", lambda _: Words())


def test_the_core_speaks_first_then_packs_by_name() -> None:
    found = packages()
    assert found[0] == "concitoyen"
    assert list(found[1:]) == sorted(found[1:])
    assert "concitoyen_voting_rules" in found


def test_a_language_without_catalogues_leaves_every_sentence_in_french() -> None:
    assert catalogue("xx").gettext("{rank} avec {score} ; {why}.") == "{rank} avec {score} ; {why}."


@pytest.mark.parametrize(
    ("message", "english"),
    [
        ("tout va bien", "all is well"),
        ("retenu : {cost} ; tout va bien", "funded: {cost}; all is well"),
        ("retenu : {cost} ; tant mieux", "funded: {cost}; tant mieux"),
        ("tant mieux", "tant mieux"),
    ],
)
@pytest.mark.usefixtures("words")
def test_a_sentence_is_translated_whole_then_clause_by_clause_then_stays_french(message: str, english: str) -> None:
    assert translated(message, "en") == english
    assert translated(message, "fr") == message


def test_a_marked_sentence_is_the_same_sentence() -> None:
    assert to_translate("tout va bien") == "tout va bien"


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [(0, "0 voix", "0 votes"), (1, "1 voix", "1 vote"), (2, "2 voix", "2 votes")],
)
def test_votes_agree_with_their_number(count: int, french: str, english: str) -> None:
    told: list[str] = [
        counted("{votes} voix", "{votes} voix", count, language).format(votes=count) for language in ("fr", "en")
    ]
    assert told == [french, english]


def test_in_french_one_and_a_half_is_singular_and_two_plural() -> None:
    assert [counted("projet", "projets", count, "fr") for count in (0, 1, 2)] == ["projet", "projet", "projets"]


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (400_000, "4\u202f000\u00a0€", "€4,000"),
        (-1250, "-12,50\u00a0€", "-€12.50"),
        (0, "0\u00a0€", "€0"),
        (123_456_705, "1\u202f234\u202f567,05\u00a0€", "€1,234,567.05"),
    ],
)
def test_amounts_are_written_as_each_language_does(cents: int, french: str, english: str) -> None:
    amount = Money(cents)
    assert (money(amount, "fr"), money(amount, "en")) == (french, english)
    assert (written(str(amount), "fr"), written(str(amount), "en")) == (french, english)


def test_an_amount_of_another_currency_keeps_its_code_in_each_language() -> None:
    with amounts_in("PLN"):
        assert (money(Money(-123_450), "fr"), money(Money(-123_450), "en")) == (
            "-1\u202f234,50\u00a0PLN",
            "-PLN\u00a01,234.50",
        )
    assert written("4\u202f000\u00a0HUF", "en") == "HUF\u00a04,000"


@pytest.mark.usefixtures("words")
def test_a_rounded_amount_says_so_in_both_languages() -> None:
    assert written("environ\u00a00,33\u00a0€", "en") == "about €0.33"
    assert (written("66,67\u00a0%", "en"), written("1\u202f812", "en")) == ("66.67%", "1,812")


@pytest.mark.parametrize("value", [4000, "4 000 € de jouets", "4000 €", "Four", "12;5"])
def test_what_is_not_an_amount_that_we_wrote_is_kept(value: str | int) -> None:
    assert written(value, "en") == str(value)


def test_numbers_have_thousands() -> None:
    assert (number(12_345, "fr"), number(12_345, "en"), number(812, "en")) == ("12\u202f345", "12,345", "812")


def test_ordinals() -> None:
    ranks = (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 101, 111)
    assert [ordinal(rank, "fr") for rank in ranks[:3]] == ["1er", "2e", "3e"]
    assert [ordinal(rank, "en") for rank in ranks] == (
        ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "101st", "111th"]
    )


@pytest.mark.usefixtures("words")
def test_a_message_is_told_with_its_amounts() -> None:
    first = Message(message="retenu : {cost}", values={"cost": str(Money(250))})
    both = clauses(first, Message(message="tout va bien"))
    assert both.text == both.told("fr") == "retenu : 2,50\u00a0€ ; tout va bien"
    assert both.told("en") == "funded: €2.50; all is well"


NOT_FUNDED = Message(
    message="{group} : le règlement n'y finance pas plus de {most} projets : non retenu",
    values={"group": "canton « Avion »", "most": 2},
)


@pytest.mark.parametrize(
    ("language", "tied", "sentences"),
    [
        (
            "fr",
            ("bac", "four"),
            (
                "2e avec 3 voix ; canton « Avion » : le règlement n'y finance pas plus de 2 projets : non retenu. "
                "Compté dans « Collèges ». "
                "À égalité avec « bac » : les critères de départage du règlement le mettent 2e sur 2."
            ),
        ),
        (
            "en",
            ("bac", "four"),
            (
                "2nd with 3 voix; canton « Avion »: the rulebook funds no more than 2 projects there: not funded. "
                "Counted in “Collèges”. Tied with “bac”: the tie-breaking criteria of the rulebook put it 2nd of 2."
            ),
        ),
        (
            "fr",
            ("a", "b", "four", "c", "d"),
            (
                "2e avec 3 voix ; canton « Avion » : le règlement n'y finance pas plus de 2 projets : non retenu. "
                "Compté dans « Collèges ». "
                "À égalité avec 4 autres : les critères de départage du règlement le mettent 3e sur 5."
            ),
        ),
    ],
)
def test_an_explanation_tells_rank_reason_pot_and_tie(
    language: Language, tied: tuple[str, ...], sentences: str
) -> None:
    told = explanation("four", rank=2, score="3 voix", why=NOT_FUNDED, pot="Collèges", tied=tied, language=language)
    assert told == sentences


def test_an_explanation_without_pot_or_tie_is_one_sentence() -> None:
    why = Message(message="il y avait de la place")
    told = explanation("four", rank=1, score="3 votes", why=why, pot="", tied=(), language="en")
    assert told == "1st with 3 votes; il y avait de la place."
