// What the page asks of the server. Every answer is JSON; errors carry a code that the page knows words for.

const token = document.getElementById("content").dataset.token;
const PATIENCE = 30000;

/** The server said no. */
export class Refusal extends Error {
  /** @param {number} status @param {string} code @param {any} body */
  constructor(status, code, body) {
    super(code);
    this.status = status;
    this.code = code;
    this.body = body;
  }
}

/** No answer came: the line is down, or the server. What was asked may be asked again. */
export class NoAnswer extends Error {}

/**
 * @param {string} path
 * @param {{post?: any, patience?: number}} [about] `post`: the body, where something is sent
 * @returns {Promise<any>} null where the answer has no content
 */
export async function ask(path, { post, patience = PATIENCE } = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...request(post), signal: AbortSignal.timeout(patience) });
  } catch {
    throw new NoAnswer(path);
  }
  if (answer.status >= 500) throw new NoAnswer(path);
  if (answer.status === 204 || answer.status === 202) return null;
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(answer.status, body?.code ?? String(answer.status), body);
  if (body === null) throw new NoAnswer(path);
  return body;
}

/** Sends something while the page is being left; nobody waits for the answer. */
export function sendLast(path, post) {
  fetch(path, { ...request(post), keepalive: true }).catch(() => {});
}

function request(post) {
  const headers = { Accept: "application/json", "X-Token": token };
  if (post === undefined) return { headers };
  return { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(post) };
}
