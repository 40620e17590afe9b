export interface LimitSettings {
  /** What an admitted call may take on average while the server is full. */
  readonly targetMs: number;
  readonly initialLimit: number;
  readonly minLimit: number;
  readonly maxLimit: number;
}

/** What a window of time has shown. */
export interface LimitWindow {
  /** Mean time that a call took, with its wait before the server saw it. */
  readonly latencyMs: number;
  /** Whether calls waited or were refused for want of room. */
  readonly isPressed: boolean;
}

const MAX_FALL = 0.8;
const MAX_RISE = 1.1;

/**
 * How many calls may be in flight in the next window. By Little's law (L = λ × W) a server that completes λ calls a
 * second holds λ × W of them when each takes W; with L in flight and a measured latency, λ is L / latency, so that the L
 * that goes with the target is L × target / latency. Moves towards it by at most a fifth down and a tenth up, and up only
 * when more room was asked for: what was not used says nothing about what the server could take.
 */
export function nextLimit(limit: number, { latencyMs, isPressed }: LimitWindow, settings: LimitSettings): number {
  const ratio = Math.min(MAX_RISE, Math.max(MAX_FALL, settings.targetMs / latencyMs));
  const ceiling = isPressed ? settings.maxLimit : Math.max(limit, settings.initialLimit);
  return Math.min(ceiling, Math.max(settings.minLimit, limit * ratio));
}
