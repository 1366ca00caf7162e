// The staff page, and the page that corrects one release.

import { asked, streamed, text } from "./staff_server.js";
import { changed, countHeadings, mark, putBack } from "./staff_form.js";
import { List } from "./staff_list.js";
import { TakingIn } from "./staff_taking_in.js";
import { Telling } from "./staff_telling.js";

const correcting = document.querySelector(".correct");
if (correcting) correct(correcting);
else {
  const list = new List(document.getElementById("releases"));
  new TakingIn(document.getElementById("bring-in"), () => list.redraw().catch(() => {}));
  rebuild(document.getElementById("rebuild"), list);
}

document.addEventListener("change", ({ target }) => {
  if (target.name === "headings") countHeadings(target.form);
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest(".recognised button");
  if (button) putBack(button.form, button);
});

ready(document);

/** What waits for the script, so that nothing is sent the browser's own way before, can be used. */
function ready(part) {
  for (const control of part.querySelectorAll("[data-waits]")) control.disabled = false;
}

// What was typed and not sent is not lost by a slip.
window.addEventListener("beforeunload", event => {
  const typed = form => form.checkVisibility() && Object.keys(changed(form)).length;
  if ([...document.querySelectorAll("form:has(.fields)")].some(typed)) event.preventDefault();
});

function correct(part) {
  const telling = new Telling(part);
  countHeadings(part.querySelector("form"));
  part.addEventListener("submit", async event => {
    event.preventDefault();
    const form = event.target;
    const overrides = changed(form);
    mark(form, []);
    if (!Object.keys(overrides).length) {
      telling.say(text("same"));
      return;
    }
    telling.begin(text("saving"));
    try {
      await asked(`/v1/releases/${encodeURIComponent(part.dataset.id)}`, {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(overrides),
      });
      await redrawn(part);
      telling.say(text("saved"));
    } catch (trouble) {
      telling.fail(trouble);
      mark(form, trouble.fields ?? []);
    }
  });
}

/** The form as the server has it now: with what was given, and what is recognised beside it. */
async function redrawn(part) {
  const response = await asked(location.href, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const selector of [".of", "form"]) {
    part.querySelector(selector).replaceWith(document.adoptNode(page.querySelector(`.correct ${selector}`)));
  }
  countHeadings(part.querySelector("form"));
  ready(part);
  part.querySelector("[type=submit]").focus({ preventScroll: true });
}

function rebuild(part, list) {
  const button = part.querySelector("button");
  const telling = new Telling(part);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    telling.begin(text("rebuilding"));
    try {
      const tell = progress => telling.progress(progress, "embedded_releases");
      telling.say(text("rebuilt", await streamed("/v1/index/rebuild", { method: "POST" }, "rebuild", tell)));
      await list.redraw();
    } catch (trouble) {
      telling.fail(trouble);
    } finally {
      button.setAttribute("aria-disabled", "false");
    }
  });
}
