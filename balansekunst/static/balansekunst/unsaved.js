/* Asks before somebody leaves a page with text that is not saved: in the forms of the admin, and in other forms with
   data-unsaved. A form is compared with what it was when the page was opened, so that rows added or removed count, and
   changes that were undone do not. Autosaving reports what was saved by the event "autosaved". */
(() => {
  const FORMS = "form[data-unsaved], #content-main form[method=post]:not(#changelist-form)";
  // What the forms use for themselves.
  const OWN = /^(csrfmiddlewaretoken|version|action|initial-.*)$/;
  const NOT_SAVED = ".errornote, .ds-error-summary, [data-not-saved]";

  const content = (data) =>
    JSON.stringify([...data].filter(([name]) => !OWN.test(name)).map(([name, value]) => [name, value.name ?? value]));

  const saved = new Map();
  let submitted = null;

  const isUnsaved = ([form, was]) => form !== submitted && form.isConnected && content(new FormData(form)) !== was;

  for (const form of document.querySelectorAll(FORMS)) {
    // A form that comes back with errors is not saved.
    saved.set(form, form.querySelector(NOT_SAVED) ? null : content(new FormData(form)));
    form.addEventListener("autosaved", ({ detail }) => saved.set(form, content(detail)));
  }
  addEventListener("submit", ({ target, defaultPrevented }) => {
    submitted = defaultPrevented ? null : target;
  });
  addEventListener("beforeunload", (event) => {
    if ([...saved].some(isUnsaved)) event.preventDefault();
    submitted = null;
  });
})();
