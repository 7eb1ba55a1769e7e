// Tells in the contents which section one has come to. Without this script they are links like any other.
(() => {
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
  const inSight = new Set();

  const watch = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) inSight[isIntersecting ? "add" : "delete"](target.id);
      const here = [...links.keys()].find((id) => inSight.has(id));
      for (const [id, link] of links) {
        if (id === here) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    // A line a third of the way down the window.
    { rootMargin: "-33% 0px -66% 0px" },
  );

  for (const id of links.keys()) watch.observe(document.getElementById(id));
})();
