/* Puts what is chosen beside the texts into the text that was written in last, and finds it by a search. */
(() => {
  const palette = document.querySelector(".palette");
  if (!palette) return;
  const search = palette.querySelector("#palette-search");
  const said = palette.querySelector(".palette-said");
  const groups = [...palette.querySelectorAll(".palette-group")].map((group) => ({ group, wasOpen: group.open }));
  let written = null;

  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("textarea[data-places]")) written = target;
  });

  const insert = (button) => {
    if (!written?.isConnected) return (said.textContent = said.dataset.nowhere);
    const { selectionStart: start, selectionEnd: end, value } = written;
    let text = button.dataset.insert;
    if ("block" in button.dataset) {
      // On a line of its own, whatever stands around it.
      if (start && value[start - 1] !== "\n") text = `\n\n${text}`;
      if (value[end] !== "\n") text += "\n";
    }
    written.focus();
    written.setRangeText(text, start, end, "end");
    written.dispatchEvent(new Event("input", { bubbles: true }));
    said.textContent = `${said.dataset.inserted} ${button.dataset.insert}`;
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
    said.textContent = found ? "" : said.dataset.none;
  };

  palette.querySelectorAll(".palette-search, .palette-insert").forEach((part) => (part.hidden = false));
  palette.addEventListener("click", ({ target }) => {
    const button = target.closest(".palette-insert");
    if (button) insert(button);
  });
  search.addEventListener("input", find);
})();
