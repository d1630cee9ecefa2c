// The nodes of the cluster and the orders that they get.

import { call, get } from "./admin-api.js";
import { ask, byId, create, keyed, row, say, text } from "./dom.js";
import { fromNow, size } from "./format.js";

const LOOKS = {
  active: "good",
  draining: "warn",
  drained: "warn",
  maintenance: "warn",
  away: "warn",
  unwell: "bad",
  lost: "bad",
};

const HOURS = [
  [1, "1 hour"],
  [2, "2 hours"],
  [8, "8 hours"],
  [24, "1 day"],
  [168, "1 week"],
];

/** What can be ordered in a state, what will happen then, and how it is ordered. */
const ORDERS = {
  drain: {
    label: "Drain",
    when: (node) => ["active", "unwell", "maintenance", "away"].includes(node.state),
    tell: (node) =>
      `Its ${count(node.chunks, "chunk")} are copied to other nodes, then its own copies go. It takes no new ones` +
      " meanwhile. Activate ends this.",
  },
  maintenance: {
    label: "Maintenance",
    when: (node) => ["active", "unwell", "away"].includes(node.state),
    tell: () => "It may be silent for so long and nothing is copied because of it. It takes no new chunks meanwhile.",
    choice: { label: "For", options: HOURS },
    body: (hours) => ({ until: new Date(Date.now() + hours * 3_600_000).toISOString() }),
  },
  activate: {
    label: "Activate",
    when: (node) => ["draining", "drained", "maintenance"].includes(node.state),
    tell: () => "It takes chunks again. A drain or maintenance that is under way ends.",
  },
  lost: {
    label: "Give up",
    danger: true,
    when: (node) => ["away", "maintenance"].includes(node.state),
    tell: (node) =>
      `It will not be back soon: its ${count(node.chunks, "chunk")} are copied elsewhere at once. Should it come back,` +
      " what it has counts again.",
  },
  retire: {
    label: "Retire",
    danger: true,
    when: (node) => node.safeToRemove && node.state !== "retired",
    tell: () =>
      "Its id is refused from now on, and this cannot be undone. To use its disk again, empty its directory first.",
    send: (node) => call("DELETE", `/admin/nodes/${node.id}`),
  },
};

const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

/** Where it listens: what people know a node by. */
const nameOf = (node) => new URL(node.url).host;

let known = new Map();

/** What people call the node with this id. */
export function nodeName(id) {
  const node = known.get(id);
  return node ? nameOf(node) : id.slice(0, 8);
}

function button(id, order, node) {
  const element = create("button", order.danger ? "quiet danger" : "quiet", order.label);
  element.type = "button";
  element.dataset.test = id;
  element.setAttribute("aria-label", `${order.label} ${nameOf(node)}`);
  element.addEventListener("click", () => give(id, order, known.get(node.id)));
  return element;
}

async function give(id, order, node) {
  const chosen = await ask({
    title: `${order.label}: ${nameOf(node)}`,
    message: order.tell(node),
    action: order.label,
    danger: order.danger,
    choice: order.choice,
  });
  if (!chosen) {
    return;
  }
  try {
    const path = `/admin/nodes/${node.id}/${id}`;
    const after = await (order.send ? order.send(node) : call("POST", path, order.body?.(Number(chosen))));
    say(`${nameOf(node)} is ${after.state}.`);
  } catch (refused) {
    say(`${nameOf(node)}: ${refused.message}`);
  }
  await refreshNodes();
}

function makeNode(node) {
  const shown = row("node-card");
  shown.element.dataset.id = node.id;
  for (const [id, order] of Object.entries(ORDERS)) {
    shown.parts.actions.append(button(id, order, node));
  }
  return shown;
}

function showNode(node, parts, element) {
  const fill = node.capacityBytes > 0 ? node.usedBytes / node.capacityBytes : 0;
  text(parts.name, nameOf(node));
  parts.name.title = `Node ${node.id} on ${node.host}, version ${node.version}`;
  if (parts.state.textContent && parts.state.textContent !== node.state) {
    element.classList.remove("news");
    requestAnimationFrame(() => element.classList.add("news"));
  }
  text(parts.state, node.state);
  parts.state.className = `badge ${LOOKS[node.state] ?? ""}`;
  parts.fill.className = `fill ${fill > 0.95 ? "bad" : fill > 0.85 ? "warn" : ""}`;
  parts.fill.setAttribute("aria-label", `Disk of ${nameOf(node)}`);
  parts.fill.setAttribute("aria-valuenow", Math.round(100 * fill));
  parts.filled.style.width = `${100 * fill}%`;
  text(parts.used, `${size(node.usedBytes)} of ${size(node.capacityBytes)}, ${percent(fill)}`);
  text(parts.load, `${count(node.chunks, "chunk")}, ${count(node.inFlight, "request")} at work`);
  text(parts.reason, told(node));
  for (const order of parts.actions.children) {
    order.hidden = !ORDERS[order.dataset.test].when(node);
  }
}

const percent = (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

/** What matters of a node beside its state. */
function told(node) {
  if (node.state === "active") {
    return node.zone ? `Zone ${node.zone}` : "";
  }
  const silent = ["away", "lost"].includes(node.state) ? `Last heard of ${fromNow(new Date(node.lastPing))}. ` : "";
  const until = node.awayUntil ? `Until ${new Date(node.awayUntil).toLocaleString("en")}. ` : "";
  return `${silent}${until}${node.safeToRemove ? "Safe to remove. " : ""}${node.reason}`;
}

const showNodes = keyed(byId("nodes"), (node) => node.id, makeNode, showNode, "No node has pinged yet.");

const showRetired = keyed(
  byId("retired").lastElementChild,
  (node) => node.id,
  () => row("plain-row"),
  (node, parts) => {
    text(parts.name, nameOf(node));
    text(parts.note, node.id);
  },
);

export async function refreshNodes() {
  const nodes = await get("/admin/nodes");
  known = new Map(nodes.map((node) => [node.id, node]));
  const living = nodes.filter((node) => node.state !== "retired");
  showNodes(living);
  const retired = nodes.filter((node) => node.state === "retired");
  byId("retired").hidden = retired.length === 0;
  text(byId("retired").firstElementChild, count(retired.length, "retired node"));
  showRetired(retired);
  showTiles(living);
}

function showTiles(nodes) {
  const active = nodes.filter((node) => node.state === "active").length;
  const used = nodes.reduce((sum, node) => sum + node.usedBytes, 0);
  const capacity = nodes.reduce((sum, node) => sum + node.capacityBytes, 0);
  tile("tile-nodes", String(active), `of ${nodes.length}`);
  tile("tile-used", size(used), `of ${size(capacity)}`);
}

/** A figure, and in small letters what to compare it with. */
export function tile(id, figure, note) {
  byId(id).replaceChildren(figure, create("small", "", note));
}
