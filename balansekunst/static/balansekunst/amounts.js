/* Amounts are summed as they are typed, and lines are added and removed without a request to the server: in a form with
   budget lines (the application, the project report) and in the allocation. Without this script the buttons submit the
   form, and the server does the sums. */
(() => {
  const number = (amount) => `${amount < 0 ? "-" : ""}${String(Math.abs(amount)).replace(/\B(?=(\d{3})+$)/g, "\u00a0")}`;
  const kroner = (amount) => `${number(amount)}\u00a0kr`;

  /* The same formats as balansekunst.fields.read_kroner; anything else counts as zero until it is corrected. */
  const parse = (input) => {
    const text = input.value.trim().replace(/\s+/g, " ");
    const match = /^(?:(?:kr|nok)\.? ?)?(\d{1,3}(?:[ .]\d{3})+|\d+)(?:[.,]-|,[\u2013\u2014]|,00)? ?(?:kr\.?|nok)?$/i.exec(text);
    return match ? Number(match[1].replace(/[ .]/g, "")) : 0;
  };

  /* Only a changed text is written: screen readers announce what is written to a live region. */
  const write = (place, text) => {
    if (place && place.textContent !== text) place.textContent = text;
  };

  const editLines = (form, sums) => {
    const total = (kind) =>
      [...form.querySelectorAll(`[data-lines^="${kind}"] .line-amount input`)].reduce((sum, input) => sum + parse(input), 0);

    const verdict = (cost, short) => {
      if (!cost) return sums.dataset.noCosts;
      if (!short) return sums.dataset.even;
      return (short > 0 ? sums.dataset.short : sums.dataset.over).replace("{amount}", kroner(Math.abs(short)));
    };

    const show = () => {
      const cost = total("cost");
      const income = total("income");
      const applied = form.elements.amount_applied ? parse(form.elements.amount_applied) : Number(sums.dataset.applied ?? 0);
      for (const [name, sum] of Object.entries({ cost, income, applied, needed: Math.max(cost - income, 0) })) {
        write(sums.querySelector(`[data-sum="${name}"]`), kroner(sum));
      }
      const place = sums.querySelector("[data-verdict]");
      if (!place) return;
      const short = cost - income - applied;
      write(place, verdict(cost, short));
      sums.toggleAttribute("data-balances", cost > 0 && short === 0);
    };

    const remove = (line) => {
      for (const input of line.querySelectorAll("input")) input.value = "";
      line.hidden = true;
      show();
      line.closest("[data-lines]").querySelector("[data-add]").focus();
    };

    const add = (lines) => {
      const count = lines.querySelector('[name$="-TOTAL_FORMS"]');
      const template = lines.querySelector("template");
      const next = String(Number(count.value) + 1);
      const parent = document.createElement("div");
      parent.innerHTML = template.innerHTML.replaceAll("__prefix__", count.value).replaceAll("__number__", next);
      const line = parent.firstElementChild;
      count.value = next;
      template.before(line);
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
  };

  const allocate = (form) => {
    const pot = Number(form.dataset.pot);
    const writeLeft = (place, left, format) => {
      write(place, format(left));
      place.toggleAttribute("data-over", left < 0);
    };

    const show = () => {
      let used = 0;
      for (const row of form.querySelectorAll("[data-row]")) {
        used += parse(row.querySelector('[name$="-amount"]'));
        write(row.querySelector('[data-sum="used"]'), number(used));
        writeLeft(row.querySelector('[data-sum="left"]'), pot - used, number);
      }
      write(form.querySelector('[data-total="used"]'), kroner(used));
      writeLeft(form.querySelector('[data-total="left"]'), pot - used, kroner);
    };

    form.addEventListener("input", show);
  };

  const sums = document.getElementById("balance");
  const lines = sums?.closest("form");
  if (lines) editLines(lines, sums);
  const allocation = document.getElementById("allocation");
  if (allocation) allocate(allocation);
})();
