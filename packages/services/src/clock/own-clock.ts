/** What a process knows of time by itself. */
export interface OwnClock {
  /** Milliseconds since 1970 as the machine says, which may be wrong and may jump. */
  readonly wallMs: () => number;
  /** Milliseconds since any instant, at an even pace: setting the machine's date does not move it. */
  readonly steadyMs: () => number;
}

/** Kept from before `setProcessTime`. */
const { now } = Date;

export const OWN_CLOCK: OwnClock = { wallMs: () => now(), steadyMs: () => performance.now() };
