import { once } from "node:events";
import type { Actor } from "@atlas/core/actor";
import { encodePingFrame } from "@atlas/core/positions/ping-frame";
import { createLogger } from "@atlas/telemetry/create-logger";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { servePingFrames } from "./serve-ping-frames.ts";

const IN_HAND = 8;
const FIX = { lat: -6.2, lng: 106.82, ageMs: 0, headingDeg: null, speedMps: null, accuracyM: 12, isMock: false };

test("who does not read what their frames are acknowledged with is not read from either", async () => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const client = new WebSocket(`ws://127.0.0.1:${address.port}`);
  const [connected] = await Promise.all([once(server, "connection"), once(client, "open")]);
  const [socket]: WebSocket[] = connected;
  if (socket === undefined) throw new Error("no socket");
  /** Of each acknowledgement that is still being sent. */
  const leaving: (() => void)[] = [];
  const allTaken = Promise.withResolvers<void>();
  socket.send = (_message: unknown, onSent: unknown) => {
    if (typeof onSent === "function") leaving.push(() => void onSent());
    if (leaving.length === IN_HAND) allTaken.resolve();
  };
  const actor: Actor = { userId: uuidv7(), role: "service" };
  const intake = { offer: async () => [null] };
  servePingFrames(socket, { actor, intake, log: createLogger({ name: "test", level: "silent" }) });
  for (let frame = 0; frame < IN_HAND; frame += 1) {
    client.send(encodePingFrame({ frame, pings: [{ ...FIX, driverId: uuidv7() }] }));
  }
  await allTaken.promise;
  expect(socket.isPaused).toBe(true);
  leaving[0]?.();
  expect(socket.isPaused).toBe(false);
  client.terminate();
  server.close();
});
