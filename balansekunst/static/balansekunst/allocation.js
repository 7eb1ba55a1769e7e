/* The allocation with a script: what is used of the pot, and what is left, as one types. Without it the server sums. */
(() => {
  const form = document.getElementById("allocation");
  if (!form) return;
  const pot = Number(form.dataset.pot);
  const number = (amount) => `${amount < 0 ? "-" : ""}${String(Math.abs(amount)).replace(/\B(?=(\d{3})+$)/g, "\u00a0")}`;

  /* As balansekunst.fields.read_kroner reads an amount; what isn't one counts as nothing until it is mended. */
  const amount = (text) => {
    const said = text.trim().replace(/\s+/g, " ");
    const found = /^(?:(?:kr|nok)\.? ?)?(\d{1,3}(?:[ .]\d{3})+|\d+)(?:[.,]-|,[\u2013\u2014]|,00)? ?(?:kr\.?|nok)?$/i.exec(said);
    return found ? Number(found[1].replace(/[ .]/g, "")) : 0;
  };

  const say = (place, text, left) => {
    if (place.textContent !== text) place.textContent = text;
    place.toggleAttribute("data-over", left < 0);
  };

  const show = () => {
    let used = 0;
    for (const row of form.querySelectorAll("[data-row]")) {
      used += amount(row.querySelector('[name$="-amount"]').value);
      say(row.querySelector('[data-sum="used"]'), number(used), 0);
      say(row.querySelector('[data-sum="left"]'), number(pot - used), pot - used);
    }
    say(form.querySelector('[data-total="used"]'), `${number(used)}\u00a0kr`, 0);
    say(form.querySelector('[data-total="left"]'), `${number(pot - used)}\u00a0kr`, pot - used);
  };

  /* Who leaves with something unkept is asked first. */
  let changed = false;
  form.addEventListener("input", () => {
    changed = true;
    show();
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
})();
