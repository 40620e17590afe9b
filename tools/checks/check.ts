/** What a check found out. A check that is not a test runner counts as one test. */
export interface CheckOutcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Shown when something failed, or when it says why something was skipped. */
  readonly report: string;
}

/** One step of `npm test`. */
export interface Check {
  readonly name: string;
  /** How many of the two lanes it takes: 2 for what keeps every core busy by itself. */
  readonly lanes: 1 | 2;
  /** Ends soon after `signal` is aborted, with every program that it started. */
  readonly run: (signal: AbortSignal) => Promise<CheckOutcome>;
}

export function passedCheck(): CheckOutcome {
  return { passed: 1, failed: 0, skipped: 0, report: "" };
}

export function failedCheck(report: string): CheckOutcome {
  return { passed: 0, failed: 1, skipped: 0, report };
}
