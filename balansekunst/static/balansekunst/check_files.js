// Says whether a file that is chosen or dropped is one whose digest is in the page. Nothing is sent.
(() => {
  const section = document.querySelector("[data-check-files]");
  if (!section || !crypto.subtle) return;
  const known = new Map([...document.querySelectorAll("[data-digest]")].map(({ dataset }) => [dataset.digest, dataset.answer]));
  const input = section.querySelector("input");
  const answers = section.querySelector("[data-answers]");
  const text = (name) => section.querySelector(`[${name}]`).textContent;

  const check = async (file) => {
    try {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      return known.has(hex) ? ["success", known.get(hex), hex] : ["danger", text("data-unknown"), hex];
    } catch {
      return ["warning", text("data-unreadable"), ""];
    }
  };

  const item = (file, [colour, answer, digest]) => {
    const place = Object.assign(document.createElement("li"), { className: "ds-alert" });
    place.dataset.color = colour;
    const name = Object.assign(document.createElement("b"), { textContent: file.name });
    const code = Object.assign(document.createElement("code"), { className: "digest", textContent: digest });
    for (const part of [name, answer, code]) {
      const paragraph = document.createElement("p");
      paragraph.append(part);
      place.append(paragraph);
    }
    return place;
  };

  const show = async (files) => {
    answers.replaceChildren(...(await Promise.all([...files].map(async (file) => item(file, await check(file))))));
  };

  input.addEventListener("change", () => show(input.files));
  // Anywhere in the page: a browser opens a file that is dropped beside the place for it.
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
  document.addEventListener("dragover", () => section.classList.add("is-over"));
  document.addEventListener("dragleave", (event) => event.relatedTarget ?? section.classList.remove("is-over"));
  document.addEventListener("drop", ({ dataTransfer }) => {
    section.classList.remove("is-over");
    show(dataTransfer.files);
  });
  section.hidden = false;
})();
