// The list of releases: searched and paged without losing what was typed elsewhere, and withdrawn from.

import { asked, text } from "./staff_server.js";
import { Telling } from "./staff_telling.js";

export class List {
  constructor(part) {
    this.part = part;
    this.telling = new Telling(part.querySelector("#done"));
    this.dialog = part.querySelector("#withdrawing");
    this.asking = new Telling(this.dialog);
    this.address = location.pathname + location.search;
    part.addEventListener("click", event => this.clicked(event));
    part.addEventListener("submit", event => {
      event.preventDefault();
      const { value } = event.target.elements.find;
      this.go(value ? `/staff?${new URLSearchParams({ find: value })}` : "/staff");
    });
    this.dialog.querySelector(".keep").addEventListener("click", () => this.dialog.close());
    this.dialog.querySelector(".danger").addEventListener("click", () => this.withdraw());
  }

  clicked(event) {
    const link = event.target.closest("#list nav a, .find a");
    const button = event.target.closest(".withdraw");
    if (button) this.ask(button.closest("tr"));
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (link.closest(".find")) this.part.querySelector("#find").value = "";
      this.go(link.pathname + link.search);
    }
  }

  async go(address) {
    try {
      await this.redraw(address);
    } catch (trouble) {
      this.telling.fail(trouble);
      return;
    }
    history.replaceState(null, "", `${address}#releases`);
    const found = this.part.querySelector("#list > p");
    this.telling.say("");
    this.telling.say(found?.textContent ?? "");
    this.part.querySelector("h2").focus({ preventScroll: true });
  }

  /** The list as it is now, of the same page or of another. Throws `Trouble`. */
  async redraw(address = this.address) {
    const response = await asked(address, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    this.part.querySelector("#list").replaceWith(document.adoptNode(page.querySelector("#list")));
    this.address = address;
  }

  ask(row) {
    this.row = row;
    const title = this.dialog.querySelector(".title");
    title.textContent = row.dataset.title;
    title.lang = row.querySelector("a").lang;
    this.asking.say("");
    this.dialog.showModal();
  }

  async withdraw() {
    if (this.busy) return;
    this.busy = true;
    const { id, title } = this.row.dataset;
    const at = [...this.part.querySelectorAll("tbody tr")].indexOf(this.row);
    this.asking.begin(text("withdrawing"));
    try {
      await asked(`/v1/releases/${encodeURIComponent(id)}`, { method: "DELETE" });
      this.row.remove();
      await this.redraw().catch(() => {});
      this.dialog.close();
      this.telling.say(text("withdrawn", { title }));
      const rows = this.part.querySelectorAll("tbody tr");
      (rows[Math.min(at, rows.length - 1)]?.querySelector("a") ?? this.part.querySelector("h2")).focus();
    } catch (trouble) {
      this.asking.fail(trouble);
    } finally {
      this.busy = false;
    }
  }
}
