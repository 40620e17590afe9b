const WINDOW_MS = 3_000;
const STEP_MS = 100;
/** Of the rate before: in the first window and on average. */
const BACK_SHARE = 0.9;
/** And in no later window less than this, or the first one was only a backlog. */
const STEADY_SHARE = 0.5;

export interface RecoveryInput {
  /** When orders were matched, in milliseconds. */
  readonly matchedAtMs: readonly number[];
  /** The undisturbed stretch before the fault. */
  readonly before: { readonly fromMs: number; readonly toMs: number };
  /** From when on recovery counts. */
  readonly sinceMs: number;
  /** When the load ended. */
  readonly untilMs: number;
}

/**
 * Seconds from `sinceMs` until orders are matched at 90 % of the rate before again: in the next three seconds and on average
 * until the load ends, with no three seconds below half of it. Null when that never came.
 */
export function recoveryS({ matchedAtMs, before, sinceMs, untilMs }: RecoveryInput): number | null {
  const perMs = countIn(matchedAtMs, before.fromMs, before.toMs) / (before.toMs - before.fromMs);
  const shareIn = (fromMs: number, toMs: number): number =>
    countIn(matchedAtMs, fromMs, toMs) / (perMs * (toMs - fromMs));
  const starts: number[] = [];
  for (let fromMs = sinceMs; fromMs + WINDOW_MS <= untilMs; fromMs += STEP_MS) starts.push(fromMs);
  const lastWeak = starts.findLastIndex((fromMs) => shareIn(fromMs, fromMs + WINDOW_MS) < STEADY_SHARE);
  const recovered = starts
    .slice(lastWeak + 1)
    .find((fromMs) => shareIn(fromMs, fromMs + WINDOW_MS) >= BACK_SHARE && shareIn(fromMs, untilMs) >= BACK_SHARE);
  return recovered === undefined ? null : (recovered - sinceMs) / 1_000;
}

function countIn(atMs: readonly number[], fromMs: number, toMs: number): number {
  return atMs.filter((at) => at >= fromMs && at < toMs).length;
}

/** Matches in each second of the load, to show how a fault went. */
export function perSecond(
  matchedAtMs: readonly number[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): number[] {
  return Array.from({ length: Math.ceil((toMs - fromMs) / 1_000) }, (_, second) =>
    countIn(matchedAtMs, fromMs + second * 1_000, fromMs + (second + 1) * 1_000),
  );
}
