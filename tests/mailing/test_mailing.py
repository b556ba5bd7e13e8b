"""Letters leave by a real mail server, a folder or the console; what goes wrong is told without naming the voter."""

import socketserver
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from concitoyen.domain.errors import MailError, SettingsError
from concitoyen.domain.identity import Letter
from concitoyen.mailing import post_of

LETTER = Letter(
    to="zoe@exemple.fr", subject="Votre code pour voter : été", text="Bonjour,\n\n    482913\n\nÀ bientôt\n"
)
NOON = datetime(2027, 9, 10, 12, tzinfo=UTC)
SENDER = "Budget citoyen <vote@ville.example>"


@dataclass
class MailServer:
    """A small SMTP server (RFC 5321) that keeps what it receives; `refuses` names the command that it refuses."""

    refuses: str = ""
    received: list[bytes] = field(default_factory=list)
    port: int = 0

    def talk(self, stream: socketserver.StreamRequestHandler) -> None:
        """One connection, from the greeting to the end."""
        stream.wfile.write(b"220 bonjour\r\n")
        for line in iter(stream.rfile.readline, b""):
            command = line.split()[0].decode().upper() if line.split() else ""
            stream.wfile.write(self.answer(command, stream))
            if command == "QUIT":
                return

    def answer(self, command: str, stream: socketserver.StreamRequestHandler) -> bytes:
        if command == self.refuses:
            return b"550 zoe@exemple.fr n'existe pas\r\n"
        if command == "DATA":
            stream.wfile.write(b"354 j'ecoute\r\n")
            self.received.append(b"".join(iter(stream.rfile.readline, b".\r\n")))
        return b"221 au revoir\r\n" if command == "QUIT" else b"250 bien\r\n"


@contextmanager
def mail_server(refuses: str = "") -> Iterator[MailServer]:
    kept = MailServer(refuses)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            kept.talk(self)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()


def test_a_mail_server_receives_the_letter_as_it_was_written() -> None:
    with mail_server() as server:
        post_of(f"smtp://127.0.0.1:{server.port}", SENDER, 5).send(LETTER, NOON)
    message = message_from_bytes(server.received[0], policy=default)
    assert (message["From"], message["To"], message["Subject"]) == (SENDER, LETTER.to, LETTER.subject)
    assert message["Date"].datetime == NOON
    assert message["Message-ID"].endswith("@ville.example>")
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == LETTER.text


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_of_the_server_is_told_without_the_voter_s_address(command: str) -> None:
    with mail_server(refuses=command) as server, pytest.raises(MailError) as caught:
        post_of(f"smtp://127.0.0.1:{server.port}", SENDER, 5).send(LETTER, NOON)
    assert "n'a pas pris le message" in str(caught.value)
    assert "zoe" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_password_never_travels_in_clear() -> None:
    with mail_server() as server, pytest.raises(MailError, match="SMTPNotSupportedError"):
        post_of(f"smtp://moi:secret@127.0.0.1:{server.port}", SENDER, 5).send(LETTER, NOON)
    assert server.received == []


def test_a_server_that_does_not_answer_is_left_after_the_time_of_the_setting() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as silent:
        port = silent.server_address[1]
        for scheme in ("smtp", "smtps"):
            with pytest.raises(MailError, match=rf"127\.0\.0\.1:{port}"):
                post_of(f"{scheme}://127.0.0.1:{port}", SENDER, 0.2).send(LETTER, NOON)


def test_a_slow_server_does_not_hold_every_thread_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concitoyen.mailing.AT_ONCE", 1)
    monkeypatch.setattr("concitoyen.mailing.PATIENCE", 0.05)
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as silent:
        post = post_of(f"smtp://127.0.0.1:{silent.server_address[1]}", SENDER, 2)
        told: list[str] = []

        def send() -> None:
            with pytest.raises(MailError) as caught:
                post.send(LETTER, NOON)
            told.append(str(caught.value))

        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len([text for text in told if text.startswith("Trop de messages partent en même temps")]) == 2


def test_a_folder_keeps_letters_for_its_owner_only(tmp_path: Path) -> None:
    post = post_of(f"file:{tmp_path / 'courriels'}", "", 5)
    post.send(LETTER, NOON)
    post.send(LETTER, NOON)
    files = sorted((tmp_path / "courriels").iterdir())
    assert [path.name for path in files] == ["0001.eml", "0002.eml"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_the_console_shows_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    post_of("console:", "", 5).send(LETTER, NOON)
    assert capsys.readouterr().err.startswith("À : zoe@exemple.fr\nObjet : Votre code pour voter : été\n\nBonjour,")


def test_a_host_that_said_nothing_is_told_what_to_set() -> None:
    with pytest.raises(MailError, match="réglez CONCITOYEN_MAIL_URL"):
        post_of("", "", 5).send(LETTER, NOON)


@pytest.mark.parametrize("url", ["mailto:zoe@exemple.fr", "smtp:", "serveur", "file:", "https://serveur"])
def test_an_address_of_another_kind_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match="CONCITOYEN_MAIL_URL ne se lit pas"):
        post_of(url, SENDER, 5)


def test_a_mail_server_needs_a_sender() -> None:
    with pytest.raises(SettingsError, match="CONCITOYEN_MAIL_FROM manque"):
        post_of("smtp://serveur", "", 5)
