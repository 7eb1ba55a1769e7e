/* Inserts what is chosen in the palette into the text that had the focus last, and searches the palette. */
(() => {
  const palette = document.querySelector(".palette");
  if (!palette) return;
  const search = palette.querySelector("#palette-search");
  const status = palette.querySelector(".palette-status");
  const groups = [...palette.querySelectorAll(".palette-group")].map((group) => ({ group, wasOpen: group.open }));
  let target = null;

  document.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea[data-places]")) target = event.target;
  });

  const insert = (button) => {
    if (!target?.isConnected) return (status.textContent = status.dataset.nowhere);
    const { selectionStart: start, selectionEnd: end, value } = target;
    let text = button.dataset.insert;
    if ("block" in button.dataset) {
      // On a line of its own, whatever is around it.
      if (start && value[start - 1] !== "\n") text = `\n\n${text}`;
      if (value[end] !== "\n") text += "\n";
    }
    target.focus();
    target.setRangeText(text, start, end, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
    status.textContent = `${status.dataset.inserted} ${button.dataset.insert}`;
  };

  const find = () => {
    const words = search.value.toLocaleLowerCase("nb").split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { group, wasOpen } of groups) {
      const rows = [...group.querySelectorAll("li")];
      for (const row of rows) {
        const text = row.textContent.toLocaleLowerCase("nb");
        row.hidden = !words.every((word) => text.includes(word));
      }
      const left = rows.filter((row) => !row.hidden).length;
      found += left;
      group.hidden = words.length > 0 && !left;
      group.open = words.length ? left > 0 : wasOpen;
    }
    status.textContent = found ? "" : status.dataset.none;
  };

  palette.querySelectorAll(".palette-search, .palette-insert").forEach((part) => (part.hidden = false));
  palette.addEventListener("click", (event) => {
    const button = event.target.closest(".palette-insert");
    if (button) insert(button);
  });
  search.addEventListener("input", find);
})();
