/** A process's running export of traces. */
export interface Tracing {
  /** Sends what is waiting, for at most `deadlineMs`, then ends. Never rejects. */
  stop(deadlineMs: number): Promise<void>;
}
