"""Settings of a running engine, from the environment (`CONCITOYEN_…`)."""

import os
import re
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from concitoyen.domain.errors import SettingsError
from concitoyen.domain.problems import problems_of

SECRET_BYTES = 32
HOME = "var"
ALLOWANCE = re.compile(r"(\d{1,7})\+(\d{1,6}(?:\.\d{1,6})?)/s")


def _listed(written: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in written.split(",") if name.strip())


ChallengeMode = Literal["auto", "always", "never"]
"""Whether a form must bring the answer to a challenge: under attack alone, always, or never."""


class Allowance(NamedTuple):
    """How much may be asked: so many at once, then so many a second."""

    burst: int
    per_second: float


def _allowance(written: object) -> object:
    if not isinstance(written, str):
        return written
    if written.strip().lower() == "off":
        return None
    found = ALLOWANCE.fullmatch(written.replace(" ", ""))
    if found is None or not int(found[1]) or not float(found[2]):
        raise ValueError("écrivez combien d'un coup, puis combien par seconde (« 1200 + 10/s »), ou « off »")
    return Allowance(int(found[1]), float(found[2]))


Limit = Annotated[Allowance | None, NoDecode, BeforeValidator(_allowance)]


class Settings(BaseSettings):
    """What a host decides: where the data lives, the secret, which packs to leave aside, where to listen.

    The secret keys the roll: whoever has it and the database can tell whether a given person has voted. It
    never goes into the database; without `CONCITOYEN_SECRET` it is kept in `secret_file`, made on first use.
    """

    model_config = SettingsConfigDict(env_prefix="CONCITOYEN_", frozen=True)

    database_url: str = f"sqlite:///{HOME}/concitoyen.db"
    secret: SecretStr | None = None
    secret_file: Path = Path(HOME) / "secret"
    disabled_packs: str = Field(default="", description="Noms séparés par des virgules")
    public_url: str = "http://127.0.0.1:8000"
    mail_url: SecretStr | None = None
    mail_from: str = ""
    mail_timeout: float = Field(default=5, gt=0, le=30)
    debug: bool = False
    bundles: Path = Path(HOME) / "dossiers"
    page_cache_bytes: int = Field(default=32 * 1024 * 1024, ge=0, description="Octets par processus")

    trusted_proxies: str = Field(default="", description="Réseaux séparés par des virgules")
    limit_pages: Limit = Allowance(3000, 100)
    limit_searches: Limit = Allowance(1500, 20)
    limit_votes: Limit = Allowance(1200, 10)
    challenge: ChallengeMode = "auto"
    attack_refusals: int = Field(default=300, ge=1, description="Refus par minute")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, written: str) -> str:
        for name in _listed(written):
            try:
                ip_network(name)
            except ValueError:
                raise ValueError(f"« {name} » n'est pas un réseau : écrivez 10.0.0.0/8, 127.0.0.1 ou ::1") from None
        return written

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks whose word is taken for the visitor's address."""
        return tuple(ip_network(name) for name in _listed(self.trusted_proxies))

    @property
    def disabled(self) -> tuple[str, ...]:
        """The packs to leave aside."""
        return _listed(self.disabled_packs)

    def make_home(self) -> None:
        """Make the folder of the default database; a folder that the host names is the host's to make."""
        if self.database_url == type(self).model_fields["database_url"].default:
            Path(HOME).mkdir(exist_ok=True)

    @classmethod
    def read(cls) -> Self:
        """The settings of the environment; raises SettingsError, which names each variable that is wrong."""
        try:
            return cls()
        except ValidationError as error:
            said = (f"CONCITOYEN_{problem.key.upper()} : {problem.text}" for problem in problems_of(error, cls))
            raise SettingsError("\n".join(said)) from error

    def secret_key(self) -> bytes:
        """The secret of this host; made, readable by its owner only, when there is none yet.

        Raises SettingsError for an empty one: anybody could then tell who has voted.
        """
        given = self.secret is not None
        secret = self.secret.get_secret_value() if self.secret is not None else self._kept_secret()
        if not secret.strip():
            where = "CONCITOYEN_SECRET" if given else f"Le fichier {self.secret_file}"
            raise SettingsError(f"{where} est vide : donnez une longue valeur au hasard, que personne ne connaît.")
        return secret.strip().encode()

    def _kept_secret(self) -> str:
        if not self.secret_file.exists():
            self._make_secret()
        return self.secret_file.read_text(encoding="utf-8")

    def _make_secret(self) -> None:
        """Several processes may start at once: one file comes to stand there, whole, and all read it."""
        self.secret_file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.secret_file.with_name(f"{self.secret_file.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(SECRET_BYTES))
        try:
            os.link(draft, self.secret_file)
        except FileExistsError:
            pass  # another process was first: its secret is the one
        finally:
            draft.unlink()
