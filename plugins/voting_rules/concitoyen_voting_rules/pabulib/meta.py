"""What META says, each value asked for by its kind, each fault at its line."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NoReturn

from concitoyen.domain.names import nearest
from concitoyen_voting_rules.pabulib.amounts import NotANumberError, amount, number
from concitoyen_voting_rules.pabulib.faults import refuse, shown
from concitoyen_voting_rules.pabulib.sections import Row, Sections

VOTE_TYPES = ("approval", "choose-1", "cumulative", "ordinal", "scoring")
NO_RULE = "unknown"


class Meta(Mapping[str, str]):
    """Keys and values of META, without blanks around them."""

    def __init__(self, sections: Sections, source: str) -> None:
        self.source = source
        self._rows: dict[str, Row] = {}
        for row in sections.meta:
            key = row.cell(0)
            if key in self._rows:
                refuse(source, row.line, 1, f"la clé {shown(key)} est déjà à la ligne {self._rows[key].line}.")
            self._rows[key] = row
        self._end = sections.projects_header.line - 1

    def __getitem__(self, key: str) -> str:
        return ";".join(self._rows[key].cells[1:]).rstrip("; \t").strip()

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def refuse(self, key: str, text: str) -> NoReturn:
        """Raise a sentence at the value of a key, or at the end of META where it is missing."""
        row = self._rows.get(key)
        refuse(self.source, row.line if row else self._end, row.column(1) if row else 1, text)

    def required(self, key: str) -> str:
        """The value of a key without which nothing can be counted."""
        value = self.get(key, "")
        if not value:
            self._refuse_missing(key)
        return value

    def _refuse_missing(self, key: str) -> NoReturn:
        near = nearest(key, [name for name in self if name != key])
        hint = f" (« {near} » y ressemble)" if near else ""
        self.refuse(key, f"META n'a pas de valeur pour « {key} »{hint}.")

    def amount(self, key: str) -> Decimal | None:
        """An amount of money, or None where the key is missing or empty."""
        return self._number(key, positive=True)

    def number(self, key: str) -> Decimal | None:
        """A number, or None where the key is missing or empty."""
        return self._number(key, positive=False)

    def count(self, key: str) -> int | None:
        """A whole number from zero up, or None where the key is missing or empty."""
        value = self._number(key, positive=True)
        if value is not None and value != int(value):
            self.refuse(key, f"{key} = {shown(self[key])} n'est pas un nombre entier.")
        return None if value is None else int(value)

    @property
    def vote_type(self) -> str:
        """The form of the ballots; refuses one that the format does not have."""
        value = self.required("vote_type")
        if value not in VOTE_TYPES:
            self.refuse("vote_type", f"vote_type = {shown(value)} est inconnu ; possibles : {', '.join(VOTE_TYPES)}.")
        return value

    @property
    def rule(self) -> str:
        """The rule that decided, « unknown » where the file does not say."""
        return self.get("rule", "") or NO_RULE

    def _number(self, key: str, *, positive: bool) -> Decimal | None:
        if not self.get(key, ""):
            return None
        try:
            return amount(self[key]) if positive else number(self[key])
        except NotANumberError as error:
            self.refuse(key, f"{key} = {shown(self[key])} {error}.")
