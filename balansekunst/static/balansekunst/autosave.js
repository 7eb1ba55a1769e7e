/* The draft saves itself a little after one has stopped typing, and tells so quietly. Without a script, or without a
   connection, the buttons save as ever. What a colleague has saved meanwhile is never overwritten: then saving stops,
   and the button shows both texts. */
(() => {
  const form = document.getElementById("draft");
  const place = document.querySelector("[data-saved]");
  if (!form || !place) return;
  const PAUSE = 3000;
  const AGAIN = 15000;
  let timer = 0;
  let saving = null;
  let changed = false;
  let stopped = !form.dataset.autosave;

  /* Logging in again in another window gives a new token, and the page's own is then too old. */
  const renewToken = () => {
    const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    if (found) form.elements.csrfmiddlewaretoken.value = found[1];
  };

  const tell = (words, state = "") => {
    place.textContent = words;
    place.dataset.state = state;
  };

  const tellToLogIn = (answer) => {
    tell(`${answer.told} `, "problem");
    const link = document.createElement("a");
    link.href = answer.login;
    link.textContent = form.dataset.logIn;
    place.append(link);
  };

  const later = (pause) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, pause);
  };

  const take = async (response) => {
    const answer = await response.json();
    if (response.ok) {
      form.elements.seen.value = answer.seen;
      tell(answer.told);
    } else if (answer.login) {
      changed = true;
      tellToLogIn(answer);
    } else {
      stopped = true;
      tell(`${answer.told} ${form.dataset.look}`, "problem");
    }
  };

  const send = async () => {
    renewToken();
    const said = new FormData(form);
    said.delete("uploads");
    changed = false;
    try {
      await take(await fetch(form.dataset.autosave, { method: "POST", body: said, redirect: "error" }));
    } catch {
      changed = true;
      tell(form.dataset.offline, "problem");
      later(AGAIN);
    }
  };

  const save = async () => {
    if (saving || stopped || !changed) return;
    saving = send();
    await saving;
    saving = null;
    if (changed) later(AGAIN);
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    changed = true;
    if (!saving) later(PAUSE);
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-remove]")) return;
    changed = true;
    later(PAUSE);
  });
  globalThis.addEventListener("online", () => changed && later(0));

  /* The stamp of a save that is under way must be there before the button's own save is sent. */
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
