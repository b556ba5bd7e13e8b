"""What a ballot was checked against must still hold when it is written."""

from concitoyen.domain.errors import Overtaken
from concitoyen.usecases.cast_ballot import COUNTED, OpenVote, too_late
from concitoyen.usecases.desk import Desk


def must_stay(desk: Desk, vote: OpenVote) -> None:
    """From here on nobody counts, nor changes the rulebook, until this transaction ends.

    Raises Overtaken when somebody did since the vote was read: a ballot that is valid no more would stop the count.
    """
    now = desk.work.editions.share(vote.edition.id)
    if now.stage in COUNTED:
        raise Overtaken(too_late(now).objections[0].text)
    if now.rulebook_sha256 != vote.edition.rulebook_sha256:
        raise Overtaken("Le règlement de ce vote vient de changer : rouvrez la page du vote, puis recommencez.")
