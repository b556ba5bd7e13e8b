"""The same question to many files, by several processes, with a progress bar; answers in the order of names."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import JsonValue

from concitoyen.cli.context import progress
from concitoyen.cli.election_sources import Source, contents
from concitoyen.domain.election_files import FileRemark
from concitoyen.domain.errors import ConcitoyenError, ElectionFileError
from concitoyen.domain.model import Model

AHEAD = 16
"""How many files wait in memory for a process."""


class Question(Protocol):
    """What is asked of each file; it travels to the other process."""

    def work(self) -> Callable[[bytes, str], Any]:
        """The work, with the packs of this process."""


@dataclass(frozen=True)
class Answer:
    """What a file answers, or the sentence that refuses it."""

    name: str
    value: Model | tuple[FileRemark, ...] | None = None
    refused: str = ""

    @property
    def right(self) -> bool:
        """Whether the file was read, and no error found where errors were looked for."""
        remarks = self.value if isinstance(self.value, tuple) else ()
        return not self.refused and not any(remark.level == "error" for remark in remarks)

    def as_json(self) -> dict[str, JsonValue]:
        """The answer for a machine."""
        if self.refused:
            return {"file": self.name, "error": self.refused}
        if isinstance(self.value, Model):
            return {"file": self.name, **self.value.model_dump(mode="json")}
        return {
            "file": self.name,
            "valid": self.right,
            "remarks": [one.model_dump(mode="json") for one in self.value or ()],
        }


def answers(wanted: Sequence[Source], question: Question, processes: int) -> Sequence[Answer]:
    """Every file's answer, in the order asked for; a file that fails does not stop the others."""
    found: dict[Source, Answer] = {}
    with progress() as tell:
        for number, (source, answer) in enumerate(_answered(wanted, question, processes), start=1):
            found[source] = answer
            tell("Fichiers", number, len(wanted))
    return [found[source] for source in wanted]


def _answered(wanted: Sequence[Source], question: Question, processes: int) -> Iterator[tuple[Source, Answer]]:
    if processes == 1 or len(wanted) == 1:
        work = question.work()
        for source, content in contents(wanted):
            yield source, _ask(work, source.name, content)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _prepare, (question,)) as pool:
        waiting: dict[Future[Answer], Source] = {}
        for source, content in contents(wanted):
            waiting[pool.submit(_ask_here, source.name, content)] = source
            while len(waiting) >= AHEAD:
                yield from _done(waiting)
        while waiting:
            yield from _done(waiting)


def _done(waiting: dict[Future[Answer], Source]) -> Iterator[tuple[Source, Answer]]:
    """The next answer, as soon as there is one."""
    future = next(as_completed(waiting))
    yield waiting.pop(future), future.result()


_WORK: list[Callable[[bytes, str], Any]] = []


def _prepare(question: Question) -> None:
    _WORK.append(question.work())


def _ask_here(name: str, content: bytes | ElectionFileError) -> Answer:
    return _ask(_WORK[0], name, content)


def _ask(work: Callable[[bytes, str], Any], name: str, content: bytes | ElectionFileError) -> Answer:
    if isinstance(content, ElectionFileError):
        return Answer(name, refused=str(content))
    try:
        return Answer(name, work(content, name))
    except ElectionFileError as error:
        return Answer(name, refused=str(error))
    except ConcitoyenError as error:
        return Answer(name, refused=f"{name} : {error}")
