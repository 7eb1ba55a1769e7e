/* Select2 gives what it draws no name: it gets that of the field's label. */
(() => {
  const name = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const drawn = select.nextElementSibling?.querySelector(".select2-selection__rendered");
      if (drawn && select.labels.length) drawn.setAttribute("aria-label", select.labels[0].textContent.trim().replace(/:$/, ""));
    }
  };
  // jQuery calls in the order it was asked: this comes right after Select2 has drawn.
  if (window.django?.jQuery) window.django.jQuery(name);
  document.addEventListener("formset:added", () => setTimeout(name));
})();
