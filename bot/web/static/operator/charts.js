// Charts of the last half hour, drawn by uPlot. Each says its newest values in words, too.

import { bytes, dollars, h, number, percent, took } from "./dom.js";
import { words } from "./words.js";

const KEPT = 360;
const LEAST_SECONDS = 300;
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

const FEW = 60;

const column = (name) => (of) => of(name);

/** At each moment, the sum of the minute before it. */
const aMinute = (name) => (of) => {
  const at = of("at");
  const values = of(name);
  let first = 0;
  let sum = 0;
  return values.map((value, index) => {
    sum += value ?? 0;
    while (at[first] <= at[index] - 60) { sum -= values[first] ?? 0; first += 1; }
    return sum;
  });
};

const CHARTS = [
  { key: "ack", series: [column("ack_p50"), column("ack_p99")], say: took, points: true },
  { key: "queue", series: [column("waiting"), column("running")], say: number, whole: true },
  { key: "rate", series: [aMinute("jobs"), aMinute("failures")], say: number, whole: true },
  { key: "took", series: [column("job_p50")], say: took, points: true },
  { key: "spent", series: [aMinute("spent")], say: dollars },
  { key: "lag", series: [column("lag")], say: took },
  { key: "memory", series: [column("memory")], say: bytes },
  { key: "processor", series: [column("processor")], say: percent },
];

export class Charts {
  constructor(place) {
    this.columns = [];
    this.points = [];
    this.shown = CHARTS.map((chart) => new Chart(chart));
    place.replaceChildren(...this.shown.map((each) => each.figure));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.shown.forEach((each) => each.again()));
  }

  get newest() {
    return this.points.at(-1)?.[0] ?? 0;
  }

  sum(name) {
    const at = this.columns.indexOf(name);
    return this.points.reduce((total, point) => total + (point[at] ?? 0), 0);
  }

  add(columns, points) {
    this.columns = columns;
    this.points = [...this.points, ...points].slice(-KEPT);
    const of = (name) => { const at = columns.indexOf(name); return this.points.map((point) => point[at]); };
    const at = of("at");
    for (const each of this.shown) each.draw(at, each.chart.series.map((series) => series(of)));
  }
}

/** Return a colour as a canvas takes it: what depends on the look has been chosen from. */
function colourOf(element, name) {
  const before = element.style.color;
  element.style.color = `var(${name})`;
  const colour = getComputedStyle(element).color;
  element.style.color = before;
  return colour;
}

class Chart {
  constructor(chart) {
    this.chart = chart;
    const [title, ...names] = words.charts[chart.key];
    this.title = title;
    this.names = names;
    this.keys = names.map((_, index) => h("span", { class: `key s${index}` }));
    this.plot = h("div", { class: "plot", role: "img" });
    this.figure = h("figure", { class: "chart sheet" }, h("figcaption", {}, h("span", {}, title), this.keys), this.plot);
    new ResizeObserver(() => this.fit()).observe(this.plot);
  }

  draw(at, series) {
    this.data = [at, ...series];
    const newest = series.map((values) => [...values].reverse().find((value) => value !== null));
    const said = this.names.map((name, index) => `${name} ${newest[index] === undefined ? words.nothing : this.chart.say(newest[index])}`);
    this.keys.forEach((key, index) => { key.textContent = said[index]; });
    this.plot.setAttribute("aria-label", words.chartSays(this.title, said));
    if (this.uplot) this.uplot.setData(this.data);
    else this.again();
  }

  fit() {
    if (this.uplot && this.plot.clientWidth) this.uplot.setSize({ width: this.plot.clientWidth, height: this.plot.clientHeight });
  }

  again() {
    this.uplot?.destroy();
    if (!this.data) return;
    const colour = (name) => colourOf(this.figure, name);
    const colours = [colour("--accent"), colour("--second")];
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px sans-serif" };
    this.uplot = new uPlot({
      width: this.plot.clientWidth || 300,
      height: this.plot.clientHeight || 144,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { range: (_, first, last) => [Math.min(first, last - LEAST_SECONDS), last] },
        y: { range: (_, __, most) => [0, most * 1.15 || 1] },
      },
      axes: [
        { ...axis, size: 26, space: 70, values: (_, times) => times.map((time) => new Date(time * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })) },
        { ...axis, size: 58, space: 34, ...(this.chart.whole ? { incrs: WHOLE } : {}), values: (_, values) => values.map((value) => this.chart.say(value)) },
      ],
      series: [{}, ...this.chart.series.map((_, index) => ({
        stroke: colours[index],
        width: 1.5,
        spanGaps: Boolean(this.chart.points),
        points: { show: (_, series) => Boolean(this.chart.points) && this.data[series].filter((value) => value !== null).length < FEW, size: 4, fill: colours[index] },
        fill: this.chart.series.length === 1 ? colours[index].replace("rgb(", "rgba(").replace(")", ", .12)") : undefined,
      }))],
    }, this.data, this.plot);
  }
}
