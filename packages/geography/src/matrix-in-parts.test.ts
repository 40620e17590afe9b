import type { LatLng } from "@atlas/core/geo";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MatrixRow, type MatrixServer, matrixInParts } from "./matrix-in-parts.ts";

/** Places by number; multiples of 7 are off the roads. The ETA from a to b is 100 a + b seconds. */
function place(lat: number): LatLng {
  return { lat, lng: 0 };
}

function server(limit: number): MatrixServer & { readonly requests: string[] } {
  const requests: string[] = [];
  return {
    requests,
    fits: (rows, columns) => rows * columns <= limit,
    ask: async (origins, destinations) => {
      requests.push(`${origins.length} x ${destinations.length}`);
      if (origins.length * destinations.length > limit) throw new Error("more than the server takes");
      if ([...origins, ...destinations].some(({ lat }) => lat % 7 === 0)) return null;
      return origins.map(({ lat: a }): MatrixRow =>
        destinations.map(({ lat: b }) => ({ durationS: 100 * a + b, distanceM: 1, isEstimate: false })),
      );
    },
  };
}

describe("matrixInParts", () => {
  test("asks once when all is well", async () => {
    const { requests, ...asked } = server(100);
    await matrixInParts(asked, [1, 2, 3].map(place), [4, 5].map(place));
    expect(requests).toEqual(["3 x 2"]);
  });

  test("a destination on no road costs two requests, not one for every origin", async () => {
    const { requests, ...asked } = server(1_000);
    const origins = Array.from({ length: 200 }, () => place(1));
    const rows = await matrixInParts(asked, origins, [place(7)]);
    expect(rows).toEqual(Array(200).fill([null]));
    expect(requests).toEqual(["200 x 1", "1 x 1"]);
  });

  test("every cell is right whatever is bad and whatever the server takes at once", async () => {
    const places = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(places, places, fc.integer({ min: 1, max: 50 }), async (origins, destinations, limit) => {
        const rows = await matrixInParts(server(limit), origins.map(place), destinations.map(place));
        const expected = origins.map((a) =>
          destinations.map((b) => (a % 7 === 0 || b % 7 === 0 ? undefined : 100 * a + b)),
        );
        expect(rows.map((row) => row.map((eta) => eta?.durationS))).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
