"""The store: one database, opened once, in which each thing that a person does is one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Engine
from sqlmodel import Session

from concitoyen.store.agents import Agents, Kiosks, Sessions
from concitoyen.store.brackets import Brackets
from concitoyen.store.editions import Editions, Proposals
from concitoyen.store.engine import errors_in_french, in_mode, open_engine
from concitoyen.store.journal import Journal
from concitoyen.store.paper import Paper
from concitoyen.store.proofs import Admissions, Codes, MailCodes, Quotas
from concitoyen.store.results import Awards, Outcomes
from concitoyen.store.vote import Counted, Roll, Seals, Urn


class Work:
    """A unit of work: everything done through it is committed together, or not at all."""

    def __init__(self, session: Session) -> None:
        self.editions = Editions(session)
        self.proposals = Proposals(session)
        self.roll = Roll(session)
        self.urn = Urn(session)
        self.brackets = Brackets(session)
        self.codes = Codes(session)
        self.mail_codes = MailCodes(session)
        self.admissions = Admissions(session)
        self.quotas = Quotas(session)
        self.seals = Seals(session)
        self.counted = Counted(session)
        self.paper = Paper(session)
        self.journal = Journal(session)
        self.outcomes = Outcomes(session)
        self.awards = Awards(session)
        self.agents = Agents(session)
        self.sessions = Sessions(session)
        self.kiosks = Kiosks(session)


class Store:
    """A database of Concitoyen; may be shared by threads, each unit of work being of one thread.

    `with store.begin() as work:` writes and `with store.read() as work:` reads one unchanging state.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = in_mode(engine, "read")
        self._writing = in_mode(engine, "write")

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the database at `sqlite:///path` or `postgresql://user@host/database`.

        Raises StoreError, with the way out, when the driver is missing or nothing answers there.
        """
        engine = open_engine(url)
        with errors_in_french(engine), engine.connect():
            return cls(engine)

    @property
    def shown(self) -> str:
        """The address of the database, its password hidden."""
        return self.engine.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[Work]:
        """A unit of work that writes: committed when the block ends well, undone when it raises.

        On SQLite, a writer waits for the one before it.
        """
        with self.transaction() as session:
            yield Work(session)

    @contextmanager
    def read(self) -> Iterator[Work]:
        """A unit of work that sees one unchanging state and cannot write."""
        with errors_in_french(self.engine), Session(self._reading, info={"reads_only": True}) as session:
            yield Work(session)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session for a pack's own tables, committed when the block ends well (`plugin.spec.Tables`)."""
        session = Session(self._writing, expire_on_commit=False)
        with errors_in_french(self.engine), session, session.begin():
            yield session
