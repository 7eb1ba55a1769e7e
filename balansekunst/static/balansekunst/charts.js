// Draws each chart with plotly when it is scrolled to. Until then, and without this script, it is the SVG in the page.
(() => {
  const { plotly, locale } = document.currentScript.dataset;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawn = new Set();
  let library;

  const load = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });

  // The figures name the theme's colours by their roles, and carry the light ones.
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

  const draw = (place) => {
    const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
    const picture = place.querySelector("svg");
    let plot = place.querySelector(".plot");
    if (!plot) {
      plot = document.createElement("div");
      plot.className = "plot";
      plot.setAttribute("role", "img");
      plot.setAttribute("aria-label", [...picture.querySelectorAll(":scope > :is(title, desc)")].map((part) => part.textContent).join(". "));
      figure.layout.height = Math.round(picture.getBoundingClientRect().height);
      place.dataset.height = figure.layout.height;
      place.append(plot);
      place.dataset.drawn = "";
    }
    figure.layout.height = Number(place.dataset.height);
    dress(figure, place);
    drawn.add(place);
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
        library ??= load(plotly).then(() => load(locale));
        library.then(() => draw(target), () => {});
      }
    },
    { rootMargin: "200px" },
  );

  document.querySelectorAll("[data-figure]").forEach((place) => watch.observe(place));
  dark.addEventListener("change", () => drawn.forEach(draw));
})();
