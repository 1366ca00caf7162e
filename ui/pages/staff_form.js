// The fields of a release: filled in from a preview, and what a person changed in them, as overrides.

import { text } from "./staff_server.js";

const before = new WeakMap();

/** Take what is in the form now for what it began with. */
export function begun(form) {
  before.set(form, values(form));
  countHeadings(form);
}

/** Fill in what a preview recognised. */
export function fill(form, preview) {
  const { release, missing, lines } = preview;
  const { elements } = form;
  for (const name of ["title", "date", "organisation", "url"]) elements[name].value = release[name] ?? "";
  for (const name of ["name", "phone", "email"]) elements[name].value = release.contact[name];
  for (const name of ["language", "type"]) choose(elements[name], release[name]);
  const list = form.querySelector(".lines");
  list.lang = release.language;
  list.replaceChildren(...lines.map(checkbox));
  list.hidden = !lines.length;
  form.querySelector(".no-lines").hidden = Boolean(lines.length);
  for (const field of form.querySelectorAll("[data-field]")) {
    const tag = field.querySelector(":scope > .missing, legend > .missing");
    if (tag) tag.hidden = !missing.includes(field.dataset.field);
  }
  mark(form, []);
  begun(form);
}

function choose(select, value) {
  if (![...select.options].some(option => option.value === value)) select.add(new Option(value, value));
  select.value = value;
}

function checkbox(line) {
  const item = document.createElement("li");
  const label = item.appendChild(document.createElement("label"));
  const box = label.appendChild(document.createElement("input"));
  Object.assign(box, { type: "checkbox", name: "headings", value: line.text, checked: line.is_heading });
  label.append(" ");
  label.appendChild(document.createElement("span")).textContent = line.text;
  return item;
}

/** What is in the form, by the names that overrides have. */
function values(form) {
  const { title, date, organisation, url, name, phone, email, language, type } = form.elements;
  const headings = [...form.querySelectorAll("[name=headings]:checked")].map(box => box.value);
  const trimmed = input => input.value.trim();
  return {
    title: trimmed(title),
    date: date.value,
    organisation: trimmed(organisation),
    contact: { name: trimmed(name), phone: trimmed(phone), email: trimmed(email) },
    language: language.value,
    type: type.value,
    url: trimmed(url),
    headings,
  };
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** What was changed: what is empty now, or as the text alone has it, goes back to what is recognised. */
export function changed(form) {
  const now = values(form);
  const overrides = {};
  for (const [name, was] of Object.entries(before.get(form))) {
    const value = now[name];
    if (same(value, was)) continue;
    overrides[name] = isEmpty(name, value) || same(value, recognised(form, name)) ? null : value;
  }
  return overrides;
}

function isEmpty(name, value) {
  return name === "contact" ? Object.values(value).every(part => !part) : name !== "headings" && !value;
}

function recognised(form, name) {
  const written = form.querySelector(`[data-field=${name}]`).dataset.recognised;
  return written === undefined ? undefined : JSON.parse(written);
}

/** Put back what the text alone has, in the field that `button` belongs to. */
export function putBack(form, button) {
  const { field } = button.closest("[data-field]").dataset;
  const was = recognised(form, field);
  if (field === "headings") {
    for (const box of form.querySelectorAll("[name=headings]")) box.checked = was.includes(box.value);
    countHeadings(form);
  } else if (field === "contact") {
    for (const [name, value] of Object.entries(was)) form.elements[name].value = value;
  } else {
    form.elements[field].value = was;
  }
  (form.elements[field === "contact" ? "name" : field] ?? form).focus?.();
}

/** Mark the fields that the server did not take, and go to the first. */
export function mark(form, names) {
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const inputs = names.map(name => form.elements[name]).filter(input => input instanceof Element);
  for (const input of inputs) input.setAttribute("aria-invalid", "true");
  inputs[0]?.focus();
}

export function countHeadings(form) {
  const boxes = [...form.querySelectorAll("[name=headings]")];
  const chosen = boxes.filter(box => box.checked).length;
  form.querySelector(".chosen").textContent = boxes.length ? text("headings", { chosen, lines: boxes.length }) : "";
}
