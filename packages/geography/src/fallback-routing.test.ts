import { DomainError, type ErrorCode } from "@atlas/core/errors";
import type { RoutingProvider } from "@atlas/core/routing";
import { expect, test } from "vitest";
import { AT_SEA, BLOK_M, MONAS } from "./testing/contract-roads.ts";
import { createFallbackRouting } from "./fallback-routing.ts";
import { createHaversineRouting } from "./haversine-routing.ts";

const estimates = createHaversineRouting();

/** A server that refuses with a code, or succeeds when there is none. */
function serverThat(refuse: () => ErrorCode | null): RoutingProvider & { asked: number } {
  const server = {
    ...estimates,
    name: "server",
    isEstimate: false,
    asked: 0,
    route: async (...places: Parameters<RoutingProvider["route"]>) => {
      server.asked++;
      const code = refuse();
      if (code !== null) throw new DomainError(code, "No.");
      return { ...(await estimates.route(...places)), isEstimate: false };
    },
  };
  return server;
}

test("a server that fails is left alone for ten seconds, then asked again", async () => {
  let [nowMs, code]: [number, ErrorCode | null] = [0, "DEPENDENCY_UNAVAILABLE"];
  const server = serverThat(() => code);
  const failures: string[] = [];
  const provider = createFallbackRouting(server, estimates, {
    clock: () => new Date(nowMs),
    onFailure: (error) => failures.push(error.code),
  });
  const isEstimate = async (): Promise<boolean> => (await provider.route(MONAS, BLOK_M)).isEstimate;
  expect([await isEstimate(), await isEstimate(), server.asked]).toEqual([true, true, 1]);
  expect(failures).toEqual(["DEPENDENCY_UNAVAILABLE"]);
  code = null;
  nowMs = 9_999;
  expect(await isEstimate()).toBe(true);
  nowMs = 10_000;
  expect([await isEstimate(), server.asked]).toEqual([false, 2]);
});

test("a server that finds no route is believed, and asked again", async () => {
  const server = serverThat(() => "ROUTE_NOT_FOUND");
  const provider = createFallbackRouting(server, estimates, { clock: () => new Date(0) });
  await expect(provider.route(MONAS, AT_SEA)).rejects.toMatchObject({ code: "ROUTE_NOT_FOUND" });
  await expect(provider.route(MONAS, AT_SEA)).rejects.toMatchObject({ code: "ROUTE_NOT_FOUND" });
  expect(server.asked).toBe(2);
});
