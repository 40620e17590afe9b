import { AdmissionGate } from "./admission-gate.ts";
import type { LimitSettings } from "./in-flight-limit.ts";
import { seededRandom } from "../seeded-random.ts";
import { TRAFFIC_CLASSES, type TrafficClass } from "./traffic-class.ts";

export const TEST_SETTINGS: LimitSettings = { targetMs: 200, initialLimit: 64, minLimit: 10, maxLimit: 1_000 };

const EXPIRE_EVERY_MS = 10;
const ADJUST_EVERY_MS = 200;

/** A stretch of time with Poisson arrivals of each class. */
export interface Phase {
  readonly forMs: number;
  readonly perSecond: Partial<Record<TrafficClass, number>>;
}

export interface PhaseResult {
  readonly offered: Record<TrafficClass, number>;
  readonly refused: Record<TrafficClass, number>;
  /** Of the admitted, from their arrival. */
  readonly latenciesMs: number[];
  mostInFlight: number;
  /** How long the server had nothing to do. */
  idleMs: number;
}

interface Call {
  readonly phase: PhaseResult;
  readonly traffic: TrafficClass;
  readonly arrivedMs: number;
}

/**
 * A gate before a server that does one thing after the other (M/G/1), with service times of two kinds: nine in ten short, one
 * in ten long, `meanMs` on average. Steps by the millisecond; the same seed gives the same run.
 */
export function simulate(
  phases: readonly Phase[],
  { seed, meanMs, settings = TEST_SETTINGS }: { seed: number; meanMs: number; settings?: LimitSettings },
): PhaseResult[] {
  const random = seededRandom(seed);
  const exponential = (mean: number): number => -Math.log(1 - random()) * mean;
  const gate = new AdmissionGate<Call>(settings);
  const running: { call: Call; startedMs: number; endMs: number }[] = [];
  let [nowMs, freeAtMs] = [0, 0];

  const serve = (call: Call): void => {
    const workMs = exponential(random() < 0.1 ? 4.6 * meanMs : 0.6 * meanMs);
    call.phase.idleMs += Math.max(0, nowMs - freeAtMs);
    freeAtMs = Math.max(freeAtMs, nowMs) + workMs;
    running.push({ call, startedMs: nowMs, endMs: freeAtMs });
    call.phase.mostInFlight = Math.max(call.phase.mostInFlight, gate.inFlight);
  };
  const refuse = ({ phase, traffic }: Call): void => {
    phase.refused[traffic] += 1;
  };
  const complete = (): void => {
    for (let done = running[0]; done !== undefined && done.endMs <= nowMs; done = running[0]) {
      running.shift();
      done.call.phase.latenciesMs.push(done.endMs - done.call.arrivedMs);
      for (const call of gate.leave(done.call.traffic, done.endMs - done.startedMs)) serve(call);
    }
  };
  const arrive = (phase: PhaseResult, traffic: TrafficClass): void => {
    phase.offered[traffic] += 1;
    const call = { phase, traffic, arrivedMs: nowMs };
    const entry = gate.enter(traffic, call, nowMs);
    if (entry === "admitted") serve(call);
    if (entry === "refused") refuse(call);
  };

  return phases.map(({ forMs, perSecond }) => {
    const phase = emptyPhase();
    const endMs = nowMs + forMs;
    const streams = TRAFFIC_CLASSES.flatMap((traffic) => {
      const rate = perSecond[traffic] ?? 0;
      const everyMs = 1_000 / rate;
      return rate > 0 ? [{ traffic, everyMs, atMs: nowMs + exponential(everyMs) }] : [];
    });
    for (; nowMs < endMs; nowMs += 1) {
      complete();
      for (const stream of streams) {
        for (; stream.atMs <= nowMs; stream.atMs += exponential(stream.everyMs)) arrive(phase, stream.traffic);
      }
      if (nowMs % EXPIRE_EVERY_MS === 0) for (const call of gate.expire(nowMs)) refuse(call);
      if (nowMs % ADJUST_EVERY_MS === 0) for (const call of gate.adjust(0)) serve(call);
    }
    return phase;
  });
}

function emptyPhase(): PhaseResult {
  const none = (): Record<TrafficClass, number> => ({ move: 0, command: 0, query: 0, bulk: 0 });
  return { offered: none(), refused: none(), latenciesMs: [], mostInFlight: 0, idleMs: 0 };
}
