const FIRST_MS = 1_000;
const LONGEST_MS = 15_000;

/**
 * How long to wait after so many failures (0 for the first): twice as long each time, at random by half, so that those who
 * were refused together do not come back together; and no less than the server asked for (`retryAfterS`).
 * @param random 0 to 1
 */
export function retryDelayMs(failures: number, { error, random }: { error: unknown; random: number }): number {
  const longestMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
  return Math.max(longestMs / 2, askedMs(error)) + (longestMs / 2) * random;
}

/** A tRPC error's `data.retryAfterS`. */
function askedMs(error: unknown): number {
  const data: unknown = typeof error === "object" && error !== null && "data" in error ? error.data : undefined;
  if (typeof data !== "object" || data === null || !("retryAfterS" in data)) return 0;
  return typeof data.retryAfterS === "number" ? data.retryAfterS * 1_000 : 0;
}
