// The calls of operators. The browser adds the cookie of the session.

/** A refusal, with what the server said of it. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, "The server cannot be reached.");
  }
  if (answer.status === 401) {
    // The session is over: the same page is the login now.
    location.reload();
  }
  const json = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) {
    throw new Refused(answer.status, json?.detail ?? `The server answered ${answer.status}.`);
  }
  return json;
}

export const get = (path) => call("GET", path);

/** Health is worth reading when it is bad, too. */
export async function health() {
  const answer = await fetch("/health/ready");
  return answer.json();
}
