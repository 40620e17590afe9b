import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AdmissionGate } from "./admission-gate.ts";
import { simulate, TEST_SETTINGS } from "./simulated-server.ts";

/** A simulated server under a load, both random. */
const runs = fc.record({
  seed: fc.integer(),
  meanMs: fc.double({ min: 1, max: 10, noNaN: true }),
  factor: fc.double({ min: 1.5, max: 5, noNaN: true }),
});
/** The bounds below are of chance: a draw in which one is exceeded can be found, so the same thirty are drawn each time. */
const DRAWN = { numRuns: 30, seed: 8_160 };
const PHASE_MS = 10_000;

describe("a simulated server under more load than it can take", () => {
  test("does as much as it can, and what is admitted stays fast", () => {
    fc.assert(
      fc.property(runs, ({ seed, meanMs, factor }) => {
        const capacity = 1_000 / meanMs;
        const load = { forMs: PHASE_MS, perSecond: { query: capacity * factor } };
        const [, steady] = simulate([load, load], { seed, meanMs });
        const latencies = steady?.latenciesMs.toSorted((a, b) => a - b) ?? [];
        expect(steady?.idleMs).toBeLessThan(0.1 * PHASE_MS);
        expect(latencies[Math.floor(latencies.length * 0.99)]).toBeLessThan(1_000);
        expect(steady?.refused.query).toBeGreaterThan(0);
      }),
      DRAWN,
    );
  });

  test("serves the moves of running trips and refuses queries instead", () => {
    fc.assert(
      fc.property(runs, ({ seed, meanMs, factor }) => {
        const capacity = 1_000 / meanMs;
        const perSecond = { move: capacity * 0.3, command: capacity * 0.2, query: capacity * factor };
        const load = { forMs: PHASE_MS, perSecond };
        const [, steady] = simulate([load, load], { seed, meanMs });
        const shareRefused = (traffic: "move" | "command" | "query"): number =>
          (steady?.refused[traffic] ?? 0) / (steady?.offered[traffic] ?? 0);
        expect(shareRefused("move")).toBeLessThan(0.02);
        expect(shareRefused("command")).toBeLessThanOrEqual(shareRefused("query"));
        expect(shareRefused("query")).toBeGreaterThan(0.3);
      }),
      DRAWN,
    );
  });

  test("refuses nobody from two seconds after the load has fallen", () => {
    fc.assert(
      fc.property(runs, ({ seed, meanMs, factor }) => {
        const capacity = 1_000 / meanMs;
        const overload = { forMs: PHASE_MS, perSecond: { query: capacity * factor } };
        const after = { forMs: 2_000, perSecond: { query: capacity * 0.3 } };
        const [, , light] = simulate([overload, after, { ...after, forMs: PHASE_MS }], { seed, meanMs });
        expect(light?.refused.query).toBe(0);
      }),
      DRAWN,
    );
  });

  test("holds no more calls than room for them, at twenty times the load", () => {
    const load = { forMs: PHASE_MS, perSecond: { query: 4_000 } };
    const [, steady] = simulate([load, load], { seed: 7, meanMs: 5 });
    expect(steady?.mostInFlight).toBeLessThan(100);
  });

  test("a server that becomes four times slower gets as much less", () => {
    const load = { forMs: PHASE_MS, perSecond: { query: 1_000 } };
    const [fast] = simulate([load, load], { seed: 3, meanMs: 2 }).slice(1);
    const [slow] = simulate([load, load], { seed: 3, meanMs: 8 }).slice(1);
    expect((fast?.mostInFlight ?? 0) / (slow?.mostInFlight ?? 0)).toBeGreaterThan(2);
  });
});

describe("AdmissionGate", () => {
  /** So few that no class has places of its own. */
  const five = { ...TEST_SETTINGS, initialLimit: 5, minLimit: 1 };

  test("each class is admitted up to its share of the limit", () => {
    const gate = new AdmissionGate<string>(five);
    expect(["1", "2", "3", "4"].map((name) => gate.enter("query", name, 0))).toEqual([
      "admitted",
      "admitted",
      "admitted",
      "waiting",
    ]);
    expect([gate.enter("command", "5", 0), gate.enter("command", "6", 0)]).toEqual(["admitted", "waiting"]);
    expect([gate.enter("move", "7", 0), gate.enter("move", "8", 0)]).toEqual(["admitted", "waiting"]);
    expect(gate.enter("bulk", "9", 0)).toBe("waiting");
  });

  test("a class that hangs and fills every place leaves each other class places of its own", () => {
    const gate = new AdmissionGate<string>({ ...TEST_SETTINGS, initialLimit: 16, minLimit: 16 });
    for (let call = 0; call < 16; call += 1) gate.enter("move", `hangs ${call}`, 0);
    const entries = (traffic: "command" | "query"): string[] =>
      [1, 2, 3, 4, 5].map((call) => gate.enter(traffic, `${traffic} ${call}`, 0));
    expect(entries("command")).toEqual(["admitted", "admitted", "admitted", "admitted", "waiting"]);
    expect(entries("query")).toEqual(["admitted", "admitted", "admitted", "admitted", "waiting"]);
    expect([gate.enter("bulk", "export", 0), gate.enter("move", "move", 0)]).toEqual(["waiting", "waiting"]);
    expect(gate.leave("query", 1)).toEqual(["query 5"]);
    expect([gate.inFlight, gate.leave("move", 1)]).toEqual([24, []]);
  });

  test("a place that becomes free goes to the most important who waits", () => {
    const gate = new AdmissionGate<string>(five);
    for (let call = 0; call < 5; call += 1) gate.enter("move", `running ${call}`, 0);
    gate.enter("query", "query", 0);
    gate.enter("move", "move", 0);
    expect(gate.leave("move", 1)).toEqual(["move"]);
    expect([1, 2, 3].map(() => gate.leave("move", 1))).toEqual([[], [], ["query"]]);
  });

  test("a waiting call is refused after 100 ms, and after 10 in a queue that never empties", () => {
    const gate = new AdmissionGate<string>(five);
    for (let call = 0; call < 5; call += 1) gate.enter("move", `running ${call}`, 0);
    gate.enter("query", "first", 0);
    expect([gate.expire(99), gate.expire(100)]).toEqual([[], ["first"]]);
    gate.enter("query", "second", 200);
    gate.enter("query", "third", 250);
    gate.enter("query", "fourth", 295);
    expect(gate.expire(301)).toEqual(["second", "third"]);
  });

  test("a line takes 64 and no more", () => {
    const gate = new AdmissionGate<number>(five);
    const entries = Array.from({ length: 3 + 64 + 1 }, (_, call) => gate.enter("query", call, 0));
    expect(entries.filter((entry) => entry === "waiting")).toHaveLength(64);
    expect(entries.at(-1)).toBe("refused");
  });

  test("there is room for a class while nobody of it waits and its share is not full", () => {
    const gate = new AdmissionGate<string>(five);
    expect([gate.hasRoom("query"), gate.hasRoom("bulk")]).toEqual([true, true]);
    for (const name of ["1", "2", "3"]) gate.enter("query", name, 0);
    expect([gate.hasRoom("query"), gate.hasRoom("command"), gate.hasRoom("bulk")]).toEqual([false, true, false]);
    gate.enter("query", "waits", 0);
    expect(gate.inFlight).toBe(3);
  });

  test("nobody passes those of the same class who wait, though there is room", () => {
    const gate = new AdmissionGate<string>(five);
    for (const name of ["1", "2", "3"]) gate.enter("query", name, 0);
    gate.enter("query", "first", 0);
    gate.enter("command", "4", 0);
    expect(gate.leave("command", null)).toEqual([]);
    expect(gate.leave("query", null)).toEqual(["first"]);
    expect(gate.inFlight).toBe(3);
  });

  test("of all lines those who waited too long are refused, the most important first", () => {
    const gate = new AdmissionGate<string>(five);
    for (let call = 0; call < 5; call += 1) gate.enter("move", `running ${call}`, 0);
    for (const traffic of ["bulk", "query", "command", "move"] as const) gate.enter(traffic, traffic, 0);
    expect(gate.expire(100)).toEqual(["query", "bulk"]);
    expect(gate.expire(200)).toEqual(["command"]);
    expect(gate.expire(500)).toEqual(["move"]);
    expect(gate.expire(501)).toEqual([]);
  });

  const settings = { targetMs: 100, initialLimit: 20, minLimit: 1, maxLimit: 40 };
  /** Lets calls of these latencies pass, and returns the limit after the window. */
  function limitAfter(gate: AdmissionGate<number>, latenciesMs: readonly (number | null)[], unseenMs = 0): number {
    for (const latencyMs of latenciesMs) {
      gate.enter("move", 0, 0);
      gate.leave("move", latencyMs);
    }
    gate.adjust(unseenMs);
    return gate.limit;
  }

  test("four calls are too few for a window: they count in the next one", () => {
    const gate = new AdmissionGate<number>(settings);
    expect(limitAfter(gate, [125, 125, 125, 125])).toBe(20);
    expect(limitAfter(gate, [125])).toBeCloseTo(16, 9);
    // The next window begins with nothing.
    expect(limitAfter(gate, [125, 125, 125, 125])).toBeCloseTo(16, 9);
  });

  test("a call without a latency is no sample", () => {
    const gate = new AdmissionGate<number>(settings);
    expect(limitAfter(gate, [125, 125, 125, 125, null])).toBe(20);
  });

  test("the mean counts, with the wait that the server did not see", () => {
    expect(limitAfter(new AdmissionGate<number>(settings), [105, 115, 105, 115, 110])).toBeCloseTo(20 / 1.1, 9);
    expect(limitAfter(new AdmissionGate<number>(settings), [90, 90, 90, 90, 90], 20)).toBeCloseTo(20 / 1.1, 9);
  });

  test("one very slow call counts as four times the target", () => {
    const latencies = [10, 10, 10, 10, 10, 10, 10, 10, 10, 10_000];
    expect(limitAfter(new AdmissionGate<number>(settings), latencies)).toBe(20);
    expect(limitAfter(new AdmissionGate<number>(settings), [20, 20, 20, 20, 10_000])).toBe(20);
    expect(limitAfter(new AdmissionGate<number>(settings), [50, 50, 50, 50, 10_000])).toBeCloseTo(20 / 1.2, 9);
  });

  test("the limit rises above where it began only in a window in which calls waited, and lets them in", () => {
    const gate = new AdmissionGate<number>(settings);
    for (let call = 0; call < 22; call += 1) gate.enter("move", call, 0);
    for (let call = 0; call < 5; call += 1) expect(gate.leave("move", 50)).toEqual(call < 2 ? [20 + call] : []);
    for (let call = 0; call < 5; call += 1) gate.enter("move", 100 + call, 0);
    expect(gate.adjust(0)).toEqual([103, 104]);
    expect(gate.limit).toBe(22);
    // In this one nobody came to wait.
    for (let call = 0; call < 5; call += 1) gate.leave("move", 50);
    gate.adjust(0);
    expect(gate.limit).toBe(22);
  });

  test("the delay of the event loop lowers the limit though each call is fast", () => {
    const gate = new AdmissionGate<number>(TEST_SETTINGS);
    const window = (unseenMs: number): void => {
      for (let call = 0; call < 10; call += 1) gate.enter("query", call, 0);
      for (let call = 0; call < 10; call += 1) gate.leave("query", 5);
      gate.adjust(unseenMs);
    };
    window(10);
    expect(gate.limit).toBe(TEST_SETTINGS.initialLimit);
    window(400);
    expect(gate.limit).toBeLessThan(TEST_SETTINGS.initialLimit);
  });
});
