"""What the commands have in common: where they print, and which index they are about."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .settings import Settings, load_settings

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Home = Annotated[Path | None, typer.Option(help="Folder of the index, instead of PRESSDESK_HOME.")]


def settings_of(home: Path | None, **others: object) -> Settings:
    """The settings, with the options that were given in place of what the environment says."""
    given = {"home": home, **others}
    return load_settings(**{name: value for name, value in given.items() if value is not None})
