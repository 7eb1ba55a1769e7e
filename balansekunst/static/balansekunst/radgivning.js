/* Warns of personal data while the note is written, and sends the form only once.
   Without this script the server warns when the form is saved. */
(() => {
  const form = document.getElementById("enquiry");
  if (!form) return;

  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });

  const field = form.querySelector("[data-note]");
  if (!field) return;
  const note = field.querySelector("textarea");
  const rules = JSON.parse(field.dataset.note).map(([pattern, text]) => [new RegExp(pattern, "u"), text]);
  const left = document.createElement("p");
  left.className = "note note-left";
  const warnings = document.createElement("ul");
  warnings.className = "note-warnings";
  const status = document.createElement("div");
  status.setAttribute("role", "status");
  status.append(warnings);
  note.after(left, status);

  const check = (note) => {
    let rest = note;
    const found = [];
    for (const [rule, text] of rules) {
      const match = rule.exec(rest);
      if (!match) continue;
      found.push(`${text}: «${match[0]}».`);
      rest = rest.replace(match[0], "");
    }
    return found;
  };

  let timer = 0;
  const warn = () => {
    const found = check(note.value);
    if (found.join() === [...warnings.children].map((item) => item.textContent).join()) return;
    warnings.replaceChildren(
      ...found.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
    );
  };
  const count = () => {
    left.textContent = field.dataset.left.replace("{left}", String(note.maxLength - note.value.length));
  };
  note.addEventListener("input", () => {
    count();
    clearTimeout(timer);
    timer = setTimeout(warn, 400);
  });
  count();
})();
