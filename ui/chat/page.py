"""The chat's page: questions and answers at the left, the releases at the right."""

from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.themes import Base

from ..conversations.store import Conversations
from ..interface import LANGUAGE_NAMES, interface_language, words_in
from . import parts
from .actions import Actions, Desk
from .open_conversations import OpenConversations

_STYLES = ("pages/colours.css", "chat/chat.css", "pages/turn.css")
_SCRIPTS = ("chat/chat.js", "pages/copying.js", "pages/turn.js")
_ASKED_AT_ONCE = 8
"""Questions that are answered at the same time; the next ones wait in Gradio's queue."""


def mount_chat(app: FastAPI, desk: Desk, conversations: Conversations, interface: str = "auto") -> FastAPI:
    """Serve the chat at the root of `app`. Routes added to `app` later are not reached: call this last."""
    room = Path(__file__).parent.parent
    style, script = (
        "".join((room / name).read_text(encoding="utf-8") for name in names) for names in (_STYLES, _SCRIPTS)
    )
    return gr.mount_gradio_app(
        app,
        build_chat(desk, conversations, interface),
        path="/",
        theme=Base(primary_hue="blue", neutral_hue="slate", font="sans-serif", font_mono="monospace"),
        # Not Gradio's `css`: it rewrites every selector and cuts `:is(a, b)` apart at the comma.
        head=f"<style>{style}</style><script>{script}</script>",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
    )


def build_chat(desk: Desk, conversations: Conversations, interface: str = "auto") -> gr.Blocks:
    """The chat over `desk`, in the language `interface` (`zh-Hant`, `zh-Hans`, `en`; `auto`: the browser's).

    Style, script and footer are Gradio's to set where the chat is mounted: see `mount_chat`.
    """
    actions = Actions(desk, OpenConversations(conversations, desk.release), interface)
    first = words_in(interface_language(None, interface))
    with gr.Blocks(title="Pressdesk", analytics_enabled=False, fill_width=True) as blocks:
        # The page makes it up and keeps it, so that a reload, and a server that was started anew, find it again.
        conversation = gr.Textbox(visible="hidden", elem_id="conversation-id")
        sending = gr.Textbox(visible="hidden", elem_id="sending")
        with gr.Row(elem_id="masthead"):
            masthead = gr.HTML(parts.masthead("", first))
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
                    # Messages are our own templates, which escape every text; Gradio's sanitizer would take their
                    # buttons' data out.
                    sanitize_html=False,
                    allow_tags=False,
                    latex_delimiters=[],
                    placeholder=escape(first.welcome),
                )
                suggestions = gr.HTML(elem_id="follow-ups")
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
                    stop = gr.Button(first.stop, elem_id="stop")
                with gr.Row(elem_id="below"):
                    begin = gr.Button(first.clear, size="sm", elem_id="begin")
                    below = gr.HTML(parts.below("", first), elem_id="beside")
            with gr.Column(elem_id="reader-side"):
                reader_head = gr.HTML(parts.reader_head(first), elem_id="reader-head")
                gr.HTML(parts.READER, elem_id="reader-frame")

        labelled = [masthead, switch, chatbot, box, send, stop, begin, below, reader_head, suggestions]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        at_once: dict[str, Any] = {**quiet, "queue": False}
        asking: dict[str, Any] = {
            **quiet,
            "concurrency_limit": _ASKED_AT_ONCE,
            "concurrency_id": "asking",
            # Another question may follow while an answer comes, or is being stopped.
            "trigger_mode": "multiple",
        }
        said = [chatbot, box, suggestions]
        asked = gr.on(
            [box.submit, send.click],
            actions.ask,
            [box, conversation, sending],
            said,
            js="(question, conversation) => [question, conversation, pressdesk.sending]",
            **asking,
        )
        picked = chatbot.example_select(
            actions.ask_example,
            [conversation, sending],
            said,
            js="(conversation) => [conversation, pressdesk.sending]",
            **asking,
        )
        for event in (asked, picked):
            event.then(None, js="() => pressdesk.showFirst()", **quiet).then(
                actions.suggest, conversation, suggestions, trigger_mode="multiple", **quiet
            )
            # What came last in the browser may not be the last that was sent: another answer's, or one of before the
            # conversation was begun anew. One at a time, in Gradio's queue: that keeps their order.
            event.then(
                actions.redraw,
                conversation,
                chatbot,
                js="() => [pressdesk.conversation()]",
                trigger_mode="multiple",
                **quiet,
            )
        # Without `cancels`: an answer that is stopped ends by itself, so that its last words are the stopped ones.
        stop.click(actions.stop, conversation, chatbot, **at_once)
        begin.click(
            actions.begin,
            [conversation, conversation, switch],
            [conversation, *said, below],
            js="(left, _, language) => [left, pressdesk.begin(), language]",
            # What waits in Gradio's queue, and what is on its way to the page.
            cancels=[asked, picked],
            **at_once,
        )
        switched = switch.input(actions.relabel, [switch, conversation], labelled, **at_once)
        arrived = blocks.load(
            actions.arrive, conversation, [conversation, *labelled], js="() => [pressdesk.conversation()]", **at_once
        )
        arrived.then(None, js="() => pressdesk.arrived()", **quiet)
        for event in (switched, arrived):
            event.then(None, switch, js="(language) => pressdesk.speak(language)", **quiet)
            event.then(actions.examples, switch, chatbot, **at_once)
    return blocks
