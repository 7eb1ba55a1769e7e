/* The menu: which groups are closed is remembered, and filtering it opens them. */
(() => {
  const KEY = "balansekunst.closedGroups";
  const groups = [...document.querySelectorAll("details[data-group]")];
  const closed = new Set((localStorage.getItem(KEY) ?? "").split(" "));
  const name = (group) => group.dataset.group;

  const show = () => {
    for (const group of groups) {
      group.hidden = false;
      group.open = !closed.has(name(group)) || group.querySelector("[aria-current]") !== null;
    }
  };
  for (const group of groups) {
    group.querySelector("summary").addEventListener("click", () => {
      if (group.open) closed.add(name(group));
      else closed.delete(name(group));
      localStorage.setItem(KEY, [...closed].filter(Boolean).join(" "));
    });
  }
  show();

  // Django's script hides the rows that do not match; it is loaded before this one.
  const filter = document.getElementById("nav-filter");
  const followFilter = () => {
    if (!filter.value) return show();
    for (const group of groups) {
      group.open = true;
      group.hidden = ![...group.querySelectorAll("tbody tr")].some((row) => row.style.display !== "none");
    }
  };
  for (const event of ["input", "keyup", "change"]) filter?.addEventListener(event, followFilter);
  if (filter?.value) followFilter();
})();
