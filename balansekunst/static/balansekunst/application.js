/* The application form with a script: sums as one types, lines added and removed without a trip to the server.
   Without it the same buttons save the draft, and the server sums. */
(() => {
  const form = document.getElementById("draft");
  const sums = document.getElementById("balance");
  if (!form || !sums) return;
  const kroner = (amount) => `${String(amount).replace(/\B(?=(\d{3})+$)/g, "\u00a0")}\u00a0kr`;

  /* As balansekunst.fields.read_kroner reads an amount; what isn't one counts as nothing until it is mended. */
  const amount = (text) => {
    const said = text.trim().replace(/\s+/g, " ");
    const found = /^(?:(?:kr|nok)\.? ?)?(\d{1,3}(?:[ .]\d{3})+|\d+)(?:[.,]-|,[\u2013\u2014]|,00)? ?(?:kr\.?|nok)?$/i.exec(said);
    return found ? Number(found[1].replace(/[ .]/g, "")) : 0;
  };
  const total = (kind) =>
    [...form.querySelectorAll(`[data-lines="${kind}"] .line-amount input`)].reduce((sum, input) => sum + amount(input.value), 0);

  const verdict = (costs, short) => {
    if (!costs) return sums.dataset.noCosts;
    if (!short) return sums.dataset.even;
    return (short > 0 ? sums.dataset.short : sums.dataset.over).replace("{amount}", kroner(Math.abs(short)));
  };

  const show = () => {
    const costs = total("cost");
    const income = total("income");
    const applied = amount(form.elements.amount_applied.value);
    for (const [kind, sum] of Object.entries({ cost: costs, income, applied })) {
      sums.querySelector(`[data-sum="${kind}"]`).textContent = kroner(sum);
    }
    const said = verdict(costs, costs - income - applied);
    const place = sums.querySelector("[data-verdict]");
    if (place.textContent !== said) place.textContent = said;
    sums.toggleAttribute("data-balances", said === sums.dataset.even);
  };

  const remove = (line) => {
    for (const input of line.querySelectorAll("input")) input.value = "";
    const lines = line.closest("[data-lines]");
    line.hidden = true;
    show();
    lines.querySelector("[data-add]").focus();
  };

  const add = (lines) => {
    const count = lines.querySelector('[name$="-TOTAL_FORMS"]');
    const holder = document.createElement("div");
    holder.innerHTML = lines
      .querySelector("template")
      .innerHTML.replaceAll("__prefix__", count.value)
      .replaceAll("__number__", String(Number(count.value) + 1));
    const line = holder.firstElementChild;
    count.value = String(Number(count.value) + 1);
    lines.querySelector("template").before(line);
    line.querySelector("[data-remove]").hidden = false;
    line.querySelector("input").focus();
  };

  for (const button of form.querySelectorAll("[data-remove]")) button.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-add]")) add(button.closest("[data-lines]"));
    else remove(button.closest(".line"));
  });
})();
