"""The `pressdesk` command. Errors are a line on stderr and a status other than zero, never a traceback."""

import datetime
import json
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from pressdesk.ingest.errors import NoIndex, PressdeskError
from pressdesk.ingest.release import ReleaseType
from pressdesk.rag.filters import Filters
from pressdesk.rag.when import read_day

from .amending import amend
from .index_commands import add_index_commands, verify_index
from .key_commands import keys
from .options import Home, err, out, settings_of
from .settings import Settings

if TYPE_CHECKING:
    from .desk import Desk

app = typer.Typer(
    help="Questions over press releases, every sentence answered with the passage that says it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(keys, name="keys")
app.command()(amend)
add_index_commands(app)

_DAY = "A date (2026-02-25), or words: 'last month', 上星期."

_INTERRUPTED = 130
"""Status of a command that Ctrl-C ended, as shells have it: 128 and the number of SIGINT."""

AsJson = Annotated[bool, typer.Option("--json", help="Print the object that the API gives.")]
Passages = Annotated[int | None, typer.Option("--k", min=1, max=100, help="Passages to look in.")]
From = Annotated[str | None, typer.Option("--from", help=f"First day of the releases. {_DAY}")]
To = Annotated[str | None, typer.Option("--to", help=f"Last day of the releases. {_DAY}")]
Language = Annotated[str | None, typer.Option(help="Language of the releases: zh-Hant, zh-Hans, zh or en.")]
Organisation = Annotated[str | None, typer.Option(help="Part of the name of the organisation, in either script.")]
Type = Annotated[ReleaseType | None, typer.Option("--type", help="What kind of release.", case_sensitive=False)]


def _desk(settings: Settings, question: str) -> "Desk":
    """The desk, after what can be told without waiting for the model: that the question is one, that there is an
    index."""
    from pressdesk.ingest.safekeeping.recovery import is_there
    from pressdesk.rag.question import read_question

    from .desk import Desk

    read_question(question)
    if not is_there(settings.home):
        raise NoIndex(settings.home)
    return Desk.open(settings)


def _filters(
    date_from: str | None, date_to: str | None, language: str | None, organisation: str | None, kind: ReleaseType | None
) -> Filters:
    """The filters of the options. Raises `BadFilter`."""
    today = datetime.date.today()
    first = read_day("from", date_from, today) if date_from else None
    last = read_day("to", date_to, today) if date_to else None
    return Filters(first, last, language, organisation, kind)


@app.command()
def ask(
    question: str,
    after: Annotated[
        list[str] | None, typer.Option(help="A question asked before it, for a follow-up; several in their order.")
    ] = None,
    k: Passages = None,
    date_from: From = None,
    date_to: To = None,
    language: Language = None,
    organisation: Organisation = None,
    kind: Type = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Answer a question, with citations."""
    from pressdesk.rag.follow_up import Turn

    from .contract import answer_json
    from .terminal import print_answer

    filters = _filters(date_from, date_to, language, organisation, kind)
    history = [Turn(earlier) for earlier in after or []]
    answer = _desk(settings_of(home), question).answer(question, k, filters, history)
    if as_json:
        typer.echo(answer_json(answer))
    else:
        print_answer(answer, out)


@app.command()
def search(
    query: str,
    k: Passages = None,
    date_from: From = None,
    date_to: To = None,
    language: Language = None,
    organisation: Organisation = None,
    kind: Type = None,
    explain: Annotated[bool, typer.Option(help="Show of each hit why it stands where it does.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Show the passages that an answer would be looked for in, best first."""
    from .contract import SearchOut
    from .terminal import print_hits, print_notices

    filters = _filters(date_from, date_to, language, organisation, kind)
    found = SearchOut.of(_desk(settings_of(home), query).search(query, k, filters), explain=explain)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        print_notices(found.notices, out)
        print_hits(found.hits, out)


@app.command()
def verify(
    text: Annotated[str | None, typer.Argument(help="One or more sentences; - reads them from standard input.")] = None,
    release: Annotated[
        list[str] | None, typer.Option(help="Id of a release to hold them to; may be given more than once.")
    ] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Check what sentences say against releases: figures, dates, names, quotations, addresses. Without any, check the
    index: that every release in it is as it was stored."""
    from .contract import VerifyOut
    from .desk import Desk
    from .terminal import print_verdicts

    if text is None:
        if release or as_json:
            raise typer.BadParameter("name what is to be checked against the release")
        verify_index(home)
        return
    said = sys.stdin.read() if text == "-" else text
    verdicts = Desk.open(settings_of(home)).verify(said, release or [])
    if as_json:
        typer.echo(VerifyOut.of(said, verdicts).model_dump_json(indent=2))
    else:
        print_verdicts(verdicts, out)


@app.command()
def releases(as_json: AsJson = False, home: Home = None) -> None:
    """List the releases in the index, the newest first."""
    from pressdesk.ingest.links.linking import current_links
    from pressdesk.ingest.store import Store
    from pressdesk.rag.partners import linked

    from .release_documents import ReleaseOut
    from .terminal import print_releases

    store = Store.open(settings_of(home).home)
    links, by_id = current_links(store), {release.id: release for release in store.releases()}
    listed = [
        ReleaseOut.of(release, linked(release.id, links, by_id), store.history.of(release.id))
        for release in by_id.values()
    ]
    if as_json:
        typer.echo(
            json.dumps(TypeAdapter(list[ReleaseOut]).dump_python(listed, mode="json"), ensure_ascii=False, indent=2)
        )
    else:
        print_releases(listed, out)


@app.command()
def remove(release_id: Annotated[str, typer.Argument(metavar="ID")], home: Home = None) -> None:
    """Take a release out of the index, and out of what is kept of conversations."""
    from .conversations.store import Conversations
    from .desk import Desk

    settings = settings_of(home)
    desk = Desk.open(settings)
    desk.ingester.remove(release_id)
    Conversations(settings.home, settings.keep_days).forget(release_id, desk.release)
    out.print(f"Removed {release_id}.")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of PRESSDESK_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port, instead of PRESSDESK_PORT.")] = None,
    home: Home = None,
) -> None:
    """Serve the chat and the API."""
    from .serving import serve_until_stopped

    serve_until_stopped(settings_of(home, host=host, port=port), out)


@app.command()
def mcp(home: Home = None) -> None:
    """Serve an assistant on this machine as an MCP server, over standard input and output."""
    from .answering import Answering
    from .desk import Desk
    from .mcp_server import mcp_server

    desk = Desk.open(settings_of(home))
    mcp_server(desk, Answering.over(desk)).run("stdio")


@app.command()
def doctor(home: Home = None) -> None:
    """Check Python, disk, model and index, and say what to do."""
    from .doctor import Status, examine

    worst = Status.OK
    for finding in examine(settings_of(home)):
        out.print(f"{finding.status.value:8} {finding.check}: {finding.message}", markup=False)
        if finding.remedy:
            out.print(f"         {finding.remedy}", markup=False)
        worst = Status.ERROR if Status.ERROR in (worst, finding.status) else worst
    if worst is Status.ERROR:
        raise typer.Exit(1)


def main() -> None:
    """Run the command; turn errors into a line and a status."""
    # A message from a library's progress bar or a fork warning is noise between an answer's lines.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Where another process has a core, threads that spin for each other take ten times as long as those that sleep.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        app()
    except PressdeskError as error:
        _fail(error.message, error.remedy, 1)
    except ValidationError as error:
        for problem in error.errors():
            name = "PRESSDESK_" + "_".join(map(str, problem["loc"])).upper()
            err.print(f"Error: {name}: {problem['msg']}.", markup=False)
        _fail("the settings are not usable.", "The README has a table of them.", 2)
    except KeyboardInterrupt:
        _stopped()
    except SystemExit as stop:
        # Typer turns Ctrl-C inside a command into this status and says nothing.
        if stop.code == _INTERRUPTED:
            _stopped()
        raise
    except BrokenPipeError:
        # The reader of our output went away (`pressdesk releases | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _stopped() -> None:
    _fail("stopped. What was finished is kept.", "", _INTERRUPTED)


def _fail(message: str, remedy: str, status: int) -> None:
    err.print(f"Error: {message} {remedy}".rstrip(), markup=False)
    sys.exit(status)
