// Copying a text, wherever the page came from.
"use strict";

// Over plain HTTP a browser has no `navigator.clipboard`: then the text is selected somewhere and copied from there.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const selection = getSelection();
    const ranges = Array.from({ length: selection.rangeCount }, (_, number) => selection.getRangeAt(number));
    const focused = document.activeElement;
    const area = Object.assign(document.createElement("textarea"), { value: text });
    area.style.cssText = "position: fixed; inset: 0 auto auto -99rem; width: 1rem";
    area.setAttribute("aria-hidden", "true");
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focused?.focus({ preventScroll: true });
    selection.removeAllRanges();
    ranges.forEach((range) => selection.addRange(range));
    return done;
  }
}
