// What the chat does in the browser beyond Gradio. `chat.py` calls `pressdesk.…` by name.
"use strict";

const CONVERSATION = "pressdesk-conversation";
const DRAFT = "pressdesk-draft";
const LANGUAGE_COOKIE = "pressdesk-language";
const SECONDS_OF_A_YEAR = 31536000;
const LOOK_AGAIN = 1500; // milliseconds
const narrow = matchMedia("(max-width: 899px)");

// A tab's own, also after a reload. Some browsers forbid storing: then it lasts as long as the page.
const kept = {
  values: {},
  get(key) {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return this.values[key] ?? null;
    }
  },
  set(key, value) {
    try {
      sessionStorage.setItem(key, value);
    } catch {
      this.values[key] = value;
    }
  },
};

const one = (id) => document.getElementById(id);

function made() {
  const random = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...random)).replaceAll("+", "-").replaceAll("/", "_");
}

const pressdesk = {
  // What is sent goes by this name until something is typed: sent twice by a slip, the server knows it again.
  sending: made(),

  conversation() {
    return kept.get(CONVERSATION) ?? pressdesk.begin();
  },

  begin() {
    const id = made();
    kept.set(CONVERSATION, id);
    return id;
  },

  // Once Gradio has drawn the page: what is read at the right, and what was typed before a reload or asked by a link.
  arrived() {
    const frame = one("reader");
    if (!frame.getAttribute("src")) frame.src = "/releases";
    const address = new URL(location.href);
    const asked = address.searchParams.get("q") ?? kept.get(DRAFT);
    address.searchParams.delete("q");
    history.replaceState(null, "", address);
    if (asked) pressdesk.type(asked);
  },

  type(text) {
    const box = document.querySelector("#question textarea");
    if (!box) return;
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  },

  ask(text) {
    pressdesk.type(text);
    // Gradio takes the text over after the event.
    requestAnimationFrame(() => one("send").click());
  },

  // No `#quote`: a browser would scroll this page, too, to show it. No history: Back leaves the chat.
  show(address) {
    [reading.underWay] = address.split("#");
    one("reader").contentWindow.location.replace(reading.underWay);
  },

  showFirst() {
    const first = [...document.querySelectorAll("#conversation .turn")].pop()?.querySelector("a.cite");
    if (first && !narrow.matches) pressdesk.show(first.href);
  },

  speak(language) {
    document.documentElement.lang = language;
    document.cookie = `${LANGUAGE_COOKIE}=${language}; path=/; max-age=${SECONDS_OF_A_YEAR}; samesite=lax`;
    reading.fetchedFor = null;
    const page = one("reader").contentWindow.location;
    // A reload would call off what is on its way.
    if (reading.underWay) page.replace(reading.underWay);
    else if (page.pathname !== "blank" && page.pathname !== "/") page.reload();
  },

  // Gradio names each message by its raw HTML, which a screen reader would read out, gives every link a tab, and calls
  // a group of buttons a list.
  mend(conversation) {
    conversation.querySelector(".examples[role=list]")?.setAttribute("role", "group");
    for (const message of conversation.querySelectorAll("[data-testid][aria-label]")) message.removeAttribute("aria-label");
    for (const link of conversation.querySelectorAll('a[href^="/reader/"][rel]')) {
      link.target = "reader";
      link.removeAttribute("rel");
    }
    conversation.querySelector("[role=log]")?.setAttribute("aria-labelledby", "conversation-name");
    document.body.classList.toggle("answering", Boolean(conversation.querySelector(".turn.searching, .turn.growing")));
    document.body.classList.toggle("asked-something", Boolean(conversation.querySelector(".asked")));
    const asked = [...conversation.querySelectorAll(".asked:not(.seen)")];
    if (!asked.length) return;
    for (const question of asked) {
      question.classList.add("seen");
      if (question.textContent === kept.get(DRAFT)?.trim()) kept.set(DRAFT, "");
    }
    asked.at(-1).closest(".message-row").scrollIntoView();
  },
};

new MutationObserver(() => {
  const conversation = one("conversation");
  if (conversation) pressdesk.mend(conversation);
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });

document.addEventListener("input", (event) => {
  if (!event.target.matches("#question textarea")) return;
  kept.set(DRAFT, event.target.value);
  pressdesk.sending = made();
});

document.addEventListener("click", (event) => {
  const suggested = event.target.closest("#follow-ups button");
  if (!suggested) return;
  // Once: the next click of a double one finds nothing to press.
  for (const button of one("follow-ups").querySelectorAll("button")) button.disabled = true;
  pressdesk.ask(suggested.textContent);
});

// The side where releases are read. On a narrow screen it lies over the chat until it is closed.
const reading = {
  opener: null,
  byKeyboard: false,
  underWay: null,
  fetchedFor: null,

  open(opener, byKeyboard) {
    reading.opener = opener;
    reading.byKeyboard = byKeyboard;
    const page = one("reader").contentWindow;
    const [address] = opener.href.split("#");
    // The browser only scrolls in a page that is there already: it is not loaded.
    if (address === page.location.href.split("#")[0]) setTimeout(() => reading.focus(page));
    else reading.underWay = address;
    if (!narrow.matches) return;
    const side = one("reader-side");
    side.classList.add("open");
    side.setAttribute("role", "dialog");
    side.setAttribute("aria-modal", "true");
    side.setAttribute("aria-labelledby", "reader-name");
    one("chat-side").inert = one("masthead").inert = true;
    one("close-reader").focus();
  },

  close() {
    const side = one("reader-side");
    side.classList.remove("open");
    for (const name of ["role", "aria-modal", "aria-labelledby"]) side.removeAttribute(name);
    one("chat-side").inert = one("masthead").inert = false;
    reading.opener?.focus();
  },

  // `load` does not bubble, but it can be caught on its way down.
  loaded(event) {
    if (event.target.id !== "reader") return;
    reading.underWay = null;
    const page = event.target.contentWindow;
    // Not reloaded: that ends where the page was scrolled to, its top.
    if (reading.spokenBefore(page)) return pressdesk.show(page.location.href);
    one("apart").href = page.location.href;
    const quote = page.document.getElementById("quote");
    if (quote && !page.location.hash) page.scrollTo(0, quote.getBoundingClientRect().top - page.innerHeight / 4);
    reading.focus(page);
  },

  // A page that came although the language was switched since it was sent for. Once for each language: who forbids
  // cookies gets the browser's own.
  spokenBefore(page) {
    const { lang } = document.documentElement;
    const given = page.document.documentElement.lang;
    if (!given || given === lang || reading.fetchedFor === lang) return false;
    reading.fetchedFor = lang;
    return true;
  },

  focus(page) {
    const quote = page.document.getElementById("quote");
    if (!quote || !reading.byKeyboard) return;
    quote.tabIndex = -1;
    quote.focus({ preventScroll: true });
    reading.byKeyboard = false;
  },
};

document.addEventListener("load", reading.loaded, true);
document.addEventListener("click", (event) => {
  if (event.target.closest("#close-reader")) reading.close();
  const link = event.target.closest("a[target=reader]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) reading.open(link, event.detail === 0);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && one("reader-side")?.classList.contains("open")) reading.close();
});
addEventListener("message", (event) => {
  if (event.origin === location.origin && event.data?.pressdesk === "close") reading.close();
});
narrow.addEventListener("change", () => reading.close());

// The server may be away for a while: who asks is told, nothing that was typed is lost, and the page comes back with it.
const server = {
  away: false,

  async lost() {
    if (server.away) return;
    server.away = true;
    const words = one("spoken").dataset;
    one("away").textContent = words.away;
    while (!(await server.answers())) await new Promise((done) => setTimeout(done, LOOK_AGAIN));
    one("away").textContent = words.back;
    const waiting = document.querySelector(".turn.searching")?.closest(".message-row")?.previousElementSibling;
    const question = document.querySelector("#question textarea").value || waiting?.querySelector(".asked")?.textContent;
    kept.set(DRAFT, question ?? "");
    location.reload();
  },

  async answers() {
    try {
      return (await fetched("/healthz", { cache: "no-store" })).ok;
    } catch {
      return false;
    }
  },
};

const fetched = window.fetch.bind(window);
window.fetch = async (...request) => {
  try {
    return await fetched(...request);
  } catch (error) {
    if (error.name !== "AbortError" && !(await server.answers())) server.lost();
    throw error;
  }
};
