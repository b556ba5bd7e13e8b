"""The server under test: the site, and beside it a bare echo and the plain way to keep a ballot.

Run by `bench/vote.py`: python bench/voting/server.py PORT, the database in the environment.
"""

import asyncio
import secrets
import sys
from typing import Any

import uvicorn
from litestar import Litestar, post
from litestar.params import FromPath, JSONBody
from litestar.types import Receive, Scope, Send

from concitoyen.cli.serve import BACKLOG, SECONDS_TO_STOP
from concitoyen.domain.ballot import Ballot
from concitoyen.settings import Settings
from concitoyen.usecases.cast_ballot import OpenVote, keep_vote, open_vote, seal_vote
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.web.api.ballots import BallotIn
from concitoyen.web.app import create_app, now, open_engine, settle
from concitoyen.web.connections import UVICORN


@post("/echo", status_code=200)
async def echo(data: JSONBody[dict[str, Any]]) -> dict[str, Any]:
    """Read JSON, write it back."""
    return data


class Plainly:
    """A SQLModel session and a commit for each request, in a thread; everything else is as the site does it."""

    def __init__(self, engine: Engine) -> None:
        """Keep ballots in the store of this engine."""
        self._engine = engine
        self._votes: dict[str, OpenVote] = {}

    def cast(self, edition: str, sent: BallotIn) -> str:
        """The receipt."""
        if edition not in self._votes:
            with self._engine.begin() as desk:
                self._votes[edition] = open_vote(desk, edition, Signature("votant", now()))
        ballot = Ballot(choices=sent.choices)
        envelope = seal_vote(self._votes[edition], sent.person, ballot, sent.attempt, secrets.token_bytes)
        with self._engine.begin() as desk:
            return keep_vote(desk, envelope)[1]


def served(settings: Settings) -> Any:  # noqa: ANN401 - an application of ASGI
    """The three of them behind one port."""
    engine = open_engine(settings)
    plainly = Plainly(engine)

    @post("/plain/{edition:str}")
    async def plain(edition: FromPath[str], data: JSONBody[BallotIn]) -> dict[str, str]:
        return {"receipt": await asyncio.to_thread(plainly.cast, edition, data)}

    site = create_app(settings, engine=engine)
    beside = Litestar([echo, plain], logging_config=None, openapi_config=None)

    settle()

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        chosen = beside if scope.get("path", "/").startswith(("/echo", "/plain/")) else site
        await chosen(scope, receive, send)

    return both


if __name__ == "__main__":
    uvicorn.run(
        served(Settings.read()),
        port=int(sys.argv[1]),
        access_log=False,
        backlog=BACKLOG,
        log_level="error",
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_STOP,
        **UVICORN,
    )
