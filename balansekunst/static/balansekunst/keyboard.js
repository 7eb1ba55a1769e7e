/* Keys: `/` goes to the search, `g` and a letter open a list, `?` shows them all. They can be turned off there. */
(() => {
  const OFF = "balansekunst.keyboardOff";
  const SECONDS = 2; // in which the letter has to follow
  const dialog = document.getElementById("keyboard");
  if (!dialog) return;
  const toggle = document.getElementById("keyboard-on");
  const open = document.getElementById("keyboard-open");
  let started = 0;

  toggle.checked = !localStorage.getItem(OFF);
  toggle.addEventListener("change", () => {
    if (toggle.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  open.hidden = false;
  open.addEventListener("click", () => dialog.showModal());

  const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable], [role=combobox], [role=textbox]");
  document.addEventListener("keydown", (event) => {
    const isModified = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
    if (event.defaultPrevented || isModified || !toggle.checked || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const follows = Date.now() - started < SECONDS * 1000;
    if (["Shift", "AltGraph"].includes(event.key)) return;
    started = 0;
    if (follows) {
      const link = [...dialog.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
      if (link) link.click();
    } else if (event.key === "g") {
      started = Date.now();
    } else if (event.key === "/") {
      event.preventDefault();
      document.getElementById("search-everywhere")?.select();
    } else if (event.key === "?") {
      dialog.showModal();
    }
  });
})();
