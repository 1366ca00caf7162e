// In the pane beside the chat: Escape gives the room back to the conversation.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || self === top) return;
  if (!event.target.closest("input, select, textarea")) parent.postMessage({ pressdesk: "close" }, location.origin);
});
