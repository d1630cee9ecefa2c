// Sizes, times and failures in people's words.

const UNITS = ["bytes", "KB", "MB", "GB", "TB"];

/** Three digits at most: 4.19 MB. */
export function size(bytes) {
  if (bytes === 1) {
    return "1 byte";
  }
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** So many in a second: two digits, or whole. */
export function perSecond(value) {
  return value === 0 || value >= 10 ? Math.round(value).toLocaleString("en") : value.toPrecision(2);
}

/** How long something will take, rounded so that it does not jump. */
export function timeLeft(seconds) {
  if (seconds < 5) {
    return "a few seconds left";
  }
  if (seconds < 55) {
    return `${Math.ceil(seconds / 5) * 5} seconds left`;
  }
  if (seconds < 3570) {
    const minutes = Math.round(seconds / 60);
    return minutes === 1 ? "1 minute left" : `${minutes} minutes left`;
  }
  const hours = Math.round(seconds / 3600);
  return hours === 1 ? "1 hour left" : `${hours} hours left`;
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const STEPS = [
  ["year", 31536000],
  ["month", 2592000],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

/** "in 7 days", "5 minutes ago". */
export function fromNow(date, now = Date.now()) {
  const seconds = (date.getTime() - now) / 1000;
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length * 0.95) {
      return relative.format(Math.round(seconds / length), unit);
    }
  }
  return seconds < 0 ? "just now" : "in less than a minute";
}

/** The day and the minute where the reader lives. */
export function moment(date) {
  return new Intl.DateTimeFormat("en", { dateStyle: "long", timeStyle: "short" }).format(date);
}

const WORDS = {
  "too-large": "This file is larger than the server takes.",
  "too-slow": "The connection was too slow.",
  "invalid-value": "The server does not accept this file's name or settings.",
  unavailable: "The server cannot store it right now.",
  "disk-full": "The server has no room left.",
  mismatch: "The file changed on its way, or while it was read.",
  unauthorized: "This browser may not do that.",
  "not-found": "It is no longer there.",
};

/** What a problem answer (RFC 9457) means to whoever looks at the page. */
export function problem(status, body) {
  const slug = String(body?.type ?? "").split(":").pop();
  if (WORDS[slug]) {
    return WORDS[slug];
  }
  return status >= 500
    ? "The server failed."
    : `The server refused it${body?.detail ? `: ${body.detail}` : "."}`;
}
