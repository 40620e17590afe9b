import type { RoutingProvider } from "@atlas/core/routing";
import { afterEach, describe, expect, test } from "vitest";
import { BLOK_M, BUNDARAN_HI, MONAS } from "./contract-roads.ts";
import { createFallbackRouting } from "../fallback-routing.ts";
import { createHaversineRouting } from "../haversine-routing.ts";
import { type RoutingServerStub, startRoutingServerStub, type StubHandler } from "./routing-server-stub.ts";

const NO_RESPONSE: StubHandler = () => new Promise(() => {});

const FAILURES: readonly (readonly [string, StubHandler])[] = [
  ["fails", () => ({ status: 500, json: {} })],
  ["is overloaded", () => ({ status: 429, json: {} })],
  ["responds with nonsense", () => ({ json: { hello: "world" } })],
  ["has no such page", () => undefined],
  ["never responds", NO_RESPONSE],
];

/** What an adapter of a routing server promises when the server is no help. `create` must give up after 300 ms or less. */
export function describeServerFailures(name: string, create: (url: string) => RoutingProvider): void {
  describe(`${name}, when its server is no help`, () => {
    let stub: RoutingServerStub | null = null;
    afterEach(async () => {
      await stub?.close();
    });
    const expectUnavailable = async (provider: RoutingProvider): Promise<void> => {
      const asked = [
        provider.route(MONAS, BLOK_M),
        provider.etasTo(MONAS, [BLOK_M]),
        provider.matrix([MONAS, BUNDARAN_HI], [BLOK_M]),
      ];
      const outcomes = await Promise.allSettled(asked);
      const codes = outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason.code : "an answer"));
      expect(codes).toEqual(Array(3).fill("DEPENDENCY_UNAVAILABLE"));
    };

    test.each(FAILURES)("a server that %s is a dependency that is not available", async (_, handler) => {
      stub = await startRoutingServerStub(handler);
      await expectUnavailable(create(stub.url));
    });

    test("so is a server that is not there", async () => {
      stub = await startRoutingServerStub(() => undefined);
      const { url } = stub;
      await stub.close();
      await expectUnavailable(create(url));
    });

    test.each(FAILURES)("with the fall-back, a server that %s means an estimate that says so", async (_, handler) => {
      stub = await startRoutingServerStub(handler);
      const estimates = createHaversineRouting();
      const provider = createFallbackRouting(create(stub.url), estimates, { clock: () => new Date(0) });
      const route = await provider.route(MONAS, BLOK_M);
      expect(route).toEqual(await estimates.route(MONAS, BLOK_M));
      expect(route.isEstimate).toBe(true);
      const [eta] = await provider.etasTo(BLOK_M, [MONAS], { maxDurationS: 7_200 });
      expect(eta?.isEstimate).toBe(true);
      expect((await provider.matrix([BUNDARAN_HI], [BUNDARAN_HI]))[0]?.[0]?.isEstimate).toBe(true);
    });
  });
}
