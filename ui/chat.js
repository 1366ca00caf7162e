// What the chat does in the browser beyond Gradio. `chat.py` calls `pressdesk.…` by name.
"use strict";

const pressdesk = {
  // No `#quote`: a browser would scroll this page, too, to show it. No history: Back leaves the chat.
  show(address) {
    document.getElementById("reader").contentWindow.location.replace(address.split("#")[0]);
  },

  showFirst() {
    const first = [...document.querySelectorAll("#conversation .turn")].pop()?.querySelector("a.cite");
    if (first) pressdesk.show(first.href);
  },

  speak(language) {
    document.documentElement.lang = language;
    const shown = document.getElementById("reader").contentWindow.location;
    if (!shown.pathname.startsWith("/reader/")) return;
    const address = new URL(shown.href);
    address.searchParams.set("lang", language);
    pressdesk.show(address.href);
  },

  // Gradio names each message by its raw HTML, which a screen reader would read out, and gives every link a tab.
  mend(conversation) {
    for (const message of conversation.querySelectorAll("[data-testid][aria-label]")) message.removeAttribute("aria-label");
    for (const link of conversation.querySelectorAll('a[href^="/reader/"][rel]')) {
      link.target = "reader";
      link.removeAttribute("rel");
    }
    conversation.querySelector("[role=log]")?.setAttribute("aria-labelledby", "conversation-name");
    const asked = [...conversation.querySelectorAll(".asked:not(.seen)")].pop();
    if (!asked) return;
    asked.classList.add("seen");
    asked.closest(".message-row").scrollIntoView();
  },
};

new MutationObserver(() => {
  const conversation = document.getElementById("conversation");
  if (conversation) pressdesk.mend(conversation);
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });

// `load` does not bubble, but it can be caught on its way down.
document.addEventListener(
  "load",
  (event) => {
    if (event.target.id !== "reader") return;
    const page = event.target.contentWindow;
    document.getElementById("reader-side").classList.toggle("open", page.location.pathname.startsWith("/reader/"));
    const quote = page.document.getElementById("quote");
    if (quote && !page.location.hash) page.scrollTo(0, quote.getBoundingClientRect().top - page.innerHeight / 4);
  },
  true,
);

document.addEventListener("click", (event) => {
  if (event.target.closest("a[target=reader]") && matchMedia("(max-width: 899px)").matches)
    document.getElementById("reader-side").scrollIntoView();
});
