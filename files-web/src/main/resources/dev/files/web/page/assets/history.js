// What this browser uploaded: kept here only, with the tokens that let it delete the files again.

const KEY = "files.uploads.1";
const MOST = 1000;

/** Those of this page are never the ones that are dropped. */
let added = 0;

/** The list itself, where storage is off or full: it then lasts as long as the page. */
let kept = null;

/** The newest first; what has expired is left out. */
export function uploads() {
  return all().filter((one) => one?.id && !(one.expires && Date.parse(one.expires) < Date.now()));
}

export function remember({ id, name, size, expires, pageUrl, manageToken }) {
  added += 1;
  save([{ id, name, size, expires, pageUrl, manageToken }, ...uploads().filter((u) => u.id !== id)]);
}

export function forget(id) {
  save(uploads().filter((one) => one.id !== id));
}

export function forgetAll() {
  save([]);
}

function all() {
  if (kept) {
    return kept;
  }
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
}

function save(list) {
  const newest = list.slice(0, Math.max(MOST, added));
  try {
    localStorage.setItem(KEY, JSON.stringify(newest));
    kept = null;
  } catch {
    kept = newest;
  }
}
