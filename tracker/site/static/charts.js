/* Replaces a chart that was drawn on the server by an interactive one. Without this script the page is complete. */
"use strict";
(() => {
  const box = document.querySelector("[data-history]");
  if (!box || !window.uPlot) return;
  const data = JSON.parse(box.dataset.history);
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const parts = (seconds) => { const at = new Date(seconds * 1000); return [at.getUTCDate(), MONTHS[at.getUTCMonth()], at.getUTCFullYear()]; };
  const day = (seconds) => parts(seconds).join(" ");
  const count = (value) => value == null ? "–" : Math.abs(value).toLocaleString("en");
  const none = (plot, value, _, place) => place == null ? "–" : count(value || 0);
  const missing = data.held.some((one) => one != null);
  const first = data.first, last = data.last;
  let plots = [], range = [first, last];

  const shade = (plot) => {
    const {ctx, bbox} = plot;
    ctx.save();
    ctx.beginPath(); ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height); ctx.clip();
    ctx.fillStyle = css("--unseen");
    for (const [since, until] of data.dark) {
      const left = plot.valToPos(since, "x", true), right = plot.valToPos(until, "x", true);
      ctx.fillRect(left, bbox.top, Math.max(2, right - left), bbox.height);
    }
    ctx.restore();
  };

  const axes = () => {
    const shared = {stroke: css("--quiet"), grid: {stroke: css("--line"), width: 1}, ticks: {show: false}, font: "12px system-ui, sans-serif"};
    // Dates as everywhere on the site: the day of a short range, else the month; the year at the first one and in January.
    const dates = (_, all, __, ___, step) => all.map((one, place) => {
      const [date, month, year] = parts(one), long = step >= 28 * 86400;
      return `${long ? month : `${date} ${month}`}${!place || (long && month === "Jan") ? `\n${year}` : ""}`;
    });
    return [{...shared, grid: {show: false}, values: dates, space: 60}, {...shared, size: 52, values: (_, all) => all.map((one) => Number.isInteger(one) ? count(one) : "")}];
  };

  // A bar stands for the days after its first one, so the pointer means the bar that it is in, not the nearest first day.
  const inside = (plot, _, nearest, at) => at < plot.data[0][nearest] ? Math.max(0, nearest - 1) : nearest;

  const options = (height, series, cursor) => ({
    width: box.clientWidth, height, series, axes: axes(),
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    cursor: {sync: {key: "history"}, drag: {x: true, y: false}, ...cursor},
    scales: {x: {min: range[0], max: range[1]}, y: {range: (_, low, high) => [Math.min(0, low || 0), Math.max(1, high || 0) * 1.05]}},
    hooks: {
      drawClear: [shade],
      // Without a pointer the legend has the newest values.
      setLegend: [(plot) => { if (plot.cursor.idx == null && plot.legend.idx == null) plot.setLegend({idx: plot.data[0].length - 1}); }],
      setScale: [(plot, key) => {
        if (key !== "x") return;
        const {min, max} = plot.scales.x;
        if (min === range[0] && max === range[1]) return;
        range = [min, max];
        for (const button of bar.querySelectorAll("button")) button.setAttribute("aria-pressed", "false");
        for (const other of plots) if (other !== plot) other.setScale("x", {min, max});
      }],
    },
  });

  const draw = () => {
    for (const plot of plots) plot.destroy();
    plots = [];
    if (data.days.length) {
      plots.push(new uPlot(options(230, [
        {label: "Day", value: (_, at) => at == null ? "–" : day(at)},
        {label: "Open roles", stroke: css("--link"), width: 2, points: {show: false}, value: (_, value) => count(value)},
        ...(missing ? [{label: "with those missing from the list", stroke: css("--quiet"), width: 1.5, dash: [4, 3], points: {show: false}, value: (_, value) => count(value)}] : []),
      ]), [data.days, data.open, ...(missing ? [data.held] : [])], places[0]));
    }
    // A bar that includes the changes of a gap is only outlined.
    const paint = (name, hollow) => ({unit: 3, values: () => data.accumulated.map((one) => one && hollow ? css("--unseen") : css(name))});
    const bars = (name) => uPlot.paths.bars({size: [0.8, 60], align: 1, disp: {fill: paint(name, true), stroke: paint(name, false)}});
    const some = (counts, sign) => counts.map((one) => one ? sign * one : null);
    plots.push(new uPlot(options(190, [
      {label: {month: "Month from", quarter: "Quarter from"}[data.unit] || "Week of", value: (_, at) => at == null ? "–" : day(at)},
      {label: "Opened or reopened", stroke: css("--come-ink"), fill: css("--come-ink"), paths: bars("--come-ink"), points: {show: false}, value: none},
      {label: "Closed", stroke: css("--gone-ink"), fill: css("--gone-ink"), paths: bars("--gone-ink"), points: {show: false}, value: none},
    ], {dataIdx: inside, points: {show: false}}), [data.periods, some(data.opened, 1), some(data.closed, -1)], places[1]));
    for (const plot of plots) plot.setLegend({idx: plot.data[0].length - 1});
  };

  const zoom = (days) => {
    range = [days ? Math.max(first, last - days * 86400) : first, last];
    for (const plot of plots) plot.setScale("x", {min: range[0], max: range[1]});
  };

  const live = document.createElement("div"), bar = document.createElement("p");
  const places = ["Open roles", `Opened or reopened ▲ and closed ▼ per ${data.unit}`].map((title, place) => {
    const panel = document.createElement("div"), head = document.createElement("p");
    head.className = "panel-title"; head.textContent = title;
    if (place === 1 || data.days.length) live.append(head, panel);
    return panel;
  });
  live.className = "live";
  bar.className = "zoom"; bar.append("Show ");
  const spans = [["all", 0], ["12 months", 365], ["3 months", 91]].filter(([, days]) => days * 86400 < last - first);
  for (const [name, days] of spans) {
    const button = document.createElement("button");
    button.type = "button"; button.textContent = name;
    button.setAttribute("aria-pressed", String(!days));
    button.addEventListener("click", () => {
      zoom(days);
      for (const other of bar.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
    });
    bar.append(button, " ");
  }
  bar.append("Drag across a chart to enlarge a period, double-click to see all.");
  live.append(bar);
  box.append(live);
  draw();
  box.classList.add("is-live");
  let width = box.clientWidth;
  new ResizeObserver(() => {
    if (box.clientWidth === width) return;
    width = box.clientWidth;
    for (const plot of plots) plot.setSize({width, height: plot.height});
  }).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
