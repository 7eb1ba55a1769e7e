/* Select2's box has no accessible name: it gets the text of the field's label. */
(() => {
  const name = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const drawn = select.nextElementSibling?.querySelector(".select2-selection__rendered");
      if (drawn && select.labels.length) drawn.setAttribute("aria-label", select.labels[0].textContent.trim().replace(/:$/, ""));
    }
  };
  // jQuery runs ready handlers in the order they were added: this one runs right after Select2's own.
  if (window.django?.jQuery) window.django.jQuery(name);
  document.addEventListener("formset:added", () => setTimeout(name));
})();
