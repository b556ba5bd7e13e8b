"""Every fault of a file: those that the format's own checker finds, and those that could give a wrong winner."""

from collections.abc import Iterable, Iterator

from concitoyen.domain.election_files import FileRemark
from concitoyen.domain.errors import ElectionFileError
from concitoyen_voting_rules.pabulib.check_ballots import ballot_faults
from concitoyen_voting_rules.pabulib.check_labels import label_faults
from concitoyen_voting_rules.pabulib.check_money import money_faults
from concitoyen_voting_rules.pabulib.check_outcome import outcome_faults
from concitoyen_voting_rules.pabulib.check_tables import Found, Tables, table_faults
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.sections import cut


def check(content: bytes, source: str) -> tuple[FileRemark, ...]:
    """The faults in the order of the file's parts; none for a file that is right."""
    found = list[Found]()
    try:
        found.extend(_faults(content, source))
    except ElectionFileError as error:
        if all(one.text != error.text for one in found):
            found.append(_refused(error))
    return tuple(_merged(found))


def _faults(content: bytes, source: str) -> Iterator[Found]:
    sections = cut(content, source)
    if b"\n\n" in content.replace(b"\r\n", b"\n").rstrip():
        yield Found("warning", "empty-lines", "le fichier a des lignes vides.")
    if not sections.headed:
        yield Found("error", "missing-header", "la section META n'a pas la ligne « key;value ».", 2, 1)
    election = None
    try:
        election = PbElection.of(sections, source)
    except ElectionFileError as error:
        yield _refused(error)
    tables = Tables.of(sections, source)
    yield from table_faults(tables)
    yield from label_faults(tables)
    if election is not None:
        yield from money_faults(election)
        yield from ballot_faults(election)
        yield from outcome_faults(election)


def _refused(error: ElectionFileError) -> Found:
    return Found("error", "cannot-be-counted", error.text, error.line, error.column)


def _merged(found: Iterable[Found]) -> Iterator[FileRemark]:
    """One remark for each kind of fault about one field: the first place, and how many others."""
    kinds: dict[tuple[str, str], list[Found]] = {}
    for one in found:
        kinds.setdefault((one.kind, one.about), []).append(one)
    for (kind, _), faults in kinds.items():
        first = faults[0]
        more = f" ({len(faults)} fois)" if len(faults) > 1 else ""
        text = f"{first.text.rstrip('.')}{more}."
        yield FileRemark(kind=kind, text=text, level=first.level, line=first.line, column=first.column)
