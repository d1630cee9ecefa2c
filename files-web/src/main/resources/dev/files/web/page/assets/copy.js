// Copies text, also where the clipboard API is missing: it needs HTTPS, a local cluster has none.

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    // Where it is, and that it cannot be written into, keeps the page and the phone's keyboard down.
    area.readOnly = true;
    area.style.position = "fixed";
    area.style.top = "0";
    document.body.append(area);
    const focused = document.activeElement;
    area.select();
    try {
      return document.execCommand("copy");
    } finally {
      area.remove();
      focused?.focus();
    }
  }
}

/** Copies at a click and says so on the button for a moment. */
export function copyOnClick(button, text, say, said) {
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const copied = await copy(text());
    button.textContent = copied ? "Copied" : "Not copied";
    say(copied ? said : "Copying is not possible here.");
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
}
