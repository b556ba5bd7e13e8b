"""Which category a proposal is in."""

from collections.abc import Sequence

import pytest
from pydantic import ValidationError

from concitoyen.domain.category import Category
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Proposal
from concitoyen_categories.schemes.capped import Capped
from concitoyen_categories.schemes.cost_brackets import CostBrackets
from concitoyen_categories.schemes.single import Single


def category(name: str, *combines: str) -> Category:
    return Category(id=name, title=name.capitalize(), combines=combines)


def costing(total: str) -> Proposal:
    """A proposal of this total cost, in euros."""
    return Proposal(
        id="velo",
        edition="village-2027",
        title="Vélo",
        commune="62999",
        territory="bas",
        total_cost=Money.euros(total),
        requested=Money.euros(total),
    )


PAIR = category("cooperation-innovation", "cooperation", "innovation")
CAPPED = [category("pratiques"), category("cooperation"), category("innovation"), PAIR]


def capped(*labels: str, categories: Sequence[Category] = CAPPED) -> str | None:
    return Capped().assign(costing("1000"), frozenset(labels), categories)


def test_a_label_gives_its_category() -> None:
    assert capped("innovation") == "innovation"


def test_the_labels_of_a_pair_give_the_pair() -> None:
    assert capped("innovation", "cooperation") == "cooperation-innovation"


def test_the_pair_is_understood_as_a_label_alone_or_with_its_parts() -> None:
    assert capped("cooperation-innovation") == "cooperation-innovation"
    assert capped("cooperation-innovation", "innovation") == "cooperation-innovation"


def test_labels_that_no_category_combines_give_none() -> None:
    assert capped("pratiques", "innovation") is None
    assert capped("cooperation-innovation", "pratiques") is None


def test_an_unknown_label_or_no_label_gives_none() -> None:
    assert capped("numerique") is None
    assert capped("innovation", "numerique") is None
    assert capped() is None


def test_three_labels_may_be_combined() -> None:
    trio = category("tout", "pratiques", "cooperation", "innovation")
    assert capped("pratiques", "cooperation", "innovation", categories=[*CAPPED, trio]) == "tout"


@pytest.mark.parametrize(
    ("categories", "faults"),
    [
        (CAPPED, []),
        ([], ["le schéma « categories:capped » attend au moins une catégorie, dans [[categories.list]]."]),
        (
            [*CAPPED, category("duo", "innovation", "numerique")],
            [
                (
                    "la catégorie « duo » ne peut combiner que des catégories simples de la liste "
                    "(cooperation, innovation, pratiques), pas « numerique »."
                )
            ],
        ),
        (
            [category("duo", "a", "b")],
            [
                (
                    "la catégorie « duo » ne peut combiner que des catégories simples de la liste "
                    "(aucune), pas « a », « b »."
                )
            ],
        ),
        (
            [*CAPPED, category("trio", "cooperation-innovation", "pratiques")],
            [
                (
                    "la catégorie « trio » ne peut combiner que des catégories simples de la liste "
                    "(cooperation, innovation, pratiques), pas « cooperation-innovation »."
                )
            ],
        ),
        (
            [*CAPPED, category("solo", "innovation")],
            ["la catégorie « solo » doit combiner au moins deux catégories, différentes."],
        ),
        (
            [*CAPPED, category("deux", "pratiques", "pratiques")],
            ["la catégorie « deux » doit combiner au moins deux catégories, différentes."],
        ),
        (
            [*CAPPED, category("paire", "innovation", "cooperation")],
            [
                (
                    "« cooperation-innovation » et « paire » combinent les mêmes catégories "
                    "(cooperation, innovation) : gardez-en une."
                )
            ],
        ),
    ],
)
def test_combinations_that_cannot_be_are_told_when_the_rulebook_is_read(
    categories: Sequence[Category], faults: list[str]
) -> None:
    assert list(Capped().faults(categories)) == faults


SIZES = [category("petits"), category("moyens"), category("grands")]


def brackets(*pairs: tuple[str, int | None]) -> CostBrackets:
    return CostBrackets.model_validate({"brackets": [{"category": name, "up_to": up_to} for name, up_to in pairs]})


BY_SIZE = brackets(("petits", 10_000), ("moyens", 50_000), ("grands", None))


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("0", "petits"),
        ("10000", "petits"),
        ("10000.01", "moyens"),
        ("50000", "moyens"),
        ("50000.01", "grands"),
        ("2000000", "grands"),
    ],
)
def test_the_total_cost_gives_the_category_limits_included(total: str, expected: str) -> None:
    assert BY_SIZE.assign(costing(total), frozenset(), SIZES) == expected


def test_labels_do_not_change_the_bracket() -> None:
    assert BY_SIZE.assign(costing("5000"), frozenset({"grands"}), SIZES) == "petits"


@pytest.mark.parametrize(
    ("scheme", "faults"),
    [
        (BY_SIZE, []),
        (
            brackets(("petits", 10_000), ("moyens", 50_000), ("enormes", None)),
            [
                ("brackets nomme « enormes », qui n'est pas dans [[categories.list]] (petits, moyens, grands)."),
                "aucune tranche de brackets ne mène à la catégorie « grands » : ajoutez-en une.",
            ],
        ),
        (
            brackets(("petits", 10_000), ("moyens", 10_000), ("grands", None)),
            ["les limites de brackets doivent monter : 10 000 € vient après 10 000 €."],
        ),
        (
            brackets(("petits", 10_000), ("moyens", 50_000), ("grands", 90_000)),
            [
                (
                    "brackets laisse de côté les projets de plus de 90 000 € : retirez up_to de "
                    "la dernière tranche (« grands »)."
                )
            ],
        ),
        (
            brackets(("petits", 10_000), ("moyens", None), ("grands", None)),
            [
                (
                    "la tranche « moyens » n'a pas de limite : celles qui la suivent ne serviraient jamais. "
                    "Donnez-lui up_to."
                )
            ],
        ),
    ],
)
def test_brackets_that_leave_a_doubt_are_told_when_the_rulebook_is_read(
    scheme: CostBrackets, faults: list[str]
) -> None:
    told = [fault.replace("\u202f", " ").replace("\u00a0", " ") for fault in scheme.faults(SIZES)]
    assert told == faults


def test_brackets_without_any_category_are_told_that_the_list_is_empty() -> None:
    (fault,) = brackets(("petits", None)).faults([])
    assert fault == "brackets nomme « petits », qui n'est pas dans [[categories.list]] (vide)."


def test_at_least_one_bracket_is_needed() -> None:
    with pytest.raises(ValidationError):
        brackets()


def test_without_categories_every_proposal_is_in_the_only_one() -> None:
    only = [category("projets")]
    assert Single().faults(only) == []
    assert Single().assign(costing("5000"), frozenset(), only) == "projets"
    assert Single().assign(costing("5000"), frozenset({"projets"}), only) == "projets"


def test_without_categories_another_label_is_none_of_them() -> None:
    assert Single().assign(costing("5000"), frozenset({"innovation"}), [category("projets")]) is None


@pytest.mark.parametrize(("categories", "count"), [([], 0), (SIZES, 3)])
def test_a_rulebook_without_categories_writes_exactly_one(categories: Sequence[Category], count: int) -> None:
    assert Single().faults(categories) == [
        (
            "le schéma « categories:single » met tous les projets ensemble : écrivez une seule "
            "[[categories.list]] "
            f'(par exemple id = "projets", title = "Projets"), pas {count}.'
        )
    ]
