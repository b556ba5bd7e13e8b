"""Letters handed over to a mail server, or written where a developer reads them."""

import logging
import smtplib
import ssl
import sys
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from threading import BoundedSemaphore
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from concitoyen.domain.errors import MailError, SettingsError
from concitoyen.domain.identity import Letter

AT_ONCE = 8
"""Letters on their way at the same time: a slow mail server must not take every thread of the site."""
PATIENCE = 1.0
PORTS: Mapping[str, int] = {"smtp": 587, "smtps": 465}
EXAMPLES = "smtp://utilisateur:motdepasse@serveur:587, smtps://serveur, file:var/courriels ou console:"
log = logging.getLogger("concitoyen.mail")


class Post(Protocol):
    """Takes letters away; raises MailError when one did not leave."""

    def send(self, letter: Letter, at: datetime) -> None:
        """Hand a letter over, dated by an aware instant."""


class NoPost:
    """A host that has not said how its letters leave."""

    def send(self, letter: Letter, at: datetime) -> None:
        """Refuse."""
        raise MailError(f"Ce site n'envoie pas d'e-mails : réglez CONCITOYEN_MAIL_URL ({EXAMPLES}).")


class ConsolePost:
    """Letters on the error output, for development."""

    def send(self, letter: Letter, at: datetime) -> None:
        """Print the letter."""
        print(f"À : {letter.to}\nObjet : {letter.subject}\n\n{letter.text}", file=sys.stderr, flush=True)  # noqa: T201 - its purpose


class FolderPost:
    """Letters as files of a folder, for development and tests."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder, self._sender = folder, sender

    def send(self, letter: Letter, at: datetime) -> None:
        """Write the letter as `NUMBER.eml`, readable by its owner only."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            number = sum(1 for _ in self._folder.glob("*.eml")) + 1
            path = self._folder / f"{number:04}.eml"
            path.touch(mode=0o600)
            path.write_bytes(message_of(letter, self._sender, at).as_bytes(policy=SMTP))
        except OSError as error:
            raise MailError(f"« {self._folder} » ne peut pas recevoir de message ({error.strerror}).") from error


class SmtpPost:
    """A mail server, in few connections at once and with little patience."""

    def __init__(self, url: SplitResult, sender: str, timeout: float) -> None:
        self._host, self._port = url.hostname or "", url.port or PORTS[url.scheme]
        self._user, self._password = unquote(url.username or ""), unquote(url.password or "")
        self._secure, self._sender, self._timeout = url.scheme == "smtps", sender, timeout
        self._places = BoundedSemaphore(AT_ONCE)

    def send(self, letter: Letter, at: datetime) -> None:
        """Hand the letter to the server, over TLS wherever it offers it and always when there is a password."""
        if not self._places.acquire(timeout=PATIENCE):
            raise MailError("Trop de messages partent en même temps : le serveur de courrier est trop lent.")
        try:
            with self._connection() as server:
                server.send_message(message_of(letter, self._sender, at))
        except (OSError, smtplib.SMTPException) as error:
            told = getattr(error, "smtp_code", "") or type(error).__name__  # never the text: it may name the voter
            raise MailError(
                f"Le serveur de courrier {self._host}:{self._port} n'a pas pris le message ({told})."
            ) from None
        finally:
            self._places.release()

    def _connection(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if self._secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=trusted)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        try:
            self._introduce(server, trusted)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server

    def _introduce(self, server: smtplib.SMTP, trusted: ssl.SSLContext) -> None:
        server.ehlo()
        if not self._secure and (self._user or server.has_extn("starttls")):
            server.starttls(context=trusted)
        if self._user:
            server.login(self._user, self._password)


def post_of(url: str, sender: str, timeout: float) -> Post:
    """The way letters leave: `smtp://`, `smtps://`, `file:` a folder, `console:`, or none for an empty address.

    Raises SettingsError for an address of another kind, or a mail server without a sender.
    """
    if not url:
        return NoPost()
    parts = urlsplit(url)
    if parts.scheme == "console":
        return ConsolePost()
    if parts.scheme == "file" and parts.path:
        return FolderPost(Path(unquote(parts.path)), sender or "concitoyen@localhost")
    if parts.scheme in PORTS and parts.hostname:
        if not sender:
            raise SettingsError("CONCITOYEN_MAIL_FROM manque : donnez l'adresse d'où partent les messages.")
        return SmtpPost(parts, sender, timeout)
    raise SettingsError(f"CONCITOYEN_MAIL_URL ne se lit pas : écrivez {EXAMPLES}.")


def message_of(letter: Letter, sender: str, at: datetime) -> EmailMessage:
    """The letter as a message: plain text, no picture, no link to follow."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip(" >") or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
