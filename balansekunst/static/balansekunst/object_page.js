/* The page of a row: buttons that copy, the beginning of its timeline, and short forms in a dialog. Without this script,
   the links open the timeline and the forms as pages of their own. */
(() => {
  const LATEST = 10;

  for (const button of document.querySelectorAll("button[data-copy]")) {
    if (!navigator.clipboard) break;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.classList.add("copied");
      setTimeout(() => button.classList.remove("copied"), 2000);
    });
  }

  /* The timeline takes longer than the rest of the page, which does not wait for it. */
  const showTimeline = async (section) => {
    const response = await fetch(section.dataset.timeline);
    if (response.redirected || !response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const entries = page.querySelector(".timeline");
    for (const entry of [...entries.children].slice(LATEST)) entry.remove();
    section.querySelector(".all").before(...page.querySelectorAll(".timeline-kinds"), entries);
  };
  document.querySelectorAll("[data-timeline]").forEach(showTimeline);

  const dialog = document.createElement("dialog");
  dialog.className = "object-dialog";
  dialog.setAttribute("aria-labelledby", "dialog-heading");

  /* Show the form of a page, and nothing else of it. Without a form, as when the login has expired, go to the page. */
  const show = (text, url) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const form = page.querySelector("#content form[method=post]");
    const title = page.querySelector("#content h1");
    if (!form || !title) return location.assign(url);
    title.id = "dialog-heading";
    form.action = url;
    dialog.replaceChildren(title, ...page.querySelectorAll("#content > .explanation"), form);
    if (!dialog.open) dialog.showModal();
    const wrong = dialog.querySelector("[aria-invalid=true], .errorlist ~ * input");
    (wrong ?? dialog.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
  };

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const response = await fetch(link.href);
      response.redirected || !response.ok ? location.assign(link.href) : show(await response.text(), link.href);
    } else if (event.target.closest(".object-dialog .closelink")) {
      event.preventDefault();
      dialog.close();
    }
  });

  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { target: form, submitter } = event;
    if (submitter) submitter.disabled = true;
    // The redirect is not followed, so that the next page shows the message of what was done.
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (response.type === "opaqueredirect") location.reload();
    else if (response.ok) show(await response.text(), form.action);
    else location.assign(form.action);
  });

  document.querySelector(".object-page #content")?.append(dialog);
})();
