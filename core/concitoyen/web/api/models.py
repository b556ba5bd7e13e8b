"""What the API answers.

Amounts are decimal texts with two digits in the currency of the edition, instants are ISO 8601 with their offset.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ApiModel(BaseModel):
    """A frozen answer; an unknown field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(ApiModel):
    """Problem details (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class PhaseOut(ApiModel):
    """A phase: from `opens` included to `closes` excluded."""

    kind: str
    title: str
    opens: datetime
    closes: datetime
    article: str


class WayOut(ApiModel):
    """A way for voters to show who they are; `asks` are fields of the person beside those of the roll."""

    id: str
    label: str
    by: Literal["declaration", "sent-code", "held-code", "desk"]
    asks: tuple[str, ...]


class IdentityOut(ApiModel):
    """What tells two voters apart, and how they show who they are: any one of the ways."""

    fields: tuple[str, ...]
    ways: tuple[WayOut, ...]


class EditionOut(ApiModel):
    """An edition with its calendar and the fingerprint of its règlement; `currency` is an ISO 4217 code."""

    id: str
    title: str
    authority: str
    currency: str
    url: str
    practice: bool
    simulated: bool
    vote_is_open: bool
    results_are_public: bool
    phases: tuple[PhaseOut, ...]
    identity: IdentityOut
    rulebook_sha256: str
    journal_head: str


class ProposalOut(ApiModel):
    """A public proposal; its status never anticipates the publication of the results."""

    id: str
    title: str
    structure: str
    summary: str
    commune_code: str
    commune: str
    territory: str
    category: str
    themes: tuple[str, ...]
    total_cost: str = Field(description="Euros", examples=["62400.00"])
    requested: str = Field(description="Euros", examples=["16000.00"])
    status: str


class ResultOut(ApiModel):
    """What the count says of a proposal, and the award where there is one."""

    proposal: str
    rank: int
    votes: int
    laureate: bool
    amount: str = Field(description="Euros", examples=["16000.00"])
    line: str
    why: str


class RoundOut(ApiModel):
    """One step of the count."""

    number: int
    proposal: str
    funded: bool
    cost: str
    remaining: str
    why: str


class BundleOut(ApiModel):
    """The file from which anybody recounts; `sha256` is that of the whole file, 64 hexadecimal digits."""

    url: str
    size: int = Field(description="Bytes")
    sha256: str


class OutcomeOut(ApiModel):
    """The published outcome with its trace; `simulated` says that the ballots were drawn by a program."""

    edition: str
    simulated: bool
    rule: str
    envelope: str
    voters: int
    awarded: str
    results: tuple[ResultOut, ...]
    trace: tuple[RoundOut, ...]
    bundle: BundleOut | None = None


class ReceiptsOut(ApiModel):
    """The published receipts: how many, the root of their tree, and how many first characters may be asked for."""

    edition: str
    size: int
    root: str = Field(description="RFC 6962, SHA-256, over the sorted receipts; 64 hexadecimal digits")
    prefix_digits: int


class StretchOut(ApiModel):
    """Receipts that follow each other, from position `first`, with the nodes that lead from them to the root.

    To check: while `size` is above 1, put the next of `left` before the row if `first` is odd; put the next of `right`
    after it if the row ends on an even position that is not the last; hash two by two after a byte 0x01, a last one
    alone going up as it is; halve `first`, and `size` rounding up. What remains is the root.
    """

    edition: str
    prefix: str
    size: int
    root: str
    first: int
    receipts: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
