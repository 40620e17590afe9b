import { once } from "node:events";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { sessions } from "@atlas/db/schema/identity";
import { ROLES } from "@atlas/core/actor";
import { holds } from "@atlas/core/permissions";
import { encodePingFrame, type SentPing } from "@atlas/core/positions/ping-frame";
import { SESSION_ENDS_CHANNEL } from "@atlas/services/ops/sweep-ended-sessions";
import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket as WsClient } from "ws";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

const IN_TOWN = {
  lat: -6.2,
  lng: 106.82,
  ageMs: 0,
  headingDeg: null,
  speedMps: null,
  accuracyM: 12,
  isMock: false,
} as const;

let atlas: TestGateway;

beforeAll(async () => {
  atlas = await startTestGateway();
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

function url(): string {
  return `${atlas.url.replace("http", "ws")}/pings`;
}

/** A fleet's connection: sends a message and returns the next acknowledgement. */
async function connect(token: string): Promise<Connection> {
  const socket = new WebSocket(url(), { headers: { authorization: `Bearer ${token}` } });
  await once(socket, "open");
  return {
    socket,
    async send(message) {
      const reply = once(socket, "message");
      socket.send(message);
      const [event] = await reply;
      return JSON.parse(z.object({ data: z.string() }).parse(event).data);
    },
  };
}

interface Connection {
  readonly socket: WebSocket;
  readonly send: (message: Uint8Array<ArrayBuffer> | string) => Promise<unknown>;
}

function frameOf(
  frame: number,
  ...pings: readonly (Partial<SentPing> & { driverId: string })[]
): Uint8Array<ArrayBuffer> {
  return encodePingFrame({ frame, pings: pings.map((ping) => ({ ...IN_TOWN, ...ping })) });
}

/** The status that an upgrade is refused with. */
async function statusOf(headers: Record<string, string>): Promise<number | undefined> {
  const socket = new WsClient(url(), { headers });
  socket.on("error", () => {});
  const [, response] = await once(socket, "unexpected-response");
  socket.terminate();
  return z.object({ statusCode: z.number() }).parse(response).statusCode;
}

describe("/pings", () => {
  test("takes a frame of many drivers, and names by index what it refuses", async () => {
    const service = await connect((await atlas.createUser("service")).token);
    const [one, two] = [await atlas.createUser("driver"), await atlas.createUser("driver")];
    const frame = frameOf(
      7,
      { driverId: one.userId },
      { driverId: two.userId, lat: 48.85, lng: 2.35 },
      { driverId: uuidv7() },
      { driverId: two.userId, lat: 91 },
      { driverId: two.userId, lng: 106.821 },
    );
    expect(await service.send(frame)).toEqual({
      frame: 7,
      accepted: 2,
      rejected: [
        { index: 1, code: "OUTSIDE_SERVICE_AREA" },
        { index: 2, code: "DRIVER_NOT_FOUND" },
        { index: 3, code: "INVALID_COORDINATES" },
      ],
    });
    service.socket.close();
  });

  test("takes a driver's own positions, and none of a frame in which another driver's is", async () => {
    const [driver, other] = [await atlas.createUser("driver"), await atlas.createUser("driver")];
    const phone = await connect(driver.token);
    expect(await phone.send(frameOf(1, { driverId: driver.userId }, { driverId: other.userId }))).toMatchObject({
      frame: 1,
      error: { code: "FORBIDDEN" },
    });
    expect(await phone.send(frameOf(2, { driverId: driver.userId }))).toEqual({ frame: 2, accepted: 1, rejected: [] });
    phone.socket.close();
  });

  test("acknowledges every frame of many that are sent at once", async () => {
    const [service, driver] = [await atlas.createUser("service"), await atlas.createUser("driver")];
    const { socket } = await connect(service.token);
    const frames = new Set<number>();
    const all = Promise.withResolvers<void>();
    socket.addEventListener("message", ({ data }) => {
      frames.add(z.object({ frame: z.number(), accepted: z.literal(1) }).parse(JSON.parse(String(data))).frame);
      if (frames.size === 40) all.resolve();
    });
    for (let frame = 0; frame < 40; frame += 1) socket.send(frameOf(frame, { driverId: driver.userId }));
    await all.promise;
    socket.close();
  });

  test.each([
    ["text", "{}"],
    ["no ping", new Uint8Array([1, 0, 0, 0, 1])],
    ["another version", frameOf(3, { driverId: uuidv7() }).with(0, 9)],
    ["half a ping", frameOf(3, { driverId: uuidv7() }).slice(0, 30)],
  ])("refuses %s and ends the socket", async (_, message) => {
    const { socket, send } = await connect((await atlas.createUser("service")).token);
    const closed = once(socket, "close");
    expect(await send(message)).toMatchObject({ frame: null, error: { code: "INVALID_INPUT" } });
    expect((await closed)[0]).toMatchObject({ code: 1_007 });
  });

  test("is for those who report positions: nobody, a stranger's token, a rider and a foreign page are refused at the upgrade", async () => {
    const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
    expect(await statusOf({})).toBe(401);
    expect(await statusOf(bearer("garbage"))).toBe(401);
    const viewer = { role: "admin", staffRoles: ["viewer"] } as const;
    for (const asker of [...ROLES.map((role) => ({ role, staffRoles: ["owner"] as const })), viewer]) {
      const { token } = await atlas.createUser(asker.role, asker);
      if (!holds({ userId: "", ...asker }, "positions.report")) expect(await statusOf(bearer(token))).toBe(403);
      else (await connect(token)).socket.close();
    }
    const over = await atlas.createUser("driver");
    await atlas.db
      .update(sessions)
      .set({ expiresAt: new Date(0) })
      .where(eq(sessions.token, over.token));
    expect(await statusOf(bearer(over.token))).toBe(401);
    const service = await atlas.createUser("service");
    expect(await statusOf({ ...bearer(service.token), origin: "https://evil.example" })).toBe(403);
  });

  test("ends with its session", async () => {
    const service = await atlas.createUser("service");
    const { socket } = await connect(service.token);
    const closed = once(socket, "close");
    await atlas.db.delete(sessions).where(eq(sessions.token, service.token));
    await atlas.gateway.services.redis.publish(SESSION_ENDS_CHANNEL, service.token);
    expect((await closed)[0]).toMatchObject({ code: 4_401 });
  });

  test("is spoken by the client that docs/pings.md shows", async () => {
    const [service, driver] = [await atlas.createUser("service"), await atlas.createUser("driver")];
    const page = await readFile(new URL("../../../../docs/pings.md", import.meta.url), "utf8");
    const shown = /```js\n([\s\S]+?)```/.exec(page)?.[1];
    const client = `${shown?.replace("ws://127.0.0.1:8085/pings", url())}
      socket.addEventListener("message", () => socket.close());`;
    const env = { ...process.env, ATLAS_TOKEN: service.token, ATLAS_DRIVER: driver.userId };
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", client], { env });
    expect(stdout).toContain('{"frame":1,"accepted":1,"rejected":[]}');
  });
});
