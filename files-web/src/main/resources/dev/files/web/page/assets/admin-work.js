// What servers do beside their clients' work: workers, plans, and messages that were given up.

import { call, get } from "./admin-api.js";
import { nodeName } from "./admin-nodes.js";
import { ask, byId, keyed, row, say, text } from "./dom.js";
import { fromNow, perSecond, size, timeLeft } from "./format.js";

const PACES = [
  [0.05, "5 %"],
  [0.1, "10 %"],
  [0.25, "25 %"],
  [0.5, "50 %"],
  [0.75, "75 %"],
  [1, "no rest"],
];

// Workers

async function setWorker(name, change, said) {
  try {
    await call("POST", `/admin/workers/${encodeURIComponent(name)}`, change);
    say(said);
  } catch (refused) {
    say(`${name}: ${refused.message}`);
  }
  await refreshWorkers();
}

function makeWorker(worker) {
  const shown = row("worker-row");
  const { pace, pause } = shown.parts;
  shown.element.dataset.name = worker.name;
  pace.setAttribute("aria-label", `Pace of ${worker.name}`);
  pace.title = "The most of its time that it works";
  pace.addEventListener("change", () =>
    setWorker(worker.name, { pace: Number(pace.value) }, `The pace of ${worker.name} is set on all servers.`),
  );
  pause.addEventListener("click", () => {
    const paused = pause.dataset.paused !== "true";
    setWorker(worker.name, { paused }, `${worker.name} ${paused ? "pauses" : "goes on"} on all servers.`);
  });
  return shown;
}

function doneBy(worker) {
  if (worker.nodes) {
    return `${worker.state} on ${worker.nodes} ${worker.nodes === 1 ? "node" : "nodes"}, ${size(worker.bytes)} read and written`;
  }
  const rate = worker.perSecond >= 0.01 ? `, ${perSecond(worker.perSecond)}/s` : "";
  return `${worker.state}, ${worker.done.toLocaleString("en")} done${rate}`;
}

function showWorker(worker, parts) {
  text(parts.name, worker.name);
  text(parts.note, doneBy(worker));
  text(parts.error, worker.lastError ?? "");
  parts.error.hidden = !worker.lastError;
  parts.pause.dataset.paused = String(worker.paused);
  text(parts.pause, worker.paused ? "Go on" : "Pause");
  parts.pause.setAttribute("aria-label", `${parts.pause.textContent}: ${worker.name}`);
  showPace(parts.pace, worker.pace);
}

/** The list of paces, and the one that somebody set who did not choose from it. */
function showPace(select, pace) {
  if (document.activeElement === select) {
    return;
  }
  if (![...select.options].some((option) => Number(option.value) === pace)) {
    const paces = PACES.some(([value]) => value === pace) ? PACES : [...PACES, [pace, `${100 * pace} %`]];
    select.replaceChildren(...paces.sort(([a], [b]) => a - b).map(([value, label]) => new Option(label, value)));
  }
  select.value = String(pace);
}

const showWorkers = keyed(byId("workers"), (worker) => worker.name, makeWorker, showWorker);

/** The upkeep of all nodes, one row for each kind that takes orders. */
function upkeep(nodes) {
  const rows = new Map();
  for (const { id, workers } of nodes) {
    for (const { name, state, bytes, lastError, paused, pace } of workers.filter((worker) => "pace" in worker)) {
      const row = rows.get(name) ?? { name, state: "waiting", nodes: 0, bytes: 0, paused, pace };
      row.nodes += 1;
      row.bytes += bytes;
      row.state = state === "waiting" ? row.state : state;
      row.lastError ??= lastError && `${nodeName(id)}: ${lastError}`;
      rows.set(name, row);
    }
  }
  return [...rows.values()];
}

export async function refreshWorkers() {
  const { front, workers, nodes } = await get("/admin/workers");
  text(byId("front"), front);
  showWorkers([...workers, ...upkeep(nodes)]);
}

// Messages that were given up

const showLetters = keyed(
  byId("letter-list"),
  (letter) => `${letter.sent} ${letter.body}`,
  () => row("plain-row"),
  (letter, parts) => {
    text(parts.name, letter.body || "No text");
    text(parts.note, `Sent ${fromNow(new Date(letter.sent))}. ${letter.reason}`);
  },
  "None.",
);

export async function refreshLetters() {
  const letters = await get("/admin/dead-letters");
  showLetters(letters);
  byId("redrive").hidden = letters.length === 0;
}

byId("redrive").addEventListener("click", async () => {
  const yes = await ask({
    title: "Try all again",
    message: "They go back to the queue, where each is tried as a new one is. Mend the cause first, or they come back.",
    action: "Try again",
  });
  if (yes) {
    try {
      const { moved } = await call("POST", "/admin/dead-letters/redrive");
      say(`${moved} are tried again.`);
    } catch (refused) {
      say(refused.message);
    }
    await refreshLetters();
  }
});

// Plans

const ACTS = { pause: "paused", resume: "resumed", cancel: "cancelled" };

async function act(plan, what) {
  try {
    await call("POST", `/admin/plans/${encodeURIComponent(plan.id)}/${what}`);
    say(`The plan is ${ACTS[what]}.`);
  } catch (refused) {
    say(refused.message);
  }
  await refreshPlans();
}

function makePlan(plan) {
  const shown = row("plan-row");
  const { pause, cancel } = shown.parts;
  pause.addEventListener("click", () => act(plan, pause.dataset.act));
  cancel.addEventListener("click", async () => {
    const yes = await ask({
      title: "Cancel the plan",
      message:
        plan.kind === "maintenance"
          ? "The node takes chunks again, and counts as lost when it is silent for long."
          : "What was moved stays where it is now; the rest is not moved.",
      action: "Cancel the plan",
      danger: true,
    });
    if (yes) {
      await act(plan, "cancel");
    }
  });
  return shown;
}

const NAMES = {
  rebalance: () => "Rebalance",
  drain: (plan) => `Drain ${nodeName(plan.node)}`,
  maintenance: (plan) => `Maintenance of ${nodeName(plan.node)}`,
};

function showPlan(plan, parts) {
  const over = plan.state === "done" || plan.state === "cancelled";
  const moves = plan.kind !== "maintenance";
  const name = NAMES[plan.kind](plan);
  text(parts.name, `${name}: ${plan.state}`);
  text(parts.note, [progress(plan), plan.reason].filter(Boolean).join(". "));
  parts.cancel.hidden = over;
  parts.pause.hidden = over || !moves;
  parts.pause.dataset.act = plan.state === "paused" ? "resume" : "pause";
  text(parts.pause, plan.state === "paused" ? "Resume" : "Pause");
  parts.pause.setAttribute("aria-label", `${parts.pause.textContent}: ${name}`);
  parts.cancel.setAttribute("aria-label", `Cancel: ${name}`);
  parts.progress.hidden = over || !moves;
  parts.progress.setAttribute("aria-label", name);
  parts.progress.value = plan.bytes > 0 ? plan.bytesDone / plan.bytes : 1;
}

function progress(plan) {
  if (plan.kind === "maintenance") {
    const end = plan.ended ? `ended ${fromNow(new Date(plan.ended))}` : timeLeft(plan.secondsLeft);
    return `${plan.chunks.toLocaleString("en")} chunks, ${size(plan.bytes)} on it, ${end}`;
  }
  const chunks = `${plan.chunksDone.toLocaleString("en")} of ${plan.chunks.toLocaleString("en")} chunks`;
  if (plan.ended) {
    return `${chunks}, ended ${fromNow(new Date(plan.ended))}`;
  }
  const rate = plan.bytesPerSecond > 0 ? `, ${size(plan.bytesPerSecond)}/s` : "";
  const left = plan.secondsLeft === undefined ? "" : `, ${timeLeft(plan.secondsLeft)}`;
  return `${chunks}, ${size(plan.bytesDone)} of ${size(plan.bytes)}${rate}${left}`;
}

const showPlans = keyed(byId("plan-list"), (plan) => plan.id, makePlan, showPlan, "No plan is there.");

export async function refreshPlans() {
  try {
    const { plans } = await get("/admin/plans");
    showPlans(plans);
    byId("plans").hidden = false;
  } catch (refused) {
    if (refused.status !== 404) {
      throw refused;
    }
  }
}

byId("rebalance").addEventListener("click", async () => {
  try {
    const preview = await call("POST", "/admin/plans", { kind: "rebalance", preview: true });
    if (preview.chunks === 0) {
      say(preview.reason ?? "The nodes are filled evenly: there is nothing to move.");
      return;
    }
    const time = preview.secondsLeft === undefined ? "" : ` It takes some ${timeLeft(preview.secondsLeft).replace(" left", "")}.`;
    const yes = await ask({
      title: "Rebalance",
      message:
        `About ${preview.chunks.toLocaleString("en")} chunks, ${size(preview.bytes)}, move from the fullest nodes to the` +
        ` emptiest.${time} Each is copied before it goes, and clients come first.`,
      action: "Rebalance",
    });
    if (yes) {
      await call("POST", "/admin/plans", { kind: "rebalance" });
      say("The plan is under way.");
    }
  } catch (refused) {
    say(refused.message);
  }
  await refreshPlans();
});
