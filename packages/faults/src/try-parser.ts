import fc from "fast-check";
import { FUZZ } from "./hostile-input.ts";
import type { LoopWatchdog } from "./loop-watchdog.ts";

/** What a bug throws, and no reader on purpose. */
const BUGS = new Set([TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError]);

/**
 * Gives a reader of what comes from outside everything that the inputs hold. It returns, or throws a refusal of its own: an error of a
 * bug, or a call that keeps the event loop, fails with the input and the seed.
 * @param refusal of a bug's kind that the reader documents all the same
 */
export async function tryParser<T>(
  watchdog: LoopWatchdog,
  { inputs, parse, refusal }: { inputs: fc.Arbitrary<T>; parse: (input: T) => unknown; refusal?: ErrorConstructor },
): Promise<void> {
  const property = fc.asyncProperty(inputs, async (input) => {
    await watchdog.watch(async () => {
      try {
        await parse(input);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        const kind = error.constructor;
        if (kind !== refusal && [...BUGS].some((bug) => bug === kind)) throw error;
      }
    });
  });
  await fc.assert(property, { seed: FUZZ.seed, numRuns: FUZZ.runs });
}
