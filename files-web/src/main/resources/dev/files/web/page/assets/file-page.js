// The page of a file: times as the reader counts them, and a hash that can be copied.

import { copyOnClick } from "./copy.js";
import { fromNow, moment } from "./format.js";

const say = (text) => {
  document.getElementById("say").textContent = text;
};

for (const time of document.querySelectorAll("time")) {
  const date = new Date(time.dateTime);
  const relative = document.createElement("span");
  relative.className = "note";
  relative.textContent = fromNow(date);
  time.textContent = moment(date);
  time.after(" ", relative);
}

const button = document.getElementById("copy-sha256");
button.hidden = false;
copyOnClick(
  button,
  () => document.getElementById("sha256").textContent,
  say,
  "The SHA-256 is copied.",
);
