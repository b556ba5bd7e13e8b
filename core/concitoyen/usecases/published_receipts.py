"""The published receipts of an edition: nothing before its results are public."""

from concitoyen.domain.errors import NotFound
from concitoyen.domain.merkle import Tree, tree_of_receipts
from concitoyen.usecases.desk import Desk


def published_receipts(desk: Desk, edition_id: str) -> Tree:
    """The tree of the receipts of an edition; raises NotFound until its results are public."""
    edition, _ = desk.edition(edition_id)
    if not edition.results_are_public:
        raise NotFound(f"Les reçus de « {edition.title} » paraîtront avec les résultats.")
    return desk.engine.tree(edition_id, lambda: tree_of_receipts(desk.work.counted.receipts(edition_id)))
