// Pieces of pages: copies of templates, lists whose rows stay where they are, and what is said.

export const byId = (id) => document.getElementById(id);

/** A copy of a template's only element, and its parts by name. */
export function row(template) {
  const element = byId(template).content.firstElementChild.cloneNode(true);
  const parts = {};
  for (const part of element.querySelectorAll("[data-part]")) {
    parts[part.dataset.part] = part;
  }
  return { element, parts };
}

/** Changes a text only when it is another: what stays is not read out again, nor loses a selection. */
export function text(element, value) {
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

export function create(name, className, content = "") {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = content;
  return element;
}

/**
 * A list whose rows are made once and changed from then on: one may have the focus.
 *
 * @param make gives a new row for an item, `{ element, parts }`
 * @param show fills the row
 */
export function keyed(list, key, make, show, empty) {
  const rows = new Map();
  const nothing = create("li", "empty", empty ?? "");
  return (items) => {
    const keys = new Set(items.map(key));
    for (const [known, shown] of rows) {
      if (!keys.has(known)) {
        shown.element.remove();
        rows.delete(known);
      }
    }
    let place = list.firstElementChild;
    for (const item of items) {
      let shown = rows.get(key(item));
      if (!shown) {
        shown = make(item);
        rows.set(key(item), shown);
      }
      if (shown.element !== place) {
        list.insertBefore(shown.element, place);
      } else {
        place = place.nextElementSibling;
      }
      show(item, shown.parts, shown.element);
    }
    if (empty && items.length === 0) {
      list.append(nothing);
    } else {
      nothing.remove();
    }
    return rows;
  };
}

let silence = 0;

/** Says it where everybody sees it, for a while. */
export function say(message) {
  clearTimeout(silence);
  byId("say").textContent = message;
  silence = setTimeout(() => {
    byId("say").textContent = "";
  }, 8000);
}

/**
 * Asks before something is done. Answers what was chosen, `"yes"` without a choice, or an empty text.
 *
 * @param choice `{ label, options: [[value, text]] }`, if there is something to choose
 */
export function ask({ title, message, action, danger = false, choice }) {
  const dialog = byId("ask");
  byId("ask-title").textContent = title;
  byId("ask-text").textContent = message;
  byId("ask-yes").textContent = action;
  byId("ask-yes").classList.toggle("danger", danger);
  byId("ask-choice").hidden = !choice;
  if (choice) {
    byId("ask-choice").firstElementChild.textContent = choice.label;
    byId("ask-select").replaceChildren(...choice.options.map(([value, label]) => new Option(label, value)));
  }
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => resolve(dialog.returnValue && choice ? byId("ask-select").value : dialog.returnValue),
      { once: true },
    );
  });
}
