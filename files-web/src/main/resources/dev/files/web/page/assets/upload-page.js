// The upload page: takes files in, shows what is on its way and what has arrived.

import { copyOnClick } from "./copy.js";
import { byId, row } from "./dom.js";
import { fromNow, problem, size, timeLeft } from "./format.js";
import { forget, forgetAll, remember, uploads } from "./history.js";
import { State, Transfer } from "./transfer.js";

const AT_ONCE = 3;
const MAX_NAME_BYTES = 255;

/** How long a button that asked waits for its second click, and what is too soon for one. */
const ASKED_FOR_MILLIS = 6000;
const DOUBLE_CLICK_MILLIS = 600;

const choose = byId("choose");
const drop = byId("drop");
const transfers = byId("transfers");
const transferList = byId("transfer-list");
const recentList = byId("recent-list");
const maxBytes = Number(document.querySelector('meta[name="files-max-bytes"]').content);
const waiting = [];
let running = 0;

/** What is said at once is said together, or the last would silence the others. */
const unsaid = [];
function say(text) {
  unsaid.push(text);
  if (unsaid.length === 1) {
    setTimeout(() => {
      byId("say").textContent = unsaid.splice(0).join(" ");
    }, 150);
  }
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
  parts.retry.setAttribute("aria-label", `Try again: ${file.name}`);
  const transfer = new Transfer(file, byId("expires").value, () => show(transfer, element, parts));
  parts.cancel.addEventListener("click", () => dismiss(transfer, element));
  parts.retry.addEventListener("click", () => {
    if (transfer.state === State.FAILED) {
      parts.cancel.focus();
      enqueue(transfer);
    }
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
  transfer.wait();
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
  const focused = transfer.element.contains(document.activeElement);
  remember(transfer.result);
  removeTransfer(transfer.element);
  showRecent();
  if (focused) {
    focusOn(shown.get(transfer.result.id).querySelector('[data-part="copy"]'));
  }
  say(`${transfer.file.name} is uploaded. Its link can be copied now.`);
}

function dismiss(transfer, element) {
  const index = waiting.indexOf(transfer);
  if (index >= 0) {
    waiting.splice(index, 1);
  }
  if (transfer.state === State.FINISHING) {
    say(`${transfer.file.name} is cancelled. The server may have stored it, but nobody has its link.`);
  } else if (transfer.state !== State.FAILED) {
    say(`${transfer.file.name} is cancelled.`);
  }
  transfer.cancel();
  const neighbour = element.nextElementSibling ?? element.previousElementSibling;
  removeTransfer(element);
  focusOn(neighbour?.querySelector('[data-part="cancel"]') ?? choose);
}

/** Where the focus was is gone; the page must not jump for it. */
function focusOn(element) {
  element.focus({ preventScroll: true });
}

function removeTransfer(element) {
  element.remove();
  transfers.hidden = transferList.childElementCount === 0;
}

function show(transfer, element, parts) {
  const failed = transfer.state === State.FAILED;
  const total = transfer.file.size;
  const changed = element.dataset.state !== transfer.state;
  element.classList.toggle("failed", failed);
  element.dataset.state = transfer.state;
  parts.retry.hidden = !failed || !transfer.canRetry;
  parts.cancel.textContent = failed ? "Dismiss" : "Cancel";
  parts.cancel.setAttribute("aria-label", `${parts.cancel.textContent} ${transfer.file.name}`);
  parts.progress.hidden = failed && transfer.sent === 0;
  if (transfer.state === State.FINISHING) {
    parts.progress.removeAttribute("value");
  } else {
    parts.progress.value = total === 0 ? 0 : transfer.sent / total;
  }
  parts.note.textContent = note(transfer, total);
  if (changed && (failed || transfer.state === State.PAUSED)) {
    say(`${transfer.file.name}: ${parts.note.textContent}`);
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

/** The rows by the ids of their files. One that stays is not touched: it may have the focus. */
const shown = new Map();

function showRecent() {
  const list = uploads();
  const ids = new Set(list.map((upload) => upload.id));
  for (const [id, element] of shown) {
    if (!ids.has(id)) {
      element.remove();
      shown.delete(id);
    }
  }
  let place = recentList.firstElementChild;
  for (const upload of list) {
    if (shown.get(upload.id) === place && place) {
      place = place.nextElementSibling;
    } else if (!shown.has(upload.id)) {
      const element = recentRow(upload);
      shown.set(upload.id, element);
      recentList.insertBefore(element, place);
    }
  }
  byId("recent").hidden = list.length === 0;
}

function recentRow(upload) {
  const { element, parts } = row("recent-row");
  parts.name.textContent = upload.name;
  parts.page.href = `/file/${encodeURIComponent(upload.id)}`;
  parts.note.textContent = upload.expires
    ? `${size(upload.size)}, expires ${fromNow(new Date(upload.expires))}`
    : size(upload.size);
  parts.copy.setAttribute("aria-label", `Copy link to ${upload.name}`);
  copyOnClick(parts.copy, () => upload.pageUrl, say, `The link to ${upload.name} is copied.`);
  askFirst(parts.delete, "Really delete?", upload.name, `Press again to delete ${upload.name} for everybody.`, () =>
    remove(upload, parts),
  );
  return element;
}

/** The first click asks, the second one does it: no dialog that stops everything. */
function askFirst(button, question, of, said, action) {
  const label = button.textContent;
  const name = (text) => {
    button.textContent = text;
    button.setAttribute("aria-label", `${text} ${of}`.trim());
  };
  let askedAt = 0;
  let timer = null;
  const calmDown = () => {
    clearTimeout(timer);
    askedAt = 0;
    name(label);
  };
  name(label);
  button.addEventListener("blur", calmDown);
  button.addEventListener("click", () => {
    if (askedAt === 0) {
      askedAt = Date.now();
      name(question);
      say(said);
      timer = setTimeout(calmDown, ASKED_FOR_MILLIS);
    } else if (Date.now() - askedAt > DOUBLE_CLICK_MILLIS) {
      calmDown();
      action();
    }
  });
}

async function remove(upload, parts) {
  parts.delete.disabled = true;
  try {
    const answer = await fetch(`/file/${encodeURIComponent(upload.id)}`, {
      method: "DELETE",
      headers: { Authorization: `Bearer ${upload.manageToken}` },
    });
    if (answer.ok || answer.status === 404) {
      const element = shown.get(upload.id);
      const neighbour = element?.nextElementSibling ?? element?.previousElementSibling;
      forget(upload.id);
      showRecent();
      say(`${upload.name} is deleted.`);
      focusOn(neighbour?.querySelector('[data-part="delete"]') ?? choose);
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
askFirst(byId("clear"), "Really clear?", "", "Press again to clear the list. The files stay.", () => {
  forgetAll();
  showRecent();
  say("The list is cleared.");
  focusOn(choose);
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
    takeDropped(event.clipboardData);
  }
});
addEventListener("beforeunload", (event) => {
  if (running > 0) {
    event.preventDefault();
  }
});
addEventListener("storage", showRecent);

showRecent();
