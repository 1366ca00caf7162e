"""`pressdesk keys`: API keys are created, listed and revoked."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from .keys import Keys, Scope
from .options import Home, err, out, settings_of

keys = typer.Typer(help="API keys: who may call the server.", no_args_is_help=True)


def _keys(home: Path | None) -> Keys:
    return Keys(settings_of(home).home)


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is, for the list.")],
    scope: Annotated[Scope, typer.Option(help="read; ingest: also upload and withdraw; admin: also metrics.")] = (
        Scope.READ
    ),
    home: Home = None,
) -> None:
    """Make a key. It is printed once and stored only as a hash. From the first key on the server asks for one."""
    key, text = _keys(home).create(name, scope)
    typer.echo(text)
    err.print(f"Key {key.id} for {name}, scope {scope}. It is not shown again.", markup=False)


@keys.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    home: Home = None,
) -> None:
    """List the keys, revoked ones too."""
    found = _keys(home).all()
    if as_json:
        typer.echo(json.dumps([asdict(key) for key in found], ensure_ascii=False, indent=2))
        return
    table = Table("id", "name", "scope", "created", "revoked", box=None)
    for key in found:
        table.add_row(key.id, key.name, key.scope, key.created, key.revoked or "")
    out.print(table)


@keys.command()
def revoke(key_id: Annotated[str, typer.Argument(metavar="ID")], home: Home = None) -> None:
    """From now on the key opens nothing; a running server knows at once."""
    _keys(home).revoke(key_id)
    out.print(f"Revoked {key_id}.", markup=False)
