import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { isErrorCode } from "@atlas/core/errors";
import { encodePingFrame } from "@atlas/core/positions/ping-frame";
import { connect as connectTcp } from "node:net";
import {
  damaged,
  damagedText,
  FUZZ,
  hostileBytes,
  hostileJson,
  hostileText,
  nearly,
} from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import fc from "fast-check";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

const TIMEOUT_MS = 20_000 + FUZZ.runs * 40;
const acknowledgementSchema = z.object({ error: z.object({ code: z.string() }).optional() });
const responseSchema = z.object({ id: z.number() });
/** What the gateway has called a bug so far. */
const bugs: string[] = [];
const watchdog = new LoopWatchdog();

let atlas: TestGateway;
let token: string;
beforeAll(async () => {
  const log = pino({ level: "error" }, { write: (line: string) => void bugs.push(line) });
  atlas = await startTestGateway({ log });
  ({ token } = await atlas.createUser("driver"));
});
afterAll(async () => {
  watchdog[Symbol.dispose]();
  await atlas[Symbol.asyncDispose]();
});

const call = fc.constantFrom<unknown>(
  { id: 1, method: "mutation", params: { path: "tracker.updateLocation", input: { lat: -6.2, lng: 106.8, ageMs: 5 } } },
  { id: 1, method: "query", params: { path: "order.list", input: { limit: 5 } } },
  { id: 1, method: "subscription", params: { path: "order.current", input: {} } },
  { id: 1, method: "subscription.stop" },
  { method: "connectionParams", data: { token: "x" } },
);
const texts = fc.oneof(
  nearly(call).map((value) => JSON.stringify(value) ?? ""),
  damagedText(call.map((value) => JSON.stringify(value))),
  hostileJson.map((value) => JSON.stringify(value)),
  hostileText,
);

async function open(): Promise<WebSocket> {
  const socket = new WebSocket(`${atlas.url.replace("http", "ws")}/trpc?connectionParams=1`);
  socket.on("error", () => {});
  await once(socket, "open");
  socket.send(JSON.stringify({ method: "connectionParams", data: { token } }));
  return socket;
}

/** Resolves once what came before is processed: with the reply to a later question, or the end of the socket. */
async function settled(socket: WebSocket, id: number): Promise<boolean> {
  return await new Promise((resolve) => {
    socket.once("close", () => resolve(false));
    const onMessage = (data: Buffer): void => {
      if (responseSchema.safeParse(JSON.parse(data.toString())).data?.id !== id) return;
      socket.off("message", onMessage);
      resolve(true);
    };
    socket.on("message", onMessage);
    socket.send(JSON.stringify({ id, method: "query", params: { path: "account.time" } }));
  });
}

async function forFrames<T>(inputs: fc.Arbitrary<T>, check: (input: T) => Promise<void>, share = 1): Promise<void> {
  const property = fc.asyncProperty(inputs, async (input) => {
    await check(input);
    expect(bugs).toEqual([]);
  });
  await fc.assert(property, { seed: FUZZ.seed, numRuns: Math.ceil(FUZZ.runs * share) });
}

describe("no message is a bug or holds the event loop, and what comes next is served", { timeout: TIMEOUT_MS }, () => {
  test.each([
    ["text", texts.map((text) => Buffer.from(text.toWellFormed())), false],
    [
      "binary",
      fc.oneof(
        hostileBytes,
        texts.map((text) => new TextEncoder().encode(text)),
      ),
      true,
    ],
  ] as const)("of a socket: %s", async (_kind, messages, binary) => {
    let socket = await open();
    let id = 1_000_000;
    await forFrames<Uint8Array>(messages, async (message) => {
      await watchdog.watch(async () => {
        socket.send(message, { binary });
        id += 1;
        if (!(await settled(socket, id))) socket = await open();
      });
    });
    socket.terminate();
  });

  test("of a fleet's socket of pings", async () => {
    const { token: fleet } = await atlas.createUser("service");
    const headers = { authorization: `Bearer ${fleet}` };
    const openPings = async (): Promise<WebSocket> => {
      const socket = new WebSocket(`${atlas.url.replace("http", "ws")}/pings`, { headers });
      socket.on("error", () => {});
      await once(socket, "open");
      return socket;
    };
    const ping = { lat: -6.2, lng: 106.8, ageMs: 5, headingDeg: null, speedMps: null, accuracyM: 3, isMock: false };
    const driverId = "0199d3a0-6c1e-7000-8000-00000000dead";
    const frame = encodePingFrame({ frame: 7, pings: [{ ...ping, driverId }] });
    let socket = await openPings();
    await forFrames(fc.oneof(hostileBytes, damaged(fc.constant<Uint8Array>(frame))), async (bytes) => {
      const closed = once(socket, "close");
      const said = once(socket, "message");
      socket.send(bytes);
      const [reply] = await said;
      const { error } = acknowledgementSchema.parse(JSON.parse(String(reply)));
      if (error !== undefined) expect(isErrorCode(error.code)).toBe(true);
      // A message that is no frame ends the socket.
      if (error?.code !== "INVALID_INPUT") return;
      await closed;
      socket = await openPings();
    });
    socket.terminate();
  });

  test("of one that speaks no protocol, in frames that are none", async () => {
    const payload = Buffer.from('{"id":1,"method":"query","params":{"path":"account.time"}}');
    const frame = Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
    const { hostname, port } = new URL(atlas.url);
    const upgrade = (): string =>
      [
        "GET /trpc HTTP/1.1",
        `Host: ${hostname}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
        "",
        "",
      ].join("\r\n");
    // Each is a connection of its own.
    await forFrames(
      fc.oneof(hostileBytes, damaged(fc.constant(Uint8Array.from(frame)))),
      async (bytes) => {
        const socket = connectTcp(Number(port), hostname);
        socket.on("error", () => {});
        socket.write(upgrade());
        await once(socket, "data");
        const closed = once(socket, "close");
        socket.resume();
        socket.end(bytes);
        await closed;
      },
      1 / 5,
    );
    const socket = await open();
    expect(await settled(socket, 1)).toBe(true);
    socket.terminate();
  });
});
