// The upload page: takes files in, shows what is on its way and what has arrived.

import { copyOnClick } from "./copy.js";
import { fromNow, problem, size, timeLeft } from "./format.js";
import { forget, forgetAll, remember, uploads } from "./history.js";
import { State, Transfer } from "./transfer.js";

const AT_ONCE = 3;
const MAX_NAME_BYTES = 255;

const byId = (id) => document.getElementById(id);
const choose = byId("choose");
const drop = byId("drop");
const transfers = byId("transfers");
const transferList = byId("transfer-list");
const maxBytes = Number(document.querySelector('meta[name="files-max-bytes"]').content);
const waiting = [];
let running = 0;

const say = (text) => {
  byId("say").textContent = text;
};

/** A copy of a template's row, and its parts by name. */
function row(template) {
  const element = byId(template).content.firstElementChild.cloneNode(true);
  const parts = {};
  for (const part of element.querySelectorAll("[data-part]")) {
    parts[part.dataset.part] = part;
  }
  return { element, parts };
}

// What is on its way

function take(files) {
  for (const file of files) {
    add(file);
  }
  choose.value = "";
}

/** A folder looks like a file that cannot be read: told apart while the drop lasts. */
function takeDropped(dropped) {
  const items = [...dropped.items].filter((item) => item.kind === "file");
  const folders = items.filter((item) => item.webkitGetAsEntry?.()?.isDirectory);
  take(items.filter((item) => !folders.includes(item)).map((item) => item.getAsFile()));
  if (folders.length > 0) {
    hint("Folders cannot be uploaded. Pack them into one file first.");
  }
}

function hint(text) {
  byId("hint").textContent = text;
  byId("hint").hidden = false;
}

function add(file) {
  byId("hint").hidden = true;
  const { element, parts } = row("transfer-row");
  parts.name.textContent = file.name;
  parts.progress.setAttribute("aria-label", `Upload of ${file.name}`);
  parts.cancel.setAttribute("aria-label", `Cancel ${file.name}`);
  parts.retry.setAttribute("aria-label", `Try ${file.name} again`);
  const transfer = new Transfer(file, byId("expires").value, () => show(transfer, element, parts));
  parts.cancel.addEventListener("click", () => dismiss(transfer, element));
  parts.retry.addEventListener("click", () => {
    enqueue(transfer);
    parts.cancel.focus();
  });
  transferList.append(element);
  transfers.hidden = false;
  const refusal = refuse(file);
  if (refusal) {
    Object.assign(transfer, { state: State.FAILED, message: refusal, canRetry: false });
    show(transfer, element, parts);
    return;
  }
  transfer.element = element;
  enqueue(transfer);
  show(transfer, element, parts);
}

/** What can be known before a byte is sent. */
function refuse(file) {
  if (file.size > maxBytes) {
    return `Too large: the server takes up to ${size(maxBytes)}.`;
  }
  if (new TextEncoder().encode(file.name).length > MAX_NAME_BYTES) {
    return "The name is too long.";
  }
  return "";
}

function enqueue(transfer) {
  transfer.state = State.WAITING;
  waiting.push(transfer);
  next();
}

function next() {
  while (running < AT_ONCE && waiting.length > 0) {
    const transfer = waiting.shift();
    running += 1;
    transfer.start().then(() => {
      running -= 1;
      if (transfer.state === State.DONE) {
        arrived(transfer);
      }
      next();
    });
  }
}

function arrived(transfer) {
  remember(transfer.result);
  removeTransfer(transfer.element);
  showRecent();
  say(`${transfer.file.name} is uploaded. Its link can be copied now.`);
}

function dismiss(transfer, element) {
  const index = waiting.indexOf(transfer);
  if (index >= 0) {
    waiting.splice(index, 1);
  }
  const over = transfer.state === State.FAILED;
  if (!over) {
    transfer.cancel();
    say(`${transfer.file.name} is cancelled.`);
  }
  removeTransfer(element);
  choose.focus();
}

function removeTransfer(element) {
  element.remove();
  transfers.hidden = transferList.childElementCount === 0;
}

function show(transfer, element, parts) {
  const failed = transfer.state === State.FAILED;
  const total = transfer.file.size;
  element.classList.toggle("failed", failed);
  element.dataset.state = transfer.state;
  parts.retry.hidden = !failed || !transfer.canRetry;
  parts.cancel.textContent = failed ? "Dismiss" : "Cancel";
  parts.progress.hidden = failed && transfer.sent === 0;
  if (transfer.state === State.FINISHING) {
    parts.progress.removeAttribute("value");
  } else {
    parts.progress.value = total === 0 ? 0 : transfer.sent / total;
  }
  parts.note.textContent = note(transfer, total);
  if (failed) {
    say(`${transfer.file.name}: ${transfer.message}`);
  }
}

function note(transfer, total) {
  switch (transfer.state) {
    case State.WAITING:
      return `${size(total)}, waiting for its turn`;
    case State.PAUSED:
      return `${transfer.message} Trying again soon.`;
    case State.FAILED:
      return transfer.message;
    case State.FINISHING:
      return `${size(total)}, being put into safe storage`;
    default: {
      const rate = transfer.rate;
      const speed = rate > 0 ? `, ${size(rate)}/s, ${timeLeft((total - transfer.sent) / rate)}` : "";
      return `${size(transfer.sent)} of ${size(total)}${speed}`;
    }
  }
}

// What has arrived

function showRecent() {
  const list = uploads();
  byId("recent").hidden = list.length === 0;
  byId("recent-list").replaceChildren(...list.map(recentRow));
}

function recentRow(upload) {
  const { element, parts } = row("recent-row");
  parts.name.textContent = upload.name;
  parts.page.href = `/file/${encodeURIComponent(upload.id)}`;
  parts.note.textContent = upload.expires
    ? `${size(upload.size)}, expires ${fromNow(new Date(upload.expires))}`
    : size(upload.size);
  parts.copy.setAttribute("aria-label", `Copy link to ${upload.name}`);
  parts.delete.setAttribute("aria-label", `Delete ${upload.name}`);
  copyOnClick(parts.copy, () => upload.pageUrl, say, `The link to ${upload.name} is copied.`);
  parts.delete.addEventListener("click", () => askThenRemove(upload, parts));
  return element;
}

/** The first click asks, the second one deletes: no dialog that stops everything. */
function askThenRemove(upload, parts) {
  if (!parts.delete.dataset.asked) {
    parts.delete.dataset.asked = "yes";
    parts.delete.textContent = "Really delete?";
    say(`Press again to delete ${upload.name} for everybody.`);
    parts.delete.addEventListener("blur", () => {
      delete parts.delete.dataset.asked;
      parts.delete.textContent = "Delete";
    });
    return;
  }
  remove(upload, parts);
}

async function remove(upload, parts) {
  parts.delete.disabled = true;
  try {
    const answer = await fetch(`/file/${encodeURIComponent(upload.id)}`, {
      method: "DELETE",
      headers: { Authorization: `Bearer ${upload.manageToken}` },
    });
    if (answer.ok || answer.status === 404) {
      forget(upload.id);
      showRecent();
      say(`${upload.name} is deleted.`);
      choose.focus();
      return;
    }
    failDelete(parts, problem(answer.status, await answer.json().catch(() => null)));
  } catch {
    failDelete(parts, "The server cannot be reached.");
  }
}

function failDelete(parts, message) {
  parts.delete.disabled = false;
  parts.note.textContent = `Not deleted. ${message}`;
  parts.note.classList.add("failed");
  say(`Not deleted. ${message}`);
}

// The ways in

choose.required = false;
choose.addEventListener("change", () => take(choose.files));
byId("upload-form").addEventListener("submit", (event) => event.preventDefault());
byId("clear").addEventListener("click", () => {
  forgetAll();
  showRecent();
  say("The list is cleared.");
  choose.focus();
});

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
let depth = 0;
addEventListener("dragenter", (event) => {
  if (carriesFiles(event)) {
    depth += 1;
    drop.classList.add("over");
  }
});
addEventListener("dragleave", (event) => {
  if (carriesFiles(event)) {
    depth = Math.max(0, depth - 1);
    drop.classList.toggle("over", depth > 0);
  }
});
// Anywhere on the page: a file that is dropped beside the box must not replace the page.
addEventListener("dragover", (event) => {
  if (carriesFiles(event)) {
    event.preventDefault();
  }
});
addEventListener("drop", (event) => {
  if (carriesFiles(event)) {
    event.preventDefault();
    depth = 0;
    drop.classList.remove("over");
    takeDropped(event.dataTransfer);
  }
});
addEventListener("paste", (event) => {
  if (event.clipboardData?.files.length) {
    event.preventDefault();
    take(event.clipboardData.files);
  }
});
addEventListener("beforeunload", (event) => {
  if (running > 0) {
    event.preventDefault();
  }
});
addEventListener("storage", showRecent);

showRecent();
