/**
 * How long orders are collected before they are weighed against one another: the scarcer the cars, the longer, 2 to
 * 10 s. Past that, waiting costs riders more than a better assignment gains.
 */
export function collectForMs(unserved: number): number {
  if (unserved <= 2) return 2_000;
  return unserved <= 6 ? 5_000 : 10_000;
}

/** Milliseconds until the next round: all orders of a window meet at the same instant, whichever second they came in. */
export function untilNextRoundMs(now: Date, windowMs: number): number {
  return windowMs - (now.getTime() % windowMs);
}
