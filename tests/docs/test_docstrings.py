"""Examples in docstrings run too: every `>>>` of the core and of the packs."""

import doctest
import importlib
import pkgutil

import pytest

DISTRIBUTIONS = (
    "concitoyen",
    "concitoyen_categories",
    "concitoyen_documents",
    "concitoyen_pasdecalais",
    "concitoyen_voting_rules",
)


def modules() -> list[str]:
    """Every importable module of ours; Alembic alone may run what stands under `migrations`."""
    found = list(DISTRIBUTIONS)
    for name in DISTRIBUTIONS:
        package = importlib.import_module(name)
        found += [module.name for module in pkgutil.walk_packages(package.__path__, f"{name}.")]
    return [name for name in found if ".migrations" not in name and not name.endswith(".__main__")]


@pytest.mark.parametrize("name", modules())
def test_every_example_in_the_docstrings_of_the_module_holds(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert results.failed == 0
