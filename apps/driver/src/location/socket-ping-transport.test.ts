import { describe, expect, test } from "vitest";
import { createSocketPingTransport, type TrackerClient } from "./socket-ping-transport.ts";
import type { PingInput } from "./ping.ts";

const NOW_MS = Date.parse("2026-03-01T08:00:00.900Z");
const PING: PingInput = {
  lat: -6.2,
  lng: 106.8,
  headingDeg: null,
  speedMps: null,
  accuracyM: 8,
  recordedAt: "2026-03-01T08:00:00.000Z",
};

interface Replies {
  readonly one?: TrackerClient["updateLocation"]["mutate"];
  readonly batch?: TrackerClient["updateLocations"]["mutate"];
}

function transportOver({ one, batch }: Replies) {
  const tracker: TrackerClient = {
    updateLocation: { mutate: one ?? (async () => ({ accepted: true })) },
    updateLocations: { mutate: batch ?? (async () => ({ accepted: 0, rejected: [] })) },
  };
  return createSocketPingTransport(tracker, { isConnected: () => true, now: () => NOW_MS });
}

/** As the typed client throws what the gateway refused. */
function refusal(atlasCode: string): Error {
  return Object.assign(new Error("refused"), { name: "TRPCClientError", data: { atlasCode } });
}

describe("createSocketPingTransport", () => {
  test("a refusal that no retry heals is final and keeps its code", async () => {
    const transport = transportOver({ one: () => Promise.reject(refusal("OUTSIDE_SERVICE_AREA")) });
    expect(await transport.sendOne(PING)).toEqual({ kind: "refused", code: "OUTSIDE_SERVICE_AREA" });
  });

  test("a busy gateway and a broken connection leave the ping for later", async () => {
    const busy = transportOver({ one: () => Promise.reject(refusal("OVERLOADED")) });
    expect(await busy.sendOne(PING)).toEqual({ kind: "unreached" });
    const cut = transportOver({ one: () => Promise.reject(new TypeError("socket closed")) });
    expect(await cut.sendOne(PING)).toEqual({ kind: "unreached" });
  });

  test("what is sent carries its age instead of the phone's time, also after a wait on the phone", async () => {
    const sent: unknown[] = [];
    const transport = transportOver({
      one: async (ping) => sent.push(ping),
      batch: async ({ pings }) => {
        sent.push(...pings);
        return { accepted: pings.length, rejected: [] };
      },
    });
    const { recordedAt: _, ...place } = PING;
    await transport.sendOne(PING);
    await transport.sendBatch([{ ...PING, recordedAt: "2026-03-01T07:30:00.900Z" }, PING]);
    expect(sent).toEqual([900, 1_800_000, 900].map((ageMs) => ({ ...place, ageMs })));
  });

  test("a batch counts as accepted when its newest ping was, whatever became of older ones", async () => {
    const rejected = [{ index: 0, code: "TIMESTAMP_TOO_OLD" as const }];
    const transport = transportOver({ batch: async () => ({ accepted: 1, rejected }) });
    expect(await transport.sendBatch([PING, PING])).toEqual({ kind: "accepted" });
    expect(await transport.sendBatch([PING])).toEqual({ kind: "refused", code: "TIMESTAMP_TOO_OLD" });
  });
});
