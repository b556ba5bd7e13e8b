"""The assembly has deliberated: the results pass the publication gate."""

from concitoyen.domain.award import Deliberation
from concitoyen.domain.edition import Edition, Stage
from concitoyen.usecases.commitments import awards_digest
from concitoyen.usecases.desk import Desk, Signature, refuse


def publish_results(
    desk: Desk, edition_id: str, signature: Signature, *, deliberation: Deliberation | None = None
) -> Edition:
    """The edition with its results public; raises Refused when they are not counted, or public already."""
    edition, _ = desk.held(edition_id)
    if edition.stage is not Stage.COUNTED:
        why = "sont déjà publics" if edition.results_are_public else "ne sont pas encore dépouillés"
        raise refuse("core:publication", f"Les résultats de « {{title}} » {why}.", title=edition.title)
    published = edition.model_copy(
        update={"stage": Stage.PUBLISHED, "published_at": signature.at, "deliberation": deliberation}
    )
    desk.work.editions.update(published)
    decided = deliberation.model_dump(mode="json") if deliberation else {}
    details = {**decided, "awards_sha256": awards_digest(desk.work.awards.of(edition_id))}
    desk.record(signature, "results.published", edition_id, details=details)
    return published
