// The page of operators: asks how all is, and hears what changes.

import { call, get, health } from "./admin-api.js";
import { forget, show } from "./admin-events.js";
import { refreshNodes, tile } from "./admin-nodes.js";
import { refreshLetters, refreshPlans, refreshWorkers } from "./admin-work.js";
import { LineChart, stack } from "./charts.js";
import { byId, create, say, text } from "./dom.js";
import { perSecond } from "./format.js";

const CHART_MINUTES = 10;
const TICK_MILLIS = 2000;

/** What no event tells of: fill, load and progress. */
const ASK_MILLIS = 5000;

const TITLES = { UP: "All is well", DEGRADED: "Somebody should look", DOWN: "This front cannot serve" };

/** A check that is up but degraded is no reason to turn clients away. */
const isAmiss = (check) => check.status !== "UP" || check.data?.degraded === true;

/** Why it is not well; else what it found. */
function found({ data = {} }) {
  const figures = Object.entries(data).filter(([name]) => name !== "degraded");
  return data.why ?? figures.map(([name, value]) => `${name} ${value}`).join(", ");
}

async function refreshHealth() {
  const answer = await health();
  const { checks } = answer;
  const status = answer.status === "UP" && checks.some(isAmiss) ? "DEGRADED" : answer.status;
  byId("health").className = `card health ${status.toLowerCase()}`;
  text(byId("health-title"), TITLES[status] ?? status);
  byId("health").lastElementChild.replaceChildren(
    ...checks.map((check) => {
      const item = create("li", "");
      item.append(
        create("i", `dot ${check.status !== "UP" ? "bad" : isAmiss(check) ? "warn" : "good"}`),
        create("b", "", check.name),
        create("span", "", found(check)),
      );
      return item;
    }),
  );
}

const number = (value, orMore) => `${value.toLocaleString("en")}${orMore ? " or more" : ""}`;

async function refreshChunks() {
  const { wanted, chunks, estimated, few } = await get("/admin/chunks");
  const parts = [];
  let whole = chunks;
  for (let sound = 0; sound < wanted; sound += 1) {
    const level = few.find((candidate) => candidate.sound === sound) ?? { chunks: 0, orMore: false };
    whole = Math.max(0, whole - level.chunks);
    parts.push({
      label: sound === 0 ? "No copy is sound" : `${sound} of ${wanted}`,
      value: level.chunks,
      words: number(level.chunks, level.orMore),
      look: sound === 0 ? "copies-bad" : "copies-warn",
    });
  }
  parts.push({
    label: `${wanted} or more`,
    value: whole,
    words: `${estimated ? "about " : ""}${number(whole)}`,
    look: "copies-good",
  });
  stack(byId("copies"), parts);
  tile("tile-chunks", `${estimated ? "~" : ""}${number(chunks)}`, `${wanted} copies of each`);
}

// Repair over time

const backlog = new LineChart(byId("backlog"), {
  minutes: CHART_MINUTES,
  unit: "chunks",
  words: (value) => number(value),
});
const rate = new LineChart(byId("rate"), {
  minutes: CHART_MINUTES,
  unit: "chunks/s",
  words: perSecond,
});
let waiting = 0;
let repaired = null;
let drawn = { at: 0, repaired: null };

function repair({ figures }) {
  const levels = Object.entries(figures).filter(([name]) => name.startsWith("sound"));
  waiting = levels.reduce((sum, [, chunks]) => sum + chunks, 0);
  repaired = figures.repaired;
  const urgent = figures.sound0 ?? 0;
  tile("tile-repairs", number(waiting), urgent > 0 ? `${number(urgent)} without a sound copy` : "chunks");
}

function tick() {
  if (repaired === null) {
    return;
  }
  const now = Date.now();
  backlog.add(waiting, now);
  const known = drawn.repaired !== null && repaired >= drawn.repaired;
  rate.add(known ? ((repaired - drawn.repaired) * 1000) / (now - drawn.at) : 0, now);
  drawn = { at: now, repaired };
}

// What changes

/** Asks again soon, and once for what comes together. */
function soon(refresh) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => quietly(refresh), 200);
  };
}

/** The sign at the top tells already when the server cannot be reached. */
async function quietly(refresh) {
  try {
    await refresh();
  } catch {
    // It is asked again.
  }
}

function live(className, words) {
  byId("live").className = `live ${className}`;
  text(byId("live"), words);
}

function listen() {
  const stream = new EventSource("/admin/events");
  const handlers = {
    node: soon(refreshNodes),
    worker: soon(refreshWorkers),
    front: soon(refreshHealth),
    plan: soon(refreshPlans),
  };
  stream.addEventListener("begin", (message) => {
    const { front, resumed } = JSON.parse(message.data);
    live("on", `Live from ${front}`);
    if (!resumed) {
      forget();
      drawn = { at: 0, repaired: null };
      repaired = null;
    }
  });
  stream.addEventListener("repair", (message) => {
    repair(JSON.parse(message.data));
    chunksSoon();
  });
  for (const [kind, refresh] of Object.entries(handlers)) {
    stream.addEventListener(kind, (message) => {
      show(JSON.parse(message.data));
      refresh();
    });
  }
  stream.addEventListener("error", () => {
    live("off", "Connecting again");
    if (stream.readyState === EventSource.CLOSED) {
      // Refused: the session is over, which the next answer tells, or too many listen.
      setTimeout(listen, ASK_MILLIS);
      quietly(refreshWorkers);
    }
  });
}

const chunksSoon = soon(refreshChunks);

function askAll() {
  if (!document.hidden) {
    for (const refresh of [refreshHealth, refreshNodes, refreshChunks, refreshWorkers, refreshPlans]) {
      quietly(refresh);
    }
  }
}

byId("log-out").addEventListener("click", async () => {
  try {
    await call("DELETE", "/session");
    location.reload();
  } catch (refused) {
    say(refused.message);
  }
});

// The names of nodes first: events tell of them.
await quietly(refreshNodes);
askAll();
quietly(refreshLetters);
listen();
setInterval(tick, TICK_MILLIS);
setInterval(askAll, ASK_MILLIS);
setInterval(() => quietly(refreshLetters), 6 * ASK_MILLIS);
document.addEventListener("visibilitychange", askAll);
