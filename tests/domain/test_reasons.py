"""Sentences with their source, dates as French people read them, and the tree of errors."""

from datetime import date

from concitoyen.domain.dates import french_date
from concitoyen.domain.errors import ConcitoyenError, NotFound, Refused, RulebookError
from concitoyen.domain.problems import Problem
from concitoyen.domain.reasons import Message, Objection


def test_a_sentence_is_filled_with_its_values_and_never_reads_them_as_a_pattern() -> None:
    assert Message(message="« {name} » a {age} ans", values={"name": "{age}", "age": 9}).text == "« {age} » a 9 ans"


def test_an_objection_is_cited_with_its_article_where_there_is_one() -> None:
    with_article = Objection(rule="core:x", article="Article 2", message="Non.")
    assert (with_article.cited, Objection(rule="core:x", message="Non.").cited) == ("Non. [Article 2]", "Non.")


def test_the_first_of_the_month_is_written_1er() -> None:
    assert french_date(date(2023, 9, 1)) == "1er septembre 2023"
    assert french_date(date(2023, 11, 20)) == "20 novembre 2023"


def test_a_refusal_tells_every_reason() -> None:
    refused = Refused([Objection(rule="a:b", message="Un."), Objection(rule="a:c", message="Deux.")])
    assert (str(refused), [objection.rule for objection in refused.objections]) == ("Un. Deux.", ["a:b", "a:c"])


def test_what_does_not_exist_is_an_error_of_ours() -> None:
    assert issubclass(NotFound, ConcitoyenError)


def test_a_refused_rulebook_lists_its_problems_with_file_line_and_key() -> None:
    one = Problem(path=("phases", 1, "closes"), text="trop tôt.", line=12)
    assert str(RulebookError("2027.toml", [one])) == (
        "Le règlement est refusé, 1 point à corriger :\n  2027.toml:12 [phases[2].closes] : trop tôt."
    )
    two = RulebookError("2027.toml", [one, Problem(path=(), text="illisible.", line=3)])
    assert str(two) == (
        "Le règlement est refusé, 2 points à corriger :\n"
        "  2027.toml:12 [phases[2].closes] : trop tôt.\n"
        "  2027.toml:3 : illisible."
    )
    assert len(two.problems) == 2
