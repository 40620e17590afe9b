import fc from "fast-check";
import { expect, test } from "vitest";
import { createPathMatcher } from "./path-matcher.ts";

const path = fc.array(fc.nat(3), { minLength: 2, maxLength: 5 });

test("at every step of a drive it knows which arcs would complete a forbidden path", () => {
  fc.assert(
    fc.property(fc.array(path, { maxLength: 6 }), fc.array(fc.nat(3), { maxLength: 20 }), (paths, drive) => {
      const matcher = createPathMatcher(paths);
      let state = 0;
      for (const [index, arc] of drive.entries()) {
        state = matcher.after(state, arc);
        const driven = drive.slice(0, index + 1).join();
        const completing = paths
          .filter((each) => `,${driven}`.endsWith(`,${each.slice(0, -1).join()}`))
          .map((each) => each.at(-1));
        expect(new Set(matcher.states[state - 1]?.forbidden)).toEqual(new Set(completing));
        // What is remembered ends with the arc just driven.
        if (state !== 0) expect(matcher.states[state - 1]?.lastArc).toBe(arc);
      }
    }),
    { numRuns: 300 },
  );
});

test("paths that begin alike share their states, and nothing is remembered of any other arc", () => {
  const matcher = createPathMatcher([
    [1, 2, 3],
    [1, 2, 4],
    [5, 6],
  ]);
  expect(matcher.states.map(({ lastArc, forbidden }) => [lastArc, [...forbidden]])).toEqual([
    [1, []],
    [2, [3, 4]],
    [5, [6]],
  ]);
  expect(matcher.beginnings).toEqual([
    { state: 1, firstArc: 1 },
    { state: 3, firstArc: 5 },
  ]);
  expect([matcher.after(0, 9), matcher.after(2, 9), matcher.after(2, 1), matcher.after(2, 5)]).toEqual([0, 0, 1, 3]);
});

test("without paths nothing is remembered", () => {
  const matcher = createPathMatcher([]);
  expect(matcher).toMatchObject({ states: [], beginnings: [] });
  expect(matcher.after(0, 1)).toBe(0);
});
