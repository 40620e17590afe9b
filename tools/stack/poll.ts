import { setTimeout as delay } from "node:timers/promises";

export interface PollOptions {
  readonly timeoutMs: number;
  readonly everyMs?: number;
  /** Ends the wait early, for example when the process that is waited for has died. */
  readonly signal?: AbortSignal;
}

/** Calls `probe` until it gives something other than undefined, and returns that; undefined when the time is over. */
export async function poll<T>(probe: () => Promise<T | undefined>, options: PollOptions): Promise<T | undefined> {
  const deadline = performance.now() + options.timeoutMs;
  while (options.signal?.aborted !== true) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() >= deadline) return undefined;
    await delay(options.everyMs ?? 50);
  }
  return undefined;
}
