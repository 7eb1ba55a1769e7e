/* Logging an enquiry with a script: a warning while one writes the note, and one save at a time.
   Without it the server warns when one saves. */
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

  const holder = form.querySelector("[data-note]");
  if (!holder) return;
  const note = holder.querySelector("textarea");
  const looks = JSON.parse(holder.dataset.note).map(([pattern, words]) => [new RegExp(pattern, "u"), words]);
  const left = document.createElement("p");
  left.className = "note note-left";
  const warnings = document.createElement("ul");
  warnings.className = "note-warnings";
  const told = document.createElement("div");
  told.setAttribute("role", "status");
  told.append(warnings);
  note.after(left, told);

  const found = (text) => {
    let rest = text;
    const said = [];
    for (const [look, words] of looks) {
      const match = look.exec(rest);
      if (!match) continue;
      said.push(`${words}: «${match[0]}».`);
      rest = rest.replace(match[0], "");
    }
    return said;
  };

  let timer = 0;
  const warn = () => {
    const said = found(note.value);
    if (said.join() === [...warnings.children].map((item) => item.textContent).join()) return;
    warnings.replaceChildren(
      ...said.map((words) => Object.assign(document.createElement("li"), { textContent: words })),
    );
  };
  const count = () => {
    left.textContent = holder.dataset.left.replace("{left}", String(note.maxLength - note.value.length));
  };
  note.addEventListener("input", () => {
    count();
    clearTimeout(timer);
    timer = setTimeout(warn, 400);
  });
  count();
})();
