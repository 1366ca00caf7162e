// What the staff page asks of the server, and what it says when that goes wrong.

const texts = JSON.parse(document.getElementById("texts").textContent);

export const fieldNames = texts.fields;

/** The text of this name in the page's language, with its {…} filled in. */
export function text(name, values = {}) {
  return filled(texts.script[name], values);
}

/** What can be asked of a release. */
export function firstQuestion({ title, language }) {
  return filled(texts.questions[language] ?? texts.questions.en, { title });
}

function filled(form, values) {
  return form.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Something went wrong; `message` tells a person what and what to do, `fields` which fields it is about. */
export class Trouble extends Error {
  constructor(message, fields = []) {
    super(message);
    this.fields = fields;
  }
}

function troubleOf(problem, name) {
  const told = texts.problems[problem.code];
  const message = told ? filled(told, { name }) : [problem.detail, problem.remedy].filter(Boolean).join(" ");
  const fields = (problem.errors ?? []).map(error => error.field.split(".").at(-1));
  if (problem.code === "bad-override") fields.push(problem.detail.split(":")[0]);
  return new Trouble(message, fields);
}

/** The response to a request; `name`: of the file that it is about. Throws `Trouble`. */
export async function asked(path, options, name = "") {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Trouble(text("unreachable"));
  }
  if (response.ok) return response;
  let problem;
  try {
    problem = await response.json();
  } catch {
    problem = { code: "internal", detail: `${response.status} ${response.statusText}` };
  }
  throw troubleOf(problem, name);
}

/** The data of the event `last`; the progress before it is told to `onProgress`. Throws `Trouble`. */
export async function streamed(path, options, last, onProgress, name = "") {
  const headers = { ...options.headers, accept: "text/event-stream" };
  const response = await asked(path, { ...options, headers }, name);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ done: true }));
    if (done) throw new Trouble(text("cut_off"));
    const blocks = (waiting + value).split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const { event, data } = Object.fromEntries(block.split("\n").map(field));
      if (event === "problem") throw troubleOf(JSON.parse(data), name);
      if (event === last) return JSON.parse(data);
      if (event === "progress") onProgress(JSON.parse(data));
    }
  }
}

function field(line) {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}
