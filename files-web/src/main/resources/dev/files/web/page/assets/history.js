// What this browser uploaded: kept here only, with the tokens that let it delete the files again.

const KEY = "files.uploads.1";
const MOST = 100;

/** The newest first; what has expired is left out. */
export function uploads() {
  try {
    const all = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return all.filter((one) => one?.id && !(one.expires && Date.parse(one.expires) < Date.now()));
  } catch {
    return [];
  }
}

export function remember({ id, name, size, expires, pageUrl, manageToken }) {
  save([{ id, name, size, expires, pageUrl, manageToken }, ...uploads().filter((u) => u.id !== id)]);
}

export function forget(id) {
  save(uploads().filter((one) => one.id !== id));
}

export function forgetAll() {
  save([]);
}

function save(list) {
  try {
    localStorage.setItem(KEY, JSON.stringify(list.slice(0, MOST)));
  } catch {
    // No room, or storage is off: the list then lasts as long as the page.
  }
}
