// Charts as SVG of our own: nothing is fetched from elsewhere, and the policy of the page allows no styles in it.

import { create, text } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 600;
const HEIGHT = 100;

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  return element;
}

/**
 * A figure over the last minutes, as long as the page knows it.
 *
 * @param minutes that are shown at most
 * @param unit behind the figure of now
 * @param words tells a figure to people
 */
export class LineChart {
  constructor(place, { minutes, unit, words }) {
    this.minutes = minutes;
    this.words = words;
    this.points = [];
    this.now = create("p", "now");
    this.figure = document.createTextNode("0");
    this.now.append(this.figure, create("small", "", unit));
    this.svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" });
    this.area = shape("path", { class: "area" });
    this.line = shape("path", { "vector-effect": "non-scaling-stroke" });
    const floor = shape("path", { class: "floor", d: `M0 ${HEIGHT}H${WIDTH}`, "vector-effect": "non-scaling-stroke" });
    this.svg.append(this.area, floor, this.line);
    this.begin = create("span", "");
    this.most = create("span", "");
    const axis = create("p", "axis");
    axis.append(this.begin, this.most, create("span", "", "now"));
    place.replaceChildren(this.now, this.svg, axis);
  }

  add(value, at = Date.now()) {
    const oldest = at - this.minutes * 60_000;
    this.points.push({ at, value });
    while (this.points.length > 2 && this.points[1].at < oldest) {
      this.points.shift();
    }
    this.draw(at);
  }

  draw(now) {
    const most = Math.max(...this.points.map((point) => point.value));
    const scale = Math.max(most, 1);
    const shown = Math.min(this.minutes, Math.max(1, Math.ceil((now - this.points[0].at) / 60_000)));
    const x = (at) => Math.max(0, WIDTH * (1 - (now - at) / (shown * 60_000))).toFixed(1);
    const y = (value) => (HEIGHT * (1 - (0.94 * value) / scale)).toFixed(1);
    const steps = this.points.map((point) => `${x(point.at)} ${y(point.value)}`).join("L");
    this.line.setAttribute("d", `M${steps}`);
    this.area.setAttribute("d", `M${x(this.points[0].at)} ${HEIGHT}L${steps}V${HEIGHT}Z`);
    text(this.begin, shown === 1 ? "a minute ago" : `${shown} minutes ago`);
    this.figure.data = this.words(this.points.at(-1).value);
    this.most.textContent = `at most ${this.words(most)}`;
    this.svg.setAttribute(
      "aria-label",
      `${this.figure.data} now, at most ${this.words(most)} since ${this.begin.textContent}`,
    );
  }
}

/**
 * Parts of a whole as one bar with a legend.
 *
 * @param parts `[{ label, value, words, look }]`; `look` is a class
 */
export function stack(place, parts) {
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  const bar = create("div", "stack");
  bar.setAttribute("aria-hidden", "true");
  const legend = create("dl", "legend");
  for (const part of parts) {
    if (part.value > 0) {
      const piece = create("span", part.look);
      piece.style.width = `${(100 * part.value) / whole}%`;
      bar.append(piece);
    }
    const name = create("dt", "");
    name.append(create("i", part.look), create("span", "", part.label));
    legend.append(name, create("dd", "", part.words));
  }
  place.replaceChildren(bar, legend);
}
