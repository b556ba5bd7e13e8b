"""What this pack offers: category schemes, and caps on what a laureate receives."""

from collections.abc import Sequence

from concitoyen.domain.category import Cap, CategoryScheme
from concitoyen.plugin import Pack, hookimpl
from concitoyen_categories.caps.flat import FlatCap
from concitoyen_categories.caps.percentage import PercentageCap
from concitoyen_categories.caps.tranches import TranchesCap
from concitoyen_categories.schemes.capped import Capped
from concitoyen_categories.schemes.cost_brackets import CostBrackets
from concitoyen_categories.schemes.single import Single

PACK = Pack(name="categories", title="Catégories et plafonds", hook_api=1)


@hookimpl
def register_category_schemes() -> Sequence[type[CategoryScheme]]:
    """Which category a proposal is in."""
    return [Capped, CostBrackets, Single]


@hookimpl
def register_caps() -> Sequence[type[Cap]]:
    """The most that a laureate receives."""
    return [FlatCap, PercentageCap, TranchesCap]
