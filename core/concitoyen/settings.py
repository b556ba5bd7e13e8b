"""Settings of a running engine, from the environment (`CONCITOYEN_…`)."""

import os
import secrets
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_BYTES = 32
HOME = "var"


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
    debug: bool = False

    @property
    def disabled(self) -> tuple[str, ...]:
        """The packs to leave aside."""
        return tuple(name.strip() for name in self.disabled_packs.split(",") if name.strip())

    def make_home(self) -> None:
        """Make the folder of the default database; a folder that the host names is the host's to make."""
        if self.database_url == type(self).model_fields["database_url"].default:
            Path(HOME).mkdir(exist_ok=True)

    def secret_key(self) -> bytes:
        """The secret of this host; made, readable by its owner only, when there is none yet."""
        if self.secret is not None:
            return self.secret.get_secret_value().encode()
        if not self.secret_file.exists():
            self.secret_file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.secret_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(SECRET_BYTES))
        return self.secret_file.read_text().strip().encode()
