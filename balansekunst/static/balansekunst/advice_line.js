/* The quick exit: hides the page at once, and replaces it by another page in the tab's history.
   Without this script the button is a plain link. */
(() => {
  const exit = document.getElementById("exit");
  const status = document.getElementById("exit-status");
  const TOGETHER = 5000; // milliseconds within which two presses of Escape count as one
  let pressedAt = -Infinity;
  let leaving = false;

  const leave = () => {
    if (leaving) return;
    leaving = true;
    document.title = "\u00a0";
    document.documentElement.hidden = true;
    location.replace(exit.href);
  };

  document.querySelector(".scripted").hidden = false;
  document.querySelector(".unscripted").hidden = true;
  /* A jump within the page would be an entry of its own in the history, and lead back here. */
  document.querySelector('a[href="#main"]').addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(event.target.href);
  });
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    /* Escape stops a page from loading: a third press must not stop the exit. */
    event.preventDefault();
    if (event.repeat) return;
    if (event.timeStamp - pressedAt < TOGETHER) leave();
    pressedAt = event.timeStamp;
    status.textContent = status.dataset.once;
  });
})();
