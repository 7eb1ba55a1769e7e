/* Fetches the page of a job again while it runs, and shows how far it is. */
(() => {
  const state = document.querySelector("[data-job-state]");
  const body = document.querySelector("[data-job-body]");
  const isRunning = () => ["queued", "running"].includes(state.dataset.jobState);
  const hideLink = () => body.querySelector("[data-job-reload]")?.setAttribute("hidden", "");
  const update = async () => {
    try {
      const response = await fetch(location.href);
      if (!response.ok || response.redirected) throw new Error(response.statusText);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const newState = page.querySelector("[data-job-state]");
      body.replaceChildren(...page.querySelector("[data-job-body]").childNodes);
      if (newState.dataset.jobState !== state.dataset.jobState) {
        state.dataset.jobState = newState.dataset.jobState;
        state.replaceChildren(...newState.childNodes);
      }
    } catch {
      body.querySelector("[data-job-reload]")?.removeAttribute("hidden");
      return;
    }
    if (isRunning()) {
      hideLink();
      setTimeout(update, 2000);
    }
  };
  hideLink();
  setTimeout(update, 1000);
})();
