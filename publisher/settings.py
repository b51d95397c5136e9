"""Where things are and the secrets: the environment, read once and handed on.

Every setting may come from a file instead, named by the same variable with `_FILE` behind it.
"""

import difflib
import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from publisher.errors import Refused
from subscribers.faults import Fault

PREFIX = "PUBLISHER_"
# What the settings that are not plain text may be, for a person.
ALLOWED = {"port": "give a number from 1 to 65535", "log": "use text or json"}


class Settings(BaseSettings):
    """The settings of one process."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    site: Path = Field(
        Path(), description="Folder that holds schedule.yaml, entries/ and, if any, templates/."
    )
    var: Path = Field(
        Path("var"), description="Folder for what the service writes: database, outbox, made secret."
    )
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in the var folder.")
    base_url: str = Field(
        "", description="Overrides organisation.base_url; http only with the outbox or a loopback relay."
    )
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="smtp://, smtp+starttls:// or smtps:// with user and password; several, separated "
        "by spaces; empty: the outbox.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Signs personal links; several, separated by spaces: the first signs, all verify.",
    )
    dkim_domain: str = Field("", description="Domain that signs (d=); empty: the relay signs.")
    dkim_selector: str = Field("", description="Selector (s=) of the RSA key.")
    dkim_key: SecretStr = Field(SecretStr(""), description="RSA private key, PEM.")
    dkim_ed25519_selector: str = Field(
        "", description="Selector of the second, Ed25519 key; empty: one signature."
    )
    dkim_ed25519_key: SecretStr = Field(SecretStr(""), description="Ed25519 private key, PEM.")
    return_domain: str = Field(
        "", description="Domain of return paths (bounces+TOKEN@…); empty: the sender's own."
    )
    bounce_url: SecretStr = Field(
        SecretStr(""),
        description="Where reports come back: maildir:///PATH, imaps://USER:PASS@HOST/FOLDER or lmtp://HOST:PORT.",
    )
    name: str = Field("", description="Who acts, for commands that are given no --as.")
    log: Literal["text", "json"] = Field("text", description="How log lines are written.")
    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8000, description="Port the web server listens on.", ge=1, le=65535)

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.var / 'publisher.db'}"

    @property
    def outbox(self) -> Path:
        """Folder where the outbox transport writes messages."""
        return self.var / "outbox"


def read_settings(environment: dict[str, str] | None = None) -> Settings:
    """Settings from `environment` (default: the process's own).

    Raises Refused naming the variable that is unknown, unreadable or malformed.
    """
    given = dict(os.environ if environment is None else environment)
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for name in sorted(name for name in given if name.startswith(PREFIX)):
        field, value = name[len(PREFIX) :].lower(), given[name]
        if field.endswith("_file") and field.removesuffix("_file") in Settings.model_fields:
            field = field.removesuffix("_file")
            try:
                value = Path(value).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "it is not UTF-8"
                faults.append(
                    Fault(f"the file {given[name]} cannot be read ({reason})", name, "name another file")
                )
                continue
            if not value:
                faults.append(Fault(f"the file {given[name]} is empty", name, "write the value into it"))
                continue
        if field not in Settings.model_fields:
            near = difflib.get_close_matches(field, Settings.model_fields, 1)
            mend = f"did you mean {PREFIX}{near[0].upper()}?" if near else "see docs/settings.md"
            faults.append(Fault(f"there is no setting {name}", "environment", mend))
            continue
        values[field] = value
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        for problem in error.errors():
            field = str(problem["loc"][0])
            said = ALLOWED.get(field, problem["msg"])
            faults.append(Fault(f"'{problem['input']}' is no value for it", PREFIX + field.upper(), said))
    if faults:
        raise Refused(*faults)
    return settings
