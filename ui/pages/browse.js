// Where there is room the filters are always open, and a choice among them is made at once. Runs before the list is drawn.
"use strict";

{
  const form = document.getElementById("search");
  const filters = document.getElementById("filters");
  const wide = matchMedia("(min-width: 48rem)");
  form.classList.add("scripted");

  const fold = () => {
    filters.open = wide.matches || "set" in filters.dataset;
  };
  fold();
  wide.addEventListener("change", fold);

  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
  // What is not asked for is no part of the address.
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
  });
}
