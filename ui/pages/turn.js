// What can be done with an answer: its citations' titles shown, its words copied, what one thinks of it said.

// A citation's title and date while it is pointed at or focused; Escape takes it away (WCAG 2.2, 1.4.13).
const tip = {
  element: null,

  show(cite) {
    const { title, date, language } = cite.dataset;
    tip.element ??= document.body.appendChild(Object.assign(document.createElement("div"), { id: "tip" }));
    const name = Object.assign(document.createElement("span"), { textContent: title, lang: language });
    tip.element.replaceChildren(name, document.createElement("br"), date);
    // The link's own name says the same to a screen reader.
    tip.element.setAttribute("aria-hidden", "true");
    tip.element.hidden = false;
    const at = cite.getBoundingClientRect();
    const size = tip.element.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left + at.width / 2 - size.width / 2, innerWidth - size.width - 8));
    const below = at.bottom + 4;
    tip.element.style.left = `${left}px`;
    tip.element.style.top = `${below + size.height < innerHeight ? below : at.top - size.height - 4}px`;
  },

  hide() {
    if (tip.element) tip.element.hidden = true;
  },
};

for (const [shows, hides] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  document.addEventListener(shows, (event) => {
    const cite = event.target.closest?.(".cite");
    if (cite) tip.show(cite);
  });
  document.addEventListener(hides, (event) => {
    const to = event.relatedTarget;
    if (event.target.closest?.(".cite, #tip") && !to?.closest?.(".cite, #tip")) tip.hide();
  });
}
document.addEventListener("keydown", (event) => event.key === "Escape" && tip.hide());
document.addEventListener("scroll", tip.hide, true);

const spoken = () => document.getElementById("spoken").dataset;

function tell(near, text) {
  near.closest(".turn").querySelector(".told").textContent = text;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".turn button.copy");
  if (button) {
    const done = await copy(button.dataset.copy);
    button.closest("details")?.removeAttribute("open");
    tell(button, done ? spoken().copied : spoken().notCopied);
  }
  for (const menu of document.querySelectorAll("details.copies[open], #downloads[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.copies[open], #downloads[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Words that are selected and copied take the sources of their numbers along.
document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (!selection.rangeCount || event.target.closest?.("textarea, input")) return;
  const range = selection.getRangeAt(0);
  const sources = new Map();
  for (const cite of document.querySelectorAll(".turn .said .cite")) {
    if (!range.intersectsNode(cite)) continue;
    const { title, date } = cite.dataset;
    const line = `${cite.textContent} ${title}, ${date} ${new URL(cite.getAttribute("href"), location.href).href}`;
    sources.set(`${cite.textContent} ${cite.href}`, line);
  }
  if (!sources.size) return;
  event.clipboardData.setData("text/plain", `${selection}\n\n${[...sources.values()].join("\n")}`);
  event.preventDefault();
});

// One after the other: what was said last is kept.
let said = Promise.resolve();
const rate = (...feedback) => (said = said.then(() => sent(...feedback)));

async function sent(answer, rating, comment) {
  try {
    const response = await fetch(`/answers/${encodeURIComponent(answer)}/feedback`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ rating, comment }),
    });
    return response.ok;
  } catch {
    return false;
  }
}

const pressed = (turn) => turn.querySelector(".rate[aria-pressed=true]")?.dataset.rating ?? "";

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".rate");
  if (!button) return;
  const turn = button.closest(".turn");
  const form = turn.querySelector("form.comment");
  const on = button.getAttribute("aria-pressed") !== "true";
  for (const other of turn.querySelectorAll(".rate")) other.setAttribute("aria-pressed", String(other === button && on));
  form.hidden = !on;
  form.scrollIntoView({ block: "nearest" });
  const done = await rate(form.dataset.answer, pressed(turn), form.comment.value);
  tell(button, done ? spoken().thanks : spoken().notKept);
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form.comment");
  if (!form) return;
  event.preventDefault();
  const done = await rate(form.dataset.answer, pressed(form.closest(".turn")), form.comment.value);
  if (done) form.hidden = true;
  tell(form, done ? spoken().thanks : spoken().notKept);
});
