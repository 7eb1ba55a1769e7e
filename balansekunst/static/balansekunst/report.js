// Draws each chart with plotly when it is scrolled into view. Until then, and without this script, it is the SVG in the
// page. A chart's figure is in the page (data-figure: the id of its data) or at an address (data-figure-url).
(() => {
  const { plotly, locale, style: sheet } = document.currentScript.dataset;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawn = new Map();
  let library;

  const load = (part) =>
    new Promise((resolve, reject) => {
      part.onload = resolve;
      part.onerror = reject;
      document.head.append(part);
    });
  const script = (src) => load(Object.assign(document.createElement("script"), { src }));

  // plotly.js looks for this sheet by its id, and writes no styles of its own where it finds it: the CSP forbids that.
  const styles = () => {
    if (document.getElementById("plotly.js-style-global")) return null;
    const link = { rel: "stylesheet", href: sheet, id: "plotly.js-style-global", className: "no-inline-styles" };
    return load(Object.assign(document.createElement("link"), link));
  };

  const figureOf = async ({ figure, figureUrl }) => {
    if (figure) return document.getElementById(figure).textContent;
    const answer = await fetch(figureUrl);
    if (!answer.ok) throw new Error(`${answer.status} ${figureUrl}`);
    return answer.text();
  };

  // A figure comes with the light theme's colours; meta names the role of each, for the colours of the theme in use.
  const dress = ({ data, layout }, place) => {
    const style = getComputedStyle(place);
    const colour = (role) => style.getPropertyValue(`--chart-${role}`).trim();
    const paper = colour("paper");
    for (const trace of data) {
      if (trace.type === "pie") {
        Object.assign(trace.marker, { colors: trace.meta.map(colour), line: { color: paper, width: 2 } });
      } else if (trace.fill) {
        Object.assign(trace, { fillcolor: colour(trace.meta), line: { color: paper, width: 1 } });
      } else {
        trace.marker.color = colour(trace.meta);
        if (trace.mode === "markers") trace.marker.line.color = paper;
      }
    }
    Object.assign(layout.font, { color: colour("ink"), family: style.fontFamily });
    layout.hoverlabel = { bgcolor: paper, bordercolor: colour("quiet"), font: { color: colour("ink"), family: style.fontFamily } };
  };

  const makeRoom = (place) => {
    const picture = place.querySelector("svg");
    const plot = document.createElement("div");
    plot.className = "plot";
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", [...picture.querySelectorAll(":scope > :is(title, desc)")].map((part) => part.textContent).join(". "));
    place.dataset.height = Math.round(picture.getBoundingClientRect().height);
    place.append(plot);
    place.dataset.drawn = "";
    return plot;
  };

  const draw = (text, place) => {
    const figure = JSON.parse(text);
    const plot = place.querySelector(".plot") ?? makeRoom(place);
    figure.layout.height = Number(place.dataset.height);
    dress(figure, place);
    drawn.set(place, text);
    return Plotly.react(plot, figure.data, figure.layout, {
      displayModeBar: false,
      showSendToCloud: false,
      responsive: true,
      doubleClick: false,
      locale: "no",
    });
  };

  const watch = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watch.unobserve(target);
        library ??= Promise.all([styles(), script(plotly)]).then(() => script(locale));
        Promise.all([figureOf(target.dataset), library]).then(([text]) => draw(text, target), () => {});
      }
    },
    { threshold: 0.05 },
  );

  document.querySelectorAll("[data-figure], [data-figure-url]").forEach((place) => watch.observe(place));
  dark.addEventListener("change", () => drawn.forEach(draw));
})();

// Marks in the contents the section that is being read.
(() => {
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
  const visible = new Set();

  const watch = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) visible[isIntersecting ? "add" : "delete"](target.id);
      const current = [...links.keys()].find((id) => visible.has(id));
      for (const [id, link] of links) {
        if (id === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    // A line a third of the way down the window.
    { rootMargin: "-33% 0px -66% 0px" },
  );

  for (const id of links.keys()) watch.observe(document.getElementById(id));
})();
