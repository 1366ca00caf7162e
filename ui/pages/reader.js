// Copying a place of the release: the selected text's, or else the marked one's.
"use strict";

{
  const article = document.querySelector("article");
  const copied = document.getElementById("copied");
  const quotationButton = document.getElementById("copy-quotation");
  const linkButton = document.getElementById("copy-link");
  const { say, form, ...page } = JSON.parse(document.getElementById("for-script").textContent);
  const KEPT = 700; // Milliseconds: a touch on a button takes the selection away before it clicks.
  let chosen = null;
  let forgetting = 0;

  // Offsets count Unicode code points, as Python does; `length` counts UTF-16's units.
  const offset = (node, at) => {
    const before = document.createRange();
    before.setStart(article, 0);
    before.setEnd(node, at);
    return [...before.toString()].length;
  };

  // What is selected inside the article, without white space around it: text and offsets, or null.
  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(article)) return null;
    const inside = range.cloneRange();
    if (!article.contains(range.startContainer)) inside.setStart(article, 0);
    if (!article.contains(range.endContainer)) inside.setEnd(article, article.childNodes.length);
    const text = inside.toString();
    if (!text.trim()) return null;
    const start = offset(inside.startContainer, inside.startOffset) + [...text].length - [...text.trimStart()].length;
    return { text: text.trim(), start, end: start + [...text.trim()].length };
  };

  const quoted = (text) => {
    const HAN = "[\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef]";
    const line = text
      .replace(/\s*[\r\n]\s*/gu, "\n")
      .replace(new RegExp(`(?<=${HAN})\\n(?=${HAN})`, "gu"), "")
      .replaceAll("\n", " ");
    const inner = form.inner.reduce((made, [pattern, instead]) => made.replace(new RegExp(pattern, "gu"), instead), line);
    return form.text.replace(form.place, () => inner);
  };

  const label = () => {
    quotationButton.textContent = chosen ? say.copy_selected_quotation : say.copy_quotation;
    linkButton.textContent = chosen ? say.copy_selected_link : say.copy_link;
  };

  const tell = async (text, told) => {
    const done = await copy(text);
    copied.textContent = "";
    // Emptied first, so that a screen reader reads the same words again.
    setTimeout(() => (copied.textContent = done ? told : `${say.not_copied} ${text}`), 50);
  };

  document.addEventListener("selectionchange", () => {
    clearTimeout(forgetting);
    const found = selected();
    if (found) {
      chosen = found;
      label();
    } else if (chosen) {
      forgetting = setTimeout(() => {
        chosen = null;
        label();
      }, KEPT);
    }
  });

  quotationButton.addEventListener("click", () => {
    const text = chosen ? quoted(chosen.text) : page.quotation;
    if (text) tell(text, say.copied_quotation);
    else copied.textContent = say.select_first;
  });

  linkButton.addEventListener("click", () => {
    const place = chosen && `${page.release}?start=${chosen.start}&end=${chosen.end}#quote`;
    tell(new URL(place || page.link, location.href).href, say.copied_link);
  });

  for (const button of [quotationButton, linkButton]) {
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.hidden = false;
  }
}
