"""What a visitor of the chat does, each with the values of the components that it changes."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Protocol

import gradio as gr
from gradio.components.chatbot import ExampleMessage, Message, MessageDict
from starlette.requests import HTTPConnection

from pressdesk.ingest.errors import PressdeskError
from pressdesk.ingest.release import Release
from pressdesk.rag.answer import Answer
from pressdesk.rag.follow_up import Turn

from ..interface import interface_language, spoken_to, words_in
from ..problems import public_message
from ..words import Words
from ..workers import Gone
from .message import question_message
from .open_conversations import OpenConversation, OpenConversations, OpenTurn
from .parts import below, follow_ups, masthead, reader_head
from .turns import turn_message

_log = logging.getLogger(__name__)


class Desk(Protocol):
    """What the chat asks. Any method may raise `PressdeskError`: the chat shows it as a message."""

    def stream(self, question: str, history: Sequence[Turn], gone: Callable[[], bool]) -> Iterator[Answer]:
        """Snapshots of the answer, each whole, the last `complete`; `history`: earlier questions and answers. Raises
        `Gone` soon after `gone` says that nobody waits for it."""
        ...

    def example_questions(self, language: str = "") -> list[str]:
        """Questions for a newcomer to start with."""
        ...

    def follow_ups(self, answer: Answer, asked: Collection[str] = ()) -> list[str]:
        """Questions that one could ask next; none of those that were `asked`."""
        ...

    def release(self, release_id: str) -> Release:
        """Raises `UnknownRelease`."""
        ...

    def counts(self) -> tuple[int, int]:
        """How many releases and how many passages there are."""
        ...


@dataclass(frozen=True)
class Actions:
    """`conversations`: those of all pages; `interface`: the setting, `auto` or a language."""

    desk: Desk
    conversations: OpenConversations
    interface: str

    def arrive(self, conversation_id: str, request: gr.Request) -> tuple[Any, ...]:
        """A page is loaded: its conversation, in its language. What was on its way to it before goes to nobody."""
        self._conversation(conversation_id, again=True).stop()
        return conversation_id, *self.relabel(spoken_to(_connection(request), self.interface), conversation_id, request)

    def relabel(self, language: str, conversation_id: str, request: gr.Request) -> tuple[Any, ...]:
        """Everything in a language."""
        conversation = self._conversation(conversation_id)
        conversation.language = interface_language(None, language)
        words = words_in(language)
        return (
            masthead(self._counts(words), words),
            gr.Radio(label=words.interface, value=language),
            gr.Chatbot(self._messages(conversation, request), placeholder=escape(words.welcome)),
            gr.Textbox(label=words.question, placeholder=words.question_hint),
            gr.Button(words.send),
            gr.Button(words.stop),
            gr.Button(words.clear),
            below(conversation_id, words),
            reader_head(words),
            "",
        )

    def ask(self, question: str, conversation_id: str, sending: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """The answer as it grows. The turn stays where it is in the conversation, whatever is asked meanwhile.
        `sending`: see `OpenConversation.ask`."""
        # What was withdrawn since is not shown again, and no follow-up is made of it.
        conversation = self._conversation(conversation_id, again=True)
        asked = conversation.ask(question.strip(), sending)
        if asked is None:
            # Gradio waits for ever for one that gives nothing.
            yield gr.skip(), gr.skip(), gr.skip()
            return
        turn = asked

        def gone() -> bool:
            return not conversation.waits_for(turn)

        try:
            yield self._messages(conversation, request), "", ""
            for grown in self._outcomes(turn, conversation, gone):
                if not conversation.put(grown, turn):
                    break
                turn = grown
                # Whatever is typed while the answer comes stays.
                yield self._messages(conversation, request), gr.skip(), ""
            if not turn.ended:
                # It was stopped. What was on its way then has come after what `stop` gave: this comes last.
                yield self._messages(conversation, request), gr.skip(), ""
        finally:
            # Its page may have been closed.
            if not turn.ended:
                conversation.put(replace(turn, stopped=True), turn)

    def ask_example(
        self, conversation_id: str, sending: str, chosen: gr.SelectData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """The same for an example that was picked."""
        yield from self.ask(chosen.value["text"], conversation_id, sending, request)

    def stop(self, conversation_id: str, request: gr.Request) -> list[MessageDict | Message]:
        """What is being answered stays as far as it has come."""
        conversation = self._conversation(conversation_id)
        conversation.stop()
        return self._messages(conversation, request)

    def suggest(self, conversation_id: str) -> Any:
        """What one could ask after the last answer. Never raises: nobody waits for it."""
        conversation = self._conversation(conversation_id)
        asked = [turn.question for turn in conversation.turns]
        last = conversation.turns[-1].outcome if asked else None
        if not isinstance(last, Answer) or not last.complete:
            return gr.skip()
        try:
            suggested = self.desk.follow_ups(last, asked)
        except Exception:
            _log.exception("No follow-ups to an answer")
            return gr.skip()
        if len(conversation.turns) != len(asked):
            # Something else was asked meanwhile.
            return gr.skip()
        return follow_ups(suggested, words_in(conversation.language))

    def examples(self, language: str) -> Any:
        """Questions to begin with. Apart from the labels, which need no model and are there at once."""
        try:
            return gr.Chatbot(examples=[ExampleMessage(text=q) for q in self.desk.example_questions(language)])
        except PressdeskError:
            return gr.skip()

    def redraw(self, conversation_id: str, request: gr.Request) -> list[MessageDict | Message]:
        """The conversation as it is now."""
        return self._messages(self._conversation(conversation_id), request)

    def begin(self, left: str, conversation_id: str, language: str) -> tuple[Any, ...]:
        """A new conversation, under the id that the page made for it, in place of the one that was `left`."""
        self._conversation(left).stop()
        conversation = self._conversation(conversation_id)
        conversation.language = interface_language(None, language)
        return conversation_id, [], "", "", below(conversation_id, words_in(language))

    def _conversation(self, conversation_id: str, *, again: bool = False) -> OpenConversation:
        try:
            return self.conversations.again(conversation_id) if again else self.conversations.get(conversation_id)
        except PressdeskError:
            _log.exception("A conversation cannot be read")
            return OpenConversation("")

    def _outcomes(self, turn: OpenTurn, conversation: OpenConversation, gone: Callable[[], bool]) -> Iterator[OpenTurn]:
        """The turn as it grows, until it is `gone`. Never raises: an error is what came of the question."""
        if not turn.question:
            return
        try:
            for answer in self.desk.stream(turn.question, conversation.history, gone):
                turn = replace(turn, outcome=answer)
                if not answer.complete:
                    yield turn
        except Gone:
            return
        except Exception as error:
            if not isinstance(error, PressdeskError):
                _log.exception("No answer to a question")
            yield replace(turn, outcome=error)
            return
        if not gone():
            yield self._kept(turn, conversation)

    def _kept(self, turn: OpenTurn, conversation: OpenConversation) -> OpenTurn:
        """The turn as it is kept; where it can't be, the answer is shown all the same."""
        assert isinstance(turn.outcome, Answer)
        try:
            return replace(turn, kept=self.conversations.keep(conversation, turn.question, turn.outcome))
        except PressdeskError:
            _log.exception("An answer cannot be kept")
            return turn

    def _messages(self, conversation: OpenConversation, request: gr.Request) -> list[MessageDict | Message]:
        words = words_in(conversation.language)
        base_url = str(_connection(request).base_url)
        messages: list[MessageDict | Message] = []
        for number, turn in enumerate(conversation.turns):
            if turn.question:
                messages.append({"role": "user", "content": question_message(turn.question)})
            known, html = conversation.written.get((number, words.language), (None, ""))
            if known is not turn:
                html = turn_message(turn, words, self.desk.release, base_url)
                conversation.written[number, words.language] = turn, html
            messages.append({"role": "assistant", "content": html})
        return messages

    def _counts(self, words: Words) -> str:
        try:
            releases, passages = self.desk.counts()
        except PressdeskError as error:
            return words.problems.get(error.code) or public_message(error)
        return words.counts.format(releases=f"{releases:,}", passages=f"{passages:,}")


def _connection(request: gr.Request) -> HTTPConnection:
    assert request.request is not None, "there is a request wherever the page asks"
    return request.request
