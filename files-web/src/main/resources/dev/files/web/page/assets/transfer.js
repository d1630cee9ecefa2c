// One upload: PUT with progress, tried again by itself when the connection drops.

import { problem } from "./format.js";

const TRIES = 5;
const FIRST_PAUSE_MILLIS = 1000;
const MOST_PAUSE_MILLIS = 30000;
const RATE_WINDOW_MILLIS = 8000;

/** Without progress for so long the speed is not known any more. */
const STALE_MILLIS = 5000;

/** And then the connection is given up: a busy server may let a sender wait for a while. */
const STALLED_MILLIS = 120000;

/** A transfer reports each change to `changed(transfer)`; its state is one of these. */
export const State = Object.freeze({
  WAITING: "waiting",
  SENDING: "sending",
  FINISHING: "finishing",
  PAUSED: "paused",
  FAILED: "failed",
  CANCELLED: "cancelled",
  DONE: "done",
});

export class Transfer {
  #request = null;
  #timer = null;
  #watch = null;
  #tries = 0;
  #samples = [];
  #ended = null;

  constructor(file, expires, changed) {
    this.file = file;
    this.expires = expires;
    this.changed = changed;
    this.state = State.WAITING;
    this.sent = 0;
    this.message = "";
    this.canRetry = true;
    this.result = null;
  }

  /** Before it starts, at first or again. */
  wait() {
    this.#change(State.WAITING, { sent: 0, message: "" });
  }

  /** Resolves when it is over, one way or another; a new try makes a new promise. */
  start() {
    this.#tries = 0;
    if (this.state === State.CANCELLED) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#ended = resolve;
      this.#send();
    });
  }

  cancel() {
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
    this.#request?.abort();
    this.#end(State.CANCELLED, "Cancelled");
  }

  /** Bytes a second over the last seconds; 0 when not known. */
  get rate() {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    return first && last.time - first.time > 500
      ? ((last.sent - first.sent) * 1000) / (last.time - first.time)
      : 0;
  }

  #send() {
    this.#tries += 1;
    this.#samples = [];
    this.#change(State.SENDING, { sent: 0, message: "" });
    const request = new XMLHttpRequest();
    this.#request = request;
    request.upload.onprogress = (event) => this.#progress(event.loaded);
    request.upload.onload = () => this.#finishing();
    request.onload = () => this.#answered(request);
    request.onerror = () => this.#lost();
    const query = new URLSearchParams({ expires: this.expires });
    request.open("PUT", `/upload/${encodeURIComponent(this.file.name)}?${query}`);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", this.file.type || "application/octet-stream");
    request.send(this.file);
    this.#awaitProgress();
  }

  #awaitProgress() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      this.#samples = [];
      this.#change(this.state, {});
      this.#watch = setTimeout(() => {
        this.#request?.abort();
        this.#dropped("The connection was lost.");
      }, STALLED_MILLIS - STALE_MILLIS);
    }, STALE_MILLIS);
  }

  #finishing() {
    clearTimeout(this.#watch);
    this.#change(State.FINISHING, { sent: this.file.size });
  }

  async #lost() {
    clearTimeout(this.#watch);
    if (this.state === State.FINISHING) {
      // The server may have it. To send it again unasked could make two of it.
      this.#end(State.FAILED, "The connection was lost before the server said that it has the file.");
      return;
    }
    try {
      await this.file.slice(0, 1).arrayBuffer();
      this.#dropped("The connection was lost.");
    } catch {
      this.canRetry = false;
      this.#end(State.FAILED, "It cannot be read. Was it changed, moved or deleted? Choose it again.");
    }
  }

  #progress(sent) {
    this.#awaitProgress();
    const time = Date.now();
    this.#samples.push({ time, sent });
    while (this.#samples.length > 2 && time - this.#samples[0].time > RATE_WINDOW_MILLIS) {
      this.#samples.shift();
    }
    this.#change(this.state, { sent: Math.min(sent, this.file.size) });
  }

  #answered(request) {
    clearTimeout(this.#watch);
    const body = parse(request.responseText);
    if (request.status === 201 && body?.pageUrl) {
      this.result = body;
      this.#end(State.DONE, "");
    } else if (request.status === 408 || request.status === 429 || request.status >= 502) {
      this.#dropped(problem(request.status, body), Number(request.getResponseHeader("Retry-After")));
    } else {
      this.canRetry = request.status >= 500 || request.status === 422;
      this.#end(State.FAILED, problem(request.status, body));
    }
  }

  #dropped(message, retryAfterSeconds = 0) {
    if (this.state === State.CANCELLED) {
      return;
    }
    if (this.#tries >= TRIES) {
      this.#end(State.FAILED, message);
      return;
    }
    // Doubled each time, and spread, so that many browsers do not come back at once.
    const pause = Math.min(MOST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** (this.#tries - 1));
    const millis = Math.max(pause * (0.75 + Math.random() / 2), retryAfterSeconds * 1000 || 0);
    this.#change(State.PAUSED, { message });
    this.#timer = setTimeout(() => this.#send(), millis);
  }

  #end(state, message) {
    this.#request = null;
    this.#change(state, { message });
    this.#ended?.();
    this.#ended = null;
  }

  #change(state, values) {
    if (this.state === State.CANCELLED) {
      return;
    }
    Object.assign(this, { state }, values);
    this.changed(this);
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
