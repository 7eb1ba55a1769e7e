/* The quick exit: the page is emptied at once, and its place in the tab's history is taken by another page.
   Without this script the button is a plain link. */
(() => {
  const exit = document.getElementById("exit");
  const told = document.getElementById("exit-told");
  const TOGETHER = 5000; // milliseconds within which two presses of Escape belong together
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
  /* A step within the page would be a place of its own to come back to. */
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
    /* Escape stops a page from loading: one press too many must not stop the way out. */
    event.preventDefault();
    if (event.repeat) return;
    if (event.timeStamp - pressedAt < TOGETHER) leave();
    pressedAt = event.timeStamp;
    told.textContent = told.dataset.once;
  });
})();
