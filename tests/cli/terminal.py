"""A terminal for tests: types a `concitoyen` command in a folder, and keeps what it wrote and its exit status."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from concitoyen.cli import main


@dataclass(frozen=True)
class Done:
    """What a command left: its exit status, its output, its errors."""

    status: int
    out: str
    err: str

    def json(self) -> Any:  # noqa: ANN401 - whatever the command wrote
        """The output, read as JSON."""
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """The output on one line, without the frames of tables."""
        return " ".join(part for part in self.out.split() if part not in "│┃")


@dataclass(frozen=True)
class Terminal:
    """A folder and an environment in which commands are typed."""

    folder: Path
    environment: Mapping[str, str]

    def type(self, *arguments: str, **environment: str) -> Done:
        """Run a command in this very process: as the real one, but for the start of Python."""
        out, err = StringIO(), StringIO()
        with (
            chdir(self.folder),
            patch.dict(os.environ, {**self.environment, **environment}),
            patch.object(sys, "argv", ["concitoyen", *arguments]),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                main()
                status: object = 0
            except SystemExit as stopped:
                status = stopped.code or 0
        return Done(status if isinstance(status, int) else 1, out.getvalue(), err.getvalue())

    def run(self, *arguments: str, **environment: str) -> Done:
        """Run the installed command in a process of its own."""
        command = [str(Path(sys.executable).parent / "concitoyen"), *arguments]
        whole = {**os.environ, **self.environment, **environment}
        done = subprocess.run(command, cwd=self.folder, env=whole, capture_output=True, text=True, check=False)
        return Done(done.returncode, done.stdout, done.stderr)
