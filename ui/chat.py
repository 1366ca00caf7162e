"""The chat: questions and answers at the left, the release that an answer quotes at the right."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Protocol

import gradio as gr
from fastapi import FastAPI
from gradio.components.chatbot import ExampleMessage, Message, MessageDict
from gradio.themes import Base

from pressdesk.ingest.errors import PressdeskError
from pressdesk.rag.answer import Answer
from pressdesk.rag.follow_up import Turn

from .interface import LANGUAGE_NAMES, interface_language, words_in
from .message import answer_message, error_message, notice_message, question_message, searching_message
from .words import Words

_log = logging.getLogger(__name__)

_READER = '<iframe name="reader" id="reader" aria-labelledby="reader-name"></iframe>'
_ASKED_AT_ONCE = 8
"""Questions that are answered at the same time; the next ones wait in Gradio's queue."""


class Desk(Protocol):
    """What the chat asks. Any method may raise `PressdeskError`: the chat shows it as a message."""

    def stream(self, question: str, history: Sequence[Turn]) -> Iterator[Answer]:
        """Snapshots of the answer, each whole, the last `complete`; `history`: earlier questions and answers."""
        ...

    def example_questions(self) -> list[str]:
        """Questions for a newcomer to start with."""
        ...

    def counts(self) -> tuple[int, int]:
        """How many releases and how many passages there are."""
        ...


@dataclass(frozen=True)
class _Turn:
    """A question and what came of it so far: nothing yet, an answer, an error."""

    question: str
    outcome: Answer | Exception | None = None


@dataclass
class _Conversation:
    """One visitor's turns, and the interface language that they are shown in. It is changed in place: what an
    answer still writes after its conversation was cleared, or put in the other language, cannot undo that."""

    language: str = "zh-Hant"
    turns: list[_Turn] = field(default_factory=list)


def mount_chat(app: FastAPI, desk: Desk, interface: str = "auto") -> FastAPI:
    """Serve the chat at the root of `app`. Routes added to `app` later are not reached: call this last."""
    here = Path(__file__)
    style, script = (here.with_suffix(ending).read_text(encoding="utf-8") for ending in (".css", ".js"))
    return gr.mount_gradio_app(
        app,
        build_chat(desk, interface),
        path="/",
        theme=Base(primary_hue="blue", neutral_hue="slate", font="sans-serif", font_mono="monospace"),
        # Not Gradio's `css`: it rewrites every selector and cuts `:is(a, b)` apart at the comma.
        head=f"<style>{style}</style><script>{script}</script>",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
    )


def build_chat(desk: Desk, interface: str = "auto") -> gr.Blocks:
    """The chat over `desk`, in the language `interface` (`zh-Hant`, `en`; `auto`: the browser's).

    Style, script and footer are Gradio's to set where the chat is mounted: see `mount_chat`.
    """
    actions = _Actions(desk, interface)
    first = words_in(interface_language(None, interface))
    with gr.Blocks(title="Pressdesk", analytics_enabled=False, fill_width=True) as blocks:
        conversation = gr.State(_Conversation())
        remembered = gr.BrowserState(None, storage_key="pressdesk-interface", secret="pressdesk")
        with gr.Row(elem_id="masthead"):
            masthead = gr.HTML(_masthead(desk, first))
            switch = gr.Radio(
                [(name, tag) for tag, name in LANGUAGE_NAMES.items()],
                value=first.language,
                label=first.interface,
                elem_id="language",
                container=False,
            )
        with gr.Row(elem_id="sides"):
            with gr.Column(elem_id="chat-side"):
                chatbot = gr.Chatbot(
                    show_label=False,
                    elem_id="conversation",
                    height=None,
                    buttons=[],
                    autoscroll=False,
                    allow_tags=False,
                    latex_delimiters=[],
                    placeholder=escape(first.welcome),
                )
                with gr.Row(elem_id="asking"):
                    box = gr.Textbox(
                        label=first.question,
                        placeholder=first.question_hint,
                        elem_id="question",
                        show_label=False,
                        container=False,
                        max_lines=4,
                        autofocus=True,
                    )
                    send = gr.Button(first.send, variant="primary", elem_id="send")
                clear = gr.Button(first.clear, size="sm", elem_id="clear")
            with gr.Column(elem_id="reader-side"):
                reader_name = gr.HTML(_reader_name(first))
                gr.HTML(_READER)

        labelled = [remembered, masthead, switch, chatbot, box, send, clear, reader_name]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        at_once: dict[str, Any] = {**quiet, "queue": False}
        asking: dict[str, Any] = {**quiet, "concurrency_limit": _ASKED_AT_ONCE, "concurrency_id": "asking"}
        said = [chatbot, box]
        asked = gr.on([box.submit, send.click], actions.ask, [box, conversation], said, **asking)
        picked = chatbot.example_select(actions.ask_example, conversation, said, **asking)
        cleared = clear.click(actions.clear, conversation, [conversation, *said], cancels=[asked, picked], **at_once)
        switched = switch.input(actions.relabel, [switch, conversation], labelled, **at_once)
        arrived = blocks.load(actions.arrive, [remembered, conversation], labelled, **at_once)
        for event in (asked, picked):
            event.then(None, js="() => pressdesk.showFirst()", **quiet)
        for event in (switched, arrived):
            event.then(None, switch, js="(language) => pressdesk.speak(language)", **quiet)
        # Once more when the cancelled answer is surely gone: its last words may have come after the clearing.
        redrawn = cleared.then(_messages, conversation, chatbot, **at_once)
        redrawn.then(None, js="() => pressdesk.show('about:blank')", **quiet)
    return blocks


@dataclass(frozen=True)
class _Actions:
    """What a visitor does, each with the values of the components that it changes."""

    desk: Desk
    interface: str

    def ask(self, question: str, conversation: _Conversation) -> Iterator[tuple[Any, ...]]:
        turns = conversation.turns
        turns[:] = [turn for turn in turns if turn.question]
        answers = [(turn.question, turn.outcome) for turn in turns if isinstance(turn.outcome, Answer)]
        history = [Turn(answer.asked_as or asked, answer.text) for asked, answer in answers if answer.complete]
        at = len(turns)
        turns.append(_Turn(question.strip()))
        box: Any = ""
        for turn in _outcomes(self.desk, question.strip(), history):
            turns[at] = turn
            yield _messages(conversation), box
            # Whatever is typed while the answer comes stays.
            box = gr.skip()

    def ask_example(self, conversation: _Conversation, chosen: gr.SelectData) -> Iterator[tuple[Any, ...]]:
        yield from self.ask(chosen.value["text"], conversation)

    def clear(self, conversation: _Conversation) -> tuple[Any, ...]:
        return _Conversation(conversation.language), [], ""

    def relabel(self, language: str, conversation: _Conversation) -> tuple[Any, ...]:
        conversation.language = language
        words = words_in(language)
        return (
            language,
            _masthead(self.desk, words),
            gr.Radio(label=words.interface, value=language),
            gr.Chatbot(_messages(conversation), placeholder=escape(words.welcome), examples=_examples(self.desk)),
            gr.Textbox(label=words.question, placeholder=words.question_hint),
            gr.Button(words.send),
            gr.Button(words.clear),
            _reader_name(words),
        )

    def arrive(self, remembered: str | None, conversation: _Conversation, request: gr.Request) -> tuple[Any, ...]:
        accepted = request.headers.get("accept-language")
        labels = self.relabel(interface_language(accepted, remembered or self.interface), conversation)
        return gr.skip(), *labels[1:]


def _outcomes(desk: Desk, question: str, history: Sequence[Turn]) -> Iterator[_Turn]:
    """The turn as it grows. Never raises: an error is what came of the question."""
    yield _Turn(question)
    if not question:
        return
    try:
        for answer in desk.stream(question, history):
            yield _Turn(question, answer)
    except PressdeskError as error:
        yield _Turn(question, error)
    except Exception as error:
        _log.exception("No answer to a question")
        yield _Turn(question, error)


def _messages(conversation: _Conversation) -> list[MessageDict | Message]:
    words = words_in(conversation.language)
    messages: list[MessageDict | Message] = []
    for turn in conversation.turns:
        if turn.question:
            messages.append({"role": "user", "content": question_message(turn.question)})
        messages.append({"role": "assistant", "content": _reply(turn, words)})
    return messages


def _reply(turn: _Turn, words: Words) -> str:
    if not turn.question:
        return notice_message(words.empty_question)
    unjudged = isinstance(turn.outcome, Answer) and not (turn.outcome.complete or turn.outcome.sentences)
    if turn.outcome is None or unjudged:
        return searching_message(words)
    if isinstance(turn.outcome, Answer):
        return answer_message(turn.outcome, words)
    return error_message(turn.outcome, words)


def _examples(desk: Desk) -> list[ExampleMessage]:
    try:
        return [ExampleMessage(text=question) for question in desk.example_questions()]
    except PressdeskError:
        return []


def _masthead(desk: Desk, words: Words) -> str:
    try:
        releases, passages = desk.counts()
        held = words.counts.format(releases=f"{releases:,}", passages=f"{passages:,}")
    except PressdeskError as error:
        held = words.problems.get(error.code, error.message)
    return (
        f'<h1>Pressdesk</h1><p><span class="tagline">{escape(words.tagline)}</span> '
        f'<span class="counts">{escape(held)}</span></p>'
        f'<h2 id="conversation-name">{escape(words.conversation)}</h2>'
    )


def _reader_name(words: Words) -> str:
    return f'<h2 id="reader-name">{escape(words.reader)}</h2><p>{escape(words.reader_hint)}</p>'
