"""What a cast ballot becomes: an id that only the voter finds, a receipt that tells nothing."""

import hashlib

from concitoyen.domain.urn import Envelope, ballot_id, receipt_of


def test_a_receipt_is_the_leaf_of_rfc_6962() -> None:
    assert receipt_of(b"") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    envelope = Envelope(edition="e", rulebook="r", voter="v", id="i", entry=b"sealed")
    assert envelope.receipt == hashlib.sha256(b"\0sealed").hexdigest()


def test_an_attempt_leads_to_one_id_in_each_edition() -> None:
    assert ballot_id("e", "a" * 32) == ballot_id("e", "a" * 32)
    assert len({ballot_id("e", "a" * 32), ballot_id("f", "a" * 32), ballot_id("e", "b" * 32)}) == 3
    assert len(ballot_id("e", "a" * 32)) == 32
