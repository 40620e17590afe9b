import { describe, expect, test } from "vitest";
import { createMemoryPingBuffer } from "./ping-buffer.ts";
import { PingSender, type PingTransport, type SendingState, type SendOutcome } from "./ping-sender.ts";
import type { PingInput } from "./ping.ts";

const START_MS = Date.parse("2026-03-01T08:00:00Z");

function pingAt(offsetMs: number): PingInput {
  const recordedAt = new Date(START_MS + offsetMs).toISOString();
  return { lat: -6.2, lng: 106.8, headingDeg: null, speedMps: null, accuracyM: 8, recordedAt };
}

/** A network under the test's control that writes down what arrived. */
class Network implements PingTransport {
  isUp = true;
  outcome: SendOutcome = { kind: "accepted" };
  readonly arrived: PingInput[][] = [];

  isConnected(): boolean {
    return this.isUp;
  }
  sendOne(ping: PingInput): Promise<SendOutcome> {
    return this.sendBatch([ping]);
  }
  async sendBatch(pings: readonly PingInput[]): Promise<SendOutcome> {
    if (this.outcome.kind === "accepted") this.arrived.push([...pings]);
    return this.outcome;
  }
}

function setUp() {
  const network = new Network();
  const buffer = createMemoryPingBuffer();
  const clock = { nowMs: START_MS };
  const states: SendingState[] = [];
  const sender = new PingSender({
    buffer,
    transport: network,
    now: () => clock.nowMs,
    onChange: (state) => states.push(state),
  });
  return { network, buffer, clock, sender, latest: () => states.at(-1) };
}

describe("PingSender", () => {
  test("a ping goes out at once while connected and nothing stays behind", async () => {
    const { network, sender, latest } = setUp();
    await sender.submit(pingAt(0));
    expect(network.arrived).toEqual([[pingAt(0)]]);
    expect(latest()).toEqual({ buffered: 0, lastSentAtMs: START_MS, refusedCode: null });
  });

  test("pings taken without a connection wait, and go out in order as one batch", async () => {
    const { network, sender, latest } = setUp();
    network.isUp = false;
    for (const offsetMs of [0, 4_000, 8_000]) await sender.submit(pingAt(offsetMs));
    expect(latest()).toMatchObject({ buffered: 3, lastSentAtMs: null });
    network.isUp = true;
    await sender.flush();
    expect(network.arrived).toEqual([[pingAt(0), pingAt(4_000), pingAt(8_000)]]);
    expect(latest()).toMatchObject({ buffered: 0, lastSentAtMs: START_MS });
  });

  test("a send that got no reply keeps its ping for the next one", async () => {
    const { network, sender, latest } = setUp();
    network.outcome = { kind: "unreached" };
    await sender.submit(pingAt(0));
    expect(latest()).toMatchObject({ buffered: 1 });
    network.outcome = { kind: "accepted" };
    await sender.submit(pingAt(4_000));
    expect(network.arrived).toEqual([[pingAt(0), pingAt(4_000)]]);
  });

  test("a refused ping is dropped, and its code shows until one is accepted", async () => {
    const { network, buffer, sender, latest } = setUp();
    network.outcome = { kind: "refused", code: "OUTSIDE_SERVICE_AREA" };
    await sender.submit(pingAt(0));
    expect(await buffer.count()).toBe(0);
    expect(latest()).toMatchObject({ refusedCode: "OUTSIDE_SERVICE_AREA", lastSentAtMs: null });
    network.outcome = { kind: "accepted" };
    await sender.submit(pingAt(4_000));
    expect(latest()).toMatchObject({ refusedCode: null, lastSentAtMs: START_MS });
  });

  test("what is older than an hour is dropped instead of sent", async () => {
    const { network, clock, sender } = setUp();
    network.isUp = false;
    await sender.submit(pingAt(0));
    clock.nowMs = START_MS + 3_600_001;
    network.isUp = true;
    await sender.submit(pingAt(3_600_000));
    expect(network.arrived).toEqual([[pingAt(3_600_000)]]);
  });

  test("a long spell offline goes out in batches of at most 500", async () => {
    const { network, buffer, sender } = setUp();
    for (let index = 0; index < 620; index += 1) await buffer.append(pingAt(index * 4_000));
    await sender.flush();
    expect(network.arrived.map((batch) => batch.length)).toEqual([500, 120]);
  });
});
