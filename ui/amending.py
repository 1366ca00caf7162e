"""`pressdesk amend`: a person gives values in place of what was recognised in a release."""

from typing import Annotated, Any

import typer
from pydantic import ValidationError

from pressdesk.ingest.overrides import OVERRIDABLE
from pressdesk.ingest.release import ReleaseType

from .options import Home, out, settings_of


def amend(
    release_id: Annotated[str, typer.Argument(metavar="ID")],
    title: str | None = None,
    date: Annotated[str | None, typer.Option(help="The day of the release, as 2026-02-25.")] = None,
    organisation: str | None = None,
    contact_name: Annotated[str | None, typer.Option(help="Of the press contact; what isn't given stays.")] = None,
    contact_phone: str | None = None,
    contact_email: str | None = None,
    language: Annotated[str | None, typer.Option(help="zh-Hant, zh-Hans, en or another's two letters.")] = None,
    type_: Annotated[ReleaseType | None, typer.Option("--type", case_sensitive=False)] = None,
    url: Annotated[str | None, typer.Option(help="Address of the release's page.")] = None,
    recognised: Annotated[
        list[str] | None, typer.Option(help=f"Go back to what was recognised: {', '.join(OVERRIDABLE)}.")
    ] = None,
    home: Home = None,
) -> None:
    """Correct what was recognised in a release; it stays corrected when the release comes in a new version."""
    from pressdesk.ingest.store import Store

    from .desk import Desk
    from .uploads.override_documents import OverridesIn

    settings = settings_of(home)
    store = Store.open(settings.home)
    contact = store.release(release_id).contact
    store.close()
    values = {
        "title": title,
        "date": date,
        "organisation": organisation,
        "language": language,
        "type": type_,
        "url": url,
    }
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    given |= dict.fromkeys(recognised or ())
    of_contact = {"name": contact_name, "phone": contact_phone, "email": contact_email}
    if any(value is not None for value in of_contact.values()):
        given["contact"] = {
            part: getattr(contact, part) if value is None else value for part, value in of_contact.items()
        }
    if not given:
        raise typer.BadParameter("say what to change; pressdesk amend --help lists what there is")
    try:
        amendment = OverridesIn.model_validate(given).amendment()
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise typer.BadParameter(told) from error
    report = Desk.open(settings).ingester.amend(release_id, amendment)
    out.print(f"{'Amended' if report.changed else 'Nothing to change in'} {release_id}.", markup=False)
