import { availableParallelism } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { AdmissionGate } from "@atlas/core/overload/admission-gate";
import type { LimitSettings } from "@atlas/core/overload/in-flight-limit";
import type { TrafficClass } from "@atlas/core/overload/traffic-class";
import type { Registry } from "prom-client";
import { type AdmissionMetrics, admissionMetrics } from "./admission-metrics.ts";
import type { Lane } from "./traffic-of.ts";

/** With the mean at 200 ms the slowest in a hundred stays well below a second. */
const DEFAULT_LIMITS: LimitSettings = { targetMs: 200, initialLimit: 64, minLimit: 16, maxLimit: 500 };

const ADJUST_EVERY_MS = 200;
const EXPIRE_EVERY_MS = 10;
const LOOP_RESOLUTION_MS = 10;
/** Node hashes on four threads; more at once than cores would only take time from the event loop. */
const SIGN_INS_AT_ONCE = Math.min(4, availableParallelism());

/** Ends an admitted call; called again it does nothing. */
export type Leave = () => void;

/** Told once: how to leave, or null for a refusal. */
type OnEntry = (leave: Leave | null) => void;

/** Told once whether it was let in. */
type Waiter = (isIn: boolean) => void;

type Gate = AdmissionGate<Waiter>;

/** Lets in what this process can serve in time, and refuses the rest at once: see `AdmissionGate`. */
export class Admission implements Disposable {
  readonly #calls: Gate;
  readonly #signIns: Gate;
  readonly #metrics: AdmissionMetrics;
  readonly #loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(registry: Registry, limits: LimitSettings = DEFAULT_LIMITS) {
    this.#calls = new AdmissionGate(limits);
    const fixed = { initialLimit: SIGN_INS_AT_ONCE, minLimit: SIGN_INS_AT_ONCE, maxLimit: SIGN_INS_AT_ONCE };
    this.#signIns = new AdmissionGate({ ...limits, ...fixed });
    this.#metrics = admissionMetrics(registry, { calls: this.#calls, "sign-ins": this.#signIns });
    this.#loopDelay.enable();
    this.#timers = [
      setInterval(() => this.#adjust(), ADJUST_EVERY_MS).unref(),
      setInterval(() => this.#expire(), EXPIRE_EVERY_MS).unref(),
    ];
  }

  /** Calls `onEntry` at once when there is room or no hope of any, else after a short wait. */
  enter(lane: Lane, onEntry: OnEntry): void {
    const [gate, traffic]: [Gate, TrafficClass] = lane === "sign-in" ? [this.#signIns, "move"] : [this.#calls, lane];
    const tell: Waiter = (isIn) => {
      if (!isIn) this.#metrics.refused.inc({ lane });
      onEntry(isIn ? leaveOnce(gate, traffic) : null);
    };
    const entry = gate.enter(traffic, tell, performance.now());
    if (entry !== "waiting") tell(entry === "admitted");
  }

  /** Whether a call of this class would be let in now; counted as refused if not. */
  hasRoom(traffic: TrafficClass): boolean {
    const hasRoom = this.#calls.hasRoom(traffic);
    if (!hasRoom) this.#metrics.refused.inc({ lane: traffic });
    return hasRoom;
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#loopDelay.disable();
    for (const gate of [this.#calls, this.#signIns]) {
      for (const tell of gate.expire(Number.POSITIVE_INFINITY)) tell(false);
    }
  }

  #adjust(): void {
    const delayMs = Math.max(0, this.#loopDelay.mean / 1e6 - LOOP_RESOLUTION_MS);
    this.#loopDelay.reset();
    for (const tell of this.#calls.adjust(Number.isFinite(delayMs) ? delayMs : 0)) tell(true);
  }

  #expire(): void {
    const nowMs = performance.now();
    for (const gate of [this.#calls, this.#signIns]) for (const tell of gate.expire(nowMs)) tell(false);
  }
}

function leaveOnce(gate: Gate, traffic: TrafficClass): Leave {
  const enteredMs = performance.now();
  let isInside = true;
  return () => {
    if (!isInside) return;
    isInside = false;
    for (const tell of gate.leave(traffic, performance.now() - enteredMs)) tell(true);
  };
}
