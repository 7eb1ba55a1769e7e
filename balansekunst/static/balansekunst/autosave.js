/* Saves the form of a draft shortly after the last change, and shows when. The place that shows it has the address in
   data-autosave. Without this script, or without a connection, the buttons save as usual. What a colleague saved at the
   same time is never overwritten: the server says so, and the button shows both texts. */
(() => {
  const place = document.querySelector("[data-autosave]");
  const form = place?.closest("form") ?? document.getElementById(place?.dataset.form);
  if (!form) return;
  const PAUSE = 3000;
  const RETRY = 15000;
  let timer = 0;
  let saving = null;
  let changed = false;
  let stopped = false;

  if (place.dataset.ready) place.textContent = place.dataset.ready;

  /* A new login in another window changes the token, and the form's own is no longer valid. */
  const renewToken = () => {
    const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    if (found) form.elements.csrfmiddlewaretoken.value = found[1];
  };

  const show = (text, state = "") => {
    place.textContent = text;
    place.dataset.state = state;
  };

  const askToLogIn = (answer) => {
    show(`${answer.message} `, "problem");
    const link = document.createElement("a");
    link.href = answer.login;
    link.textContent = place.dataset.logIn;
    if (answer.new_tab) link.target = "_blank";
    place.append(link);
  };

  const saveLater = (pause) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, pause);
  };

  /* Hidden fields get their new values, and others what a colleague saved, unless something was typed meanwhile. */
  const fillIn = ({ fields, saved }, data) => {
    for (const name of saved) form.elements[`initial-${name}`].value = data.get(name) ?? "";
    for (const [name, value] of Object.entries(fields)) {
      const field = form.elements[name];
      if (!field || (field.type !== "hidden" && field.value !== data.get(name)?.replaceAll("\r\n", "\n"))) continue;
      field.value = value;
      data.set(name, field.value);
      const began = form.elements[`initial-${name}`];
      if (began) began.value = value;
    }
  };

  /* What remains to be written, as the server shows it; not while somebody is on a link or a button in it. */
  const renew = (parts) => {
    for (const [id, html] of Object.entries(parts)) {
      const part = document.getElementById(id);
      if (part && !part.contains(document.activeElement)) part.outerHTML = html;
    }
  };

  const handle = async (response, data) => {
    const answer = await response.json();
    if (response.ok) {
      fillIn(answer, data);
      renew(answer.parts ?? {});
      show(answer.message);
      if (answer.complete) form.dispatchEvent(new CustomEvent("autosaved", { detail: data }));
    } else if (answer.login) {
      changed = true;
      askToLogIn(answer);
    } else {
      stopped = true;
      show(`${answer.message} ${place.dataset.look}`, "problem");
    }
  };

  const send = async () => {
    renewToken();
    const data = new FormData(form);
    const body = new FormData();
    for (const [name, value] of data) if (!(value instanceof File)) body.append(name, value);
    changed = false;
    try {
      const response = await fetch(place.dataset.autosave, { method: "POST", body, redirect: "error" });
      await handle(response, data);
    } catch {
      changed = true;
      show(place.dataset.offline, "problem");
      saveLater(RETRY);
    }
  };

  const save = async () => {
    if (saving || stopped || !changed) return;
    saving = send();
    await saving;
    saving = null;
    if (changed) saveLater(RETRY);
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    changed = true;
    if (!saving) saveLater(PAUSE);
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-remove]")) return;
    changed = true;
    saveLater(PAUSE);
  });
  /* Back from logging in in another tab. */
  globalThis.addEventListener("focus", () => changed && !saving && saveLater(0));
  globalThis.addEventListener("online", () => changed && saveLater(0));

  /* A save in progress must have returned its version before the button's own save is sent. */
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    renewToken();
    if (!saving) {
      stopped = true;
      return;
    }
    event.preventDefault();
    await saving;
    stopped = true;
    form.requestSubmit(event.submitter);
  });
})();
