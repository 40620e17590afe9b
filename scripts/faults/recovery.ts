const WINDOW_MS = 3_000;
const STEP_MS = 100;
const SHARE = 0.9;

export interface RecoveryInput {
  /** When orders were matched, ascending, in milliseconds. */
  readonly matchedAtMs: readonly number[];
  /** The undisturbed stretch before the fault. */
  readonly before: { readonly fromMs: number; readonly toMs: number };
  /** From when on recovery counts. */
  readonly sinceMs: number;
  /** When the load ended. */
  readonly untilMs: number;
}

/**
 * Seconds from `sinceMs` until orders are matched at 90 % of the rate before again: in the next three seconds, and on average
 * until the load ends. Null when that never came.
 */
export function recoveryS({ matchedAtMs, before, sinceMs, untilMs }: RecoveryInput): number | null {
  const count = (fromMs: number, toMs: number): number =>
    matchedAtMs.filter((atMs) => atMs >= fromMs && atMs < toMs).length;
  const perMs = count(before.fromMs, before.toMs) / (before.toMs - before.fromMs);
  for (let fromMs = sinceMs; fromMs + WINDOW_MS <= untilMs; fromMs += STEP_MS) {
    const isBack = count(fromMs, fromMs + WINDOW_MS) >= perMs * WINDOW_MS * SHARE;
    if (isBack && count(fromMs, untilMs) >= perMs * (untilMs - fromMs) * SHARE) return (fromMs - sinceMs) / 1_000;
  }
  return null;
}
