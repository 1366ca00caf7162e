// Releases are brought in: chosen, dropped or pasted, looked at, corrected, taken in, one after the other.

import { asked, fieldNames, firstQuestion, streamed, text, Trouble } from "./staff_server.js";
import { changed, fill, mark } from "./staff_form.js";
import { Telling } from "./staff_telling.js";

const MOST_CHARACTERS = 120;
const TEXT = /\.(txt|text|md|markdown)$/i;
const ENDING = /\.[^.]+$/;

export class TakingIn {
  /** `onTaken`: called when the releases are others. */
  constructor(part, onTaken) {
    this.part = part;
    this.onTaken = onTaken;
    this.files = part.querySelector("#files");
    this.looking = new Telling(part.querySelector("#looking"));
    this.preview = part.querySelector("#preview");
    this.form = this.preview.querySelector("form");
    this.telling = new Telling(this.preview);
    this.waiting = [];
    this.brought = 0;
    this.at = 0;
    this.listen();
  }

  listen() {
    this.files.addEventListener("change", () => {
      const files = [...this.files.files];
      this.files.value = ""; // So that the same file can be chosen again when it was mended.
      this.bring(files);
    });
    const drop = this.part.querySelector("#drop");
    for (const type of ["dragenter", "dragover"]) drop.addEventListener(type, event => this.over(event, drop, true));
    for (const type of ["dragleave", "drop"]) drop.addEventListener(type, event => this.over(event, drop, false));
    // Beside it, a file would open in place of this page.
    for (const type of ["dragover", "drop"]) {
      window.addEventListener(type, event => event.dataTransfer.types.includes("Files") && event.preventDefault());
    }
    drop.addEventListener("drop", event => this.bring([...event.dataTransfer.files]));
    this.part.querySelector("#paste form").addEventListener("submit", event => this.paste(event));
    this.form.addEventListener("submit", event => {
      event.preventDefault();
      this.takeIn();
    });
    this.part.querySelector("#leave-out").addEventListener("click", () => {
      if (this.busy) return;
      const { name } = this.file;
      this.next();
      this.looking.say(text("left_out", { name }));
    });
  }

  over(event, drop, is) {
    event.preventDefault();
    drop.classList.toggle("over", is);
  }

  paste(event) {
    event.preventDefault();
    const name = this.part.querySelector("#paste-name");
    const words = this.part.querySelector("#paste-text");
    for (const [input, told] of [[name, "no_name"], [words, "no_text"]]) {
      input.toggleAttribute("aria-invalid", false);
      if (input.value.trim()) continue;
      input.setAttribute("aria-invalid", "true");
      this.looking.fail(new Trouble(text(told)));
      input.focus();
      return;
    }
    const written = name.value.trim();
    this.bring([new File([words.value], TEXT.test(written) ? written : `${written}.txt`, { type: "text/plain" })], true);
  }

  bring(files, pasted = false) {
    if (!files.length) return;
    if (!this.waiting.length && this.preview.hidden) this.brought = this.at = 0;
    this.waiting.push(...files.map(file => ({ file, pasted })));
    this.brought += files.length;
    if (this.preview.hidden) this.look();
    else this.looking.say(text("later", { name: files.map(file => file.name).join(text("between")) }));
  }

  /** Look at the file that comes next. One that cannot be read is told of, and the next is looked at. */
  async look() {
    const { file, pasted } = this.waiting.shift();
    this.at += 1;
    this.file = { name: tidied(file.name), data: file, pasted };
    this.looking.begin(text("looking", { name: file.name }));
    try {
      check(file, this.files);
      this.show(await this.previewed());
      this.looking.say("");
    } catch (trouble) {
      this.failures = [...(this.failures ?? []), trouble.message];
      if (this.waiting.length) {
        await this.look();
        return;
      }
      this.looking.fail(new Trouble(this.failures.join("\n")));
      if (this.preview.hidden) (pasted ? this.part.querySelector("#paste-text") : this.files).focus();
    }
    if (this.failures) this.looking.fail(new Trouble(this.failures.join("\n")));
    this.failures = undefined;
  }

  async previewed() {
    const response = await asked("/v1/releases/preview", { method: "POST", body: await this.body() }, this.file.name);
    return response.json();
  }

  async body(overrides = {}) {
    const { name, data } = this.file;
    const body = new FormData();
    try {
      body.append("file", new Blob([await data.arrayBuffer()]), name);
    } catch {
      throw new Trouble(text("gone_file", { name }));
    }
    if (Object.keys(overrides).length) body.append("overrides", JSON.stringify(overrides));
    return body;
  }

  show(preview) {
    const find = selector => this.preview.querySelector(selector);
    const { name } = this.file;
    const heading = find("#checking");
    heading.textContent = text(this.brought > 1 ? "check_of" : "check", { name, n: this.at, total: this.brought });
    const doubts = preview.release.doubts.map(({ kind, pages }) => text(`doubt-${kind}`, { pages: pages.join(", ") }));
    find("#doubts").hidden = !doubts.length;
    find("#doubts").textContent = doubts.join(" ");
    find("#missing").hidden = !preview.missing.length;
    const missing = preview.missing.map(field => fieldNames[field]);
    find("#missing").textContent = text("missing", { fields: missing.join(text("between")) });
    find("#replaces").hidden = !preview.replaces;
    find("#replaces span").textContent = text("replaces");
    find("#replaces a").textContent = text("replaces_open");
    find("#replaces a").href = `/reader/${encodeURIComponent(preview.replaces ?? "")}`;
    find("#sizes").textContent = text("sizes", preview);
    find("#text-start").textContent = preview.text_start;
    find("#text-start").lang = preview.release.language;
    fill(this.form, preview);
    this.telling.say("");
    this.preview.hidden = false;
    heading.focus();
    heading.scrollIntoView({ block: "start" });
  }

  async takeIn() {
    if (this.busy) return;
    this.setBusy(true);
    mark(this.form, []);
    this.telling.begin(text("sent", this.file));
    const { name } = this.file;
    try {
      const body = await this.body(changed(this.form));
      const tell = progress => this.telling.progress(progress);
      const done = await streamed("/v1/releases", { method: "POST", body }, "upload", tell, name);
      this.taken(done);
      if (this.file.pasted) this.part.querySelector("#paste form").reset();
      this.next();
    } catch (trouble) {
      this.telling.fail(trouble);
      mark(this.form, trouble.fields ?? []);
    } finally {
      this.setBusy(false);
    }
  }

  setBusy(is) {
    this.busy = is;
    for (const button of this.form.querySelectorAll(".bar button")) button.setAttribute("aria-disabled", is);
  }

  taken({ outcome, release, passages, sentences }) {
    const { title, id } = release;
    const item = document.createElement("li");
    item.textContent = `${text(outcome, { title, passages, sentences })} `;
    item.append(
      link(`/reader/${encodeURIComponent(id)}`, text("read")),
      " ",
      link(`/?q=${encodeURIComponent(firstQuestion(release))}`, text("ask")),
    );
    this.part.querySelector("#taken ul").prepend(item);
    this.onTaken();
  }

  /** Close the preview, and look at the next file where there is one. */
  next() {
    this.preview.hidden = true;
    if (this.waiting.length) {
      this.look();
      return;
    }
    const taken = this.part.querySelector("#taken");
    (taken.querySelector("li") ? taken.querySelector("h3") : this.files).focus();
  }
}

function link(address, label) {
  const made = document.createElement("a");
  made.href = address;
  made.textContent = label;
  return made;
}

/** Throws `Trouble` for what need not be sent. */
function check({ name, size }, { accept, dataset }) {
  if (!accept.split(",").includes(endingOf(name))) throw new Trouble(text("wrong_kind", { name }));
  if (!size) throw new Trouble(text("empty_file", { name }));
  if (size > Number(TEXT.test(name) ? dataset.mostText : dataset.most)) throw new Trouble(text("too_large", { name }));
}

function endingOf(name) {
  return ENDING.exec(name)?.[0].toLowerCase() ?? "";
}

/** The name without what the name of an upload cannot have. */
function tidied(name) {
  const ending = endingOf(name);
  const stem = name.slice(0, name.length - ending.length).normalize("NFC");
  const plain = stem.replace(/[^\p{L}\p{N}_.()+ -]+/gu, "-").replace(/^[^\p{L}\p{N}_]+/u, "");
  return [...(plain || "release")].slice(0, MOST_CHARACTERS - ending.length).join("") + ending;
}
