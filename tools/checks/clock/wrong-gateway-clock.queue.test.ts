import { openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

import type { RunningServer } from "../telemetry/server-fixture.ts";
import { startWithWrongClock } from "./wrong-clock-fixture.ts";

const WRONG_MS = 5 * 60_000;
const SESSION_S = 30 * 24 * 3_600;
const CLOSE_S = 30;
const signedUpSchema = z.object({ token: z.string() });
const timeSchema = z.object({ result: z.object({ data: z.object({ nowMs: z.number() }) }) });
const refusalSchema = z.object({ error: z.object({ message: z.string() }) });

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld({ isRealTime: true });
});
afterAll(async () => world[Symbol.asyncDispose]());

describe.each([
  { name: "fast", wrongMs: WRONG_MS },
  { name: "slow", wrongMs: -WRONG_MS },
])("a gateway whose clock is five minutes $name", ({ name, wrongMs }) => {
  let gateway: RunningServer;
  let token: string | undefined;
  beforeAll(async () => {
    gateway = await startWithWrongClock("gateway", world, wrongMs);
  }, 30_000);
  afterAll(async () => void (await gateway.stop()));

  async function call(path: string, body: object): Promise<Response> {
    return await fetch(`${gateway.url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  }

  test("writes down when somebody signed up, and until when the session lasts, by the database's", async () => {
    const person = { name: "Ayu", email: `ayu-${name}@example.test`, password: "correct horse battery" };
    await call("/auth/driver/sign-up/email", person);
    await world.work();
    const [, mailed] = /#token=(\S+)/.exec(world.mails.at(-1)?.text ?? "") ?? [];
    await call("/auth/driver/verify-email", { token: mailed });
    const response = await call("/auth/driver/sign-in/email", person);
    expect(response.status).toBe(200);
    ({ token } = signedUpSchema.parse(await response.json()));
    const [row] = await world.ctx.db.execute<{ madeS: number; lastsS: number }>(sql`
      SELECT extract(epoch FROM clock.now() - u.created_at)::float8 AS "madeS",
        extract(epoch FROM s.expires_at - clock.now())::float8 AS "lastsS"
      FROM users u JOIN sessions s ON s.user_id = u.id WHERE u.email = ${person.email}`);
    expect(Math.abs(row?.madeS ?? Number.NaN)).toBeLessThan(CLOSE_S);
    expect(Math.abs((row?.lastsS ?? Number.NaN) - SESSION_S)).toBeLessThan(CLOSE_S);
  });

  test("tells phones the database's time, by which they find their own clocks wrong", async () => {
    const response = await fetch(`${gateway.url}/trpc/account.time`);
    const { result } = timeSchema.parse(await response.json());
    expect(Math.abs(result.data.nowMs - Date.now())).toBeLessThan(CLOSE_S * 1_000);
  });

  test("validates positions by the database's: one of in 8 minutes is taken as one of now, one of in 12 is not", async () => {
    const ping = { lat: -6.1754, lng: 106.8272, accuracyM: 5, bringsOnline: true };
    const at = (minutes: number): object => ({ ...ping, recordedAt: Date.now() + minutes * 60_000 });
    expect((await call("/trpc/tracker.updateLocation", at(8))).status).toBe(200);
    const ahead = await call("/trpc/tracker.updateLocation", at(12));
    expect(ahead.status).toBe(422);
    expect(refusalSchema.parse(await ahead.json()).error.message).toContain("from the future");
  });
});
