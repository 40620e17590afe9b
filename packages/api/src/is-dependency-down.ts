/** Of postgres.js, Node's sockets, and Postgres itself while it starts, stops or has no connection left. */
const CODES = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "53300",
  "57P01",
  "57P02",
  "57P03",
]);
/** Of ioredis, which gives its errors no code, and of the queues on top of it. */
const NAMES = new Set(["MaxRetriesPerRequestError"]);
const MESSAGES = /^(?:Connection is closed\.|Stream isn't writeable|Redis is not reachable)/;
const DEEPEST = 5;

/** Whether an error, or what caused it, says that Postgres or Redis cannot be reached at the moment. */
export function isDependencyDown(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < DEEPEST && current instanceof Error; depth += 1) {
    if (NAMES.has(current.name) || MESSAGES.test(current.message)) return true;
    if ("code" in current && typeof current.code === "string" && CODES.has(current.code)) return true;
    current = current.cause;
  }
  return false;
}
