// Where a part of the page tells how far something is, what came of it, or what went wrong.

import { text } from "./staff_server.js";

const PAUSE = 1000; // Between two things that are read out.

export class Telling {
  constructor(part) {
    const place = part.querySelector(".telling");
    this.told = place.querySelector(".told");
    this.failed = place.querySelector(".failed");
    this.bar = place.querySelector("progress");
    this.last = 0;
  }

  say(message) {
    this.failed.textContent = "";
    this.told.textContent = message;
    this.bar.hidden = true;
  }

  fail(trouble) {
    this.say("");
    this.failed.textContent = trouble.message;
  }

  /** Work has begun, and nobody knows yet how much it is. */
  begin(message) {
    this.say(message);
    this.bar.removeAttribute("value");
    this.bar.hidden = false;
  }

  /** A progress event of the server; `embedded`: the name of the text for that stage. */
  progress({ stage, done, total }, embedded = "embedded") {
    if (stage === "embedded" && total) {
      this.bar.max = total;
      this.bar.value = done;
    }
    const now = performance.now();
    if (stage === "embedded" && done < total && now - this.last < PAUSE) return;
    this.last = now;
    this.told.textContent = text(stage === "embedded" ? embedded : stage, { done, total });
  }
}
