/* Saves the draft shortly after the last change, and shows when. Without this script, or without a connection, the
   buttons save as usual. What a colleague saved at the same time is never overwritten: autosaving stops then, and the
   button shows both texts. */
(() => {
  const form = document.getElementById("draft");
  const place = document.querySelector("[data-saved]");
  if (!form || !place) return;
  const PAUSE = 3000;
  const RETRY = 15000;
  let timer = 0;
  let saving = null;
  let changed = false;
  let stopped = !form.dataset.autosave;

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
    link.textContent = form.dataset.logIn;
    place.append(link);
  };

  const saveLater = (pause) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, pause);
  };

  const handle = async (response) => {
    const answer = await response.json();
    if (response.ok) {
      form.elements.version.value = answer.version;
      show(answer.message);
    } else if (answer.login) {
      changed = true;
      askToLogIn(answer);
    } else {
      stopped = true;
      show(`${answer.message} ${form.dataset.look}`, "problem");
    }
  };

  const send = async () => {
    renewToken();
    const data = new FormData(form);
    data.delete("uploads");
    changed = false;
    try {
      await handle(await fetch(form.dataset.autosave, { method: "POST", body: data, redirect: "error" }));
    } catch {
      changed = true;
      show(form.dataset.offline, "problem");
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
