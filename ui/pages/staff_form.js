// The fields of a release: filled in from a preview, and what a person changed in them, as overrides.

import { text } from "./staff_server.js";

/** Fill in what a preview recognised. */
export function fill(form, preview) {
  const { release, missing, lines } = preview;
  const { elements } = form;
  for (const name of ["title", "date", "organisation", "url"]) set(elements[name], release[name] ?? "");
  for (const name of ["name", "phone", "email"]) set(elements[name], release.contact[name]);
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
  countHeadings(form);
}

function set(input, value) {
  input.defaultValue = value;
  input.value = value;
}

function choose(select, value) {
  if (![...select.options].some(option => option.value === value)) select.add(new Option(value, value));
  for (const option of select.options) option.defaultSelected = option.value === value;
  select.value = value;
}

function checkbox(line) {
  const item = document.createElement("li");
  const label = item.appendChild(document.createElement("label"));
  const box = label.appendChild(document.createElement("input"));
  Object.assign(box, { type: "checkbox", name: "headings", value: line.text, defaultChecked: line.is_heading });
  label.append(" ");
  label.appendChild(document.createElement("span")).textContent = line.text;
  return item;
}

const NOW = {
  written: input => input.value.trim(),
  chosen: select => select.value,
  ticked: box => box.checked,
};
/** What the page came with, or the preview filled in: also where somebody types before the script is there. */
const AT_FIRST = {
  written: input => input.defaultValue.trim(),
  chosen: select => [...select.options].find(option => option.defaultSelected)?.value ?? select.options[0].value,
  ticked: box => box.defaultChecked,
};

/** What the form has, by the names of overrides. */
function values(form, { written, chosen, ticked }) {
  const { title, date, organisation, url, name, phone, email, language, type } = form.elements;
  return {
    title: written(title),
    date: written(date),
    organisation: written(organisation),
    contact: { name: written(name), phone: written(phone), email: written(email) },
    language: chosen(language),
    type: chosen(type),
    url: written(url),
    headings: [...form.querySelectorAll("[name=headings]")].filter(ticked).map(box => box.value),
  };
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** What was changed: what is empty now, or as the text alone has it, goes back to what is recognised. */
export function changed(form) {
  const now = values(form, NOW);
  const overrides = {};
  for (const [name, was] of Object.entries(values(form, AT_FIRST))) {
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
