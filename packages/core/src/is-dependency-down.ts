/** Of postgres.js, Node's sockets, and Postgres itself while it starts, stops, is full or may only be read. */
const CODES = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "CONNECTION_SILENT",
  "CONNECTIONS_BUSY",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
  "25006",
  "25P03",
  "25P04",
  "40001",
  "40P01",
  "55P03",
  "57014",
  "57P01",
  "57P02",
  "57P03",
  "57P05",
]);
/** SQLSTATE classes: connection exception, insufficient resources, system error. */
const SQL_CLASSES = /^(?:08|53|58)[0-9A-Z]{3}$/;
/** Of ioredis, which gives its errors no code, and of the queues on top of it. */
const NAMES = new Set(["MaxRetriesPerRequestError"]);
const MESSAGES =
  /^(?:Connection is closed\.|Stream isn't writeable|Redis is not reachable|Command timed out|Command aborted due to connection close|Socket timeout\.)/;
/** How Redis begins a reply while it cannot serve, or may not write. */
const REDIS_REPLIES = /^(?:LOADING|READONLY|MISCONF|OOM|CLUSTERDOWN|MASTERDOWN|NOREPLICAS|TRYAGAIN|BUSY) /;
const DEEPEST = 5;

/** Whether an error, or what caused it, says that Postgres or Redis cannot serve at the moment. */
export function isDependencyDown(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < DEEPEST && current instanceof Error; depth += 1) {
    const { name, message } = current;
    if (NAMES.has(name) || MESSAGES.test(message) || REDIS_REPLIES.test(message)) return true;
    if ("code" in current && typeof current.code === "string" && isOutage(current.code)) return true;
    current = current.cause;
  }
  return false;
}

function isOutage(code: string): boolean {
  return CODES.has(code) || SQL_CLASSES.test(code);
}
