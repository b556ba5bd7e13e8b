"""Static data that a pack ships: a file with its source, licence and date."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date as day
from itertools import dropwhile
from pathlib import Path

from concitoyen.domain.model import Model
from concitoyen.plugin.enclosed import with_files


class Dataset(Model):
    """A data file of a pack; a CSV file begins with comment lines that repeat source, licence and date."""

    id: str
    title: str
    file: Path
    source: str
    licence: str
    date: day

    def rows(self) -> Iterator[Mapping[str, str]]:
        """The rows of a CSV file, without the comment lines at its head."""
        with self.file.open(encoding="utf-8-sig", newline="") as lines:
            yield from csv.DictReader(dropwhile(lambda line: line.startswith("#"), lines))


class RulebookFile(Model):
    """A rulebook that a pack ships, by the id of its edition."""

    id: str
    title: str
    file: Path

    def text(self) -> str:
        """The rulebook with the data files that it names."""
        return with_files(self.file.read_text(encoding="utf-8"), self.file.parent, self.file.name)
