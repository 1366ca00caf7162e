// Before the page is drawn: beside the chat it has no head of its own, the chat's stands above it.
"use strict";

if (self !== top) document.documentElement.classList.add("framed");
