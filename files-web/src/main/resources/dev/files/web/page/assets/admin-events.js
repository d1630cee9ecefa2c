// The events, as sentences.

import { nodeName } from "./admin-nodes.js";
import { byId, row } from "./dom.js";

const MOST_SHOWN = 100;

/** Two looks of a front are so far apart: what lies further apart was seen by nobody meanwhile. */
const SEEN_MILLIS = 10_000;

const GOOD = ["active", "back", "joined", "well", "up", "resumed", "done"];
const BAD = ["lost", "unwell", "failing", "down"];

const SENTENCES = {
  joined: "joined the cluster",
  back: "is back",
  draining: "is being drained",
  maintenance: "is in maintenance",
  paused: "is paused",
  resumed: "goes on",
  failing: "fails",
  well: "works again",
};

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

function subject(event) {
  switch (event.kind) {
    case "node":
      return `Node ${nodeName(event.subject)}`;
    case "plan":
      return event.subject === "rebalance" ? "Rebalance" : `Drain of ${nodeName(event.subject)}`;
    case "front":
      return event.subject;
    default:
      return `${event.kind[0].toUpperCase()}${event.kind.slice(1)} ${event.subject}`;
  }
}

export function show(event) {
  const list = byId("events");
  const { element, parts } = row("event-row");
  const since = new Date(event.since);
  const at = new Date(event.at);
  element.dataset.what = event.what;
  parts.dot.classList.add(GOOD.includes(event.what) ? "good" : BAD.includes(event.what) ? "bad" : "warn");
  parts.text.textContent = `${subject(event)} ${SENTENCES[event.what] ?? `is ${event.what}`}`;
  parts.time.dateTime = event.at;
  parts.time.textContent =
    at - since > SEEN_MILLIS ? `${clock.format(since)} to ${clock.format(at)}` : clock.format(at);
  parts.detail.textContent = event.detail;
  list.prepend(element);
  while (list.childElementCount > MOST_SHOWN) {
    list.lastElementChild.remove();
  }
}

export function forget() {
  byId("events").replaceChildren();
}
