import { setTimeout as delay } from "node:timers/promises";
import { users } from "@atlas/db/schema/identity";
import { registerRider } from "@atlas/services/people/register-rider";
import { TRPCClientError } from "@trpc/client";
import postgres, { type Sql } from "postgres";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway, type TestUser } from "./test-gateway.ts";

/** How long the clients go on: 2 s in `npm test`; the nightly command sets 30. */
const DURATION_S = Number(process.env["ATLAS_CLIENTS_DURATION_S"] ?? 2);
const CLIENTS = 1_500;
const GROUP = 250;
const JOURNEY = { pickup_long: 106.8272, pickup_lat: -6.1754, dropoff_long: 106.8228, dropoff_lat: -6.1924 };
const PLACES = { pickup: { lat: -6.1754, lng: 106.8272 }, dropoff: { lat: -6.1924, lng: 106.8228 } };

let atlas: TestGateway;
let service: TestUser;
let reader: Sql;
let riderIds: string[];

beforeAll(async () => {
  // Everything is let in: it is the pipes of the connections that must fill.
  const inFlight = { targetMs: 60_000, initialLimit: CLIENTS, minLimit: CLIENTS, maxLimit: CLIENTS };
  atlas = await startTestGateway({
    inFlight,
    databaseThrough: async (url) => {
      reader = postgres(url, { max: 1 });
      return url;
    },
  });
  service = await atlas.createUser("service");
  riderIds = Array.from({ length: CLIENTS }, () => uuidv7());
  const { cityId } = atlas;
  await atlas.db.transaction(async (tx) => {
    const rows = riderIds.map((id) => ({
      id,
      name: "Rider",
      email: `${id}@example.test`,
      role: "rider" as const,
      cityId,
    }));
    await tx.insert(users).values(rows);
    for (const userId of riderIds) await registerRider(tx, atlas.gateway.services, { userId, cityId });
  });
});
afterAll(async () => {
  await reader.end();
  await atlas[Symbol.asyncDispose]();
});

const orderSchema = z.object({ order_id: z.string() });

/** What the gateway has said yes to, and what it said instead. */
class Acknowledged {
  readonly credits: string[] = [];
  readonly quotes: string[] = [];
  readonly orders: string[] = [];
  readonly cancelled: string[] = [];
  readonly refusals = new Map<string, number>();

  refuse(what: string): void {
    this.refusals.set(what, (this.refusals.get(what) ?? 0) + 1);
  }
}

/** Null for a refusal, and for a call whose reply did not come: neither promises anything. */
async function rest(seen: Acknowledged, path: string, body: unknown): Promise<unknown> {
  try {
    const response = await service.rest("POST", path, body);
    const reply: unknown = await response.json();
    if (response.ok) return reply;
    seen.refuse(`${path} ${response.status}`);
  } catch (err) {
    seen.refuse(`${path} without a reply`);
    if (!(err instanceof TypeError)) throw err;
  }
  return null;
}

async function rpc<T>(seen: Acknowledged, name: string, call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (err) {
    if (!(err instanceof TRPCClientError)) throw err;
    const { data } = z.object({ data: z.object({ httpStatus: z.number() }).nullish() }).parse(err);
    seen.refuse(`${name} ${data?.httpStatus ?? "without a reply"}`);
    return null;
  }
}

async function credit(seen: Acknowledged, riderId: string): Promise<void> {
  const reference = uuidv7();
  const body = { user_id: riderId, amount: 50_000, reference_id: reference };
  if ((await rest(seen, "/wallet/credit", body)) !== null) seen.credits.push(reference);
}

async function quote(seen: Acknowledged, riderId: string): Promise<void> {
  const quoted = await rpc(seen, "quote", () => service.rpc.order.quote.mutate({ ...PLACES, riderId }));
  seen.quotes.push(...(quoted ?? []).map(({ quoteId }) => quoteId));
}

/** And cancels it, since a rider has one order at a time. */
async function order(seen: Acknowledged, riderId: string): Promise<void> {
  const reply = await rest(seen, "/customer/order", { user_id: riderId, ...JOURNEY, payment_method: "cash" });
  if (reply === null) return;
  const { order_id: orderId } = orderSchema.parse(reply);
  seen.orders.push(orderId);
  const ended = await rpc(seen, "cancel", () => service.rpc.order.cancel.mutate({ orderId }));
  if (ended !== null) seen.cancelled.push(orderId);
}

/** Those of `acknowledged` that a plain query does not find. */
async function missing(acknowledged: readonly string[], found: Promise<{ id: string }[]>): Promise<string[]> {
  const kept = new Set((await found).map(({ id }) => id));
  return acknowledged.filter((id) => !kept.has(id));
}

test(
  `${CLIENTS} clients at once: every acknowledged order, quote and credit exists`,
  async () => {
    const seen = new Acknowledged();
    let isOver = false;
    const goOn = async (riderId: string): Promise<void> => {
      while (!isOver) for (const act of [credit, quote, order]) await act(seen, riderId);
    };
    // They connect group by group: a listening socket's line is shorter than all of them together.
    for (let from = 0; from < CLIENTS; from += GROUP) {
      await Promise.all(riderIds.slice(from, from + GROUP).map(async (riderId) => credit(seen, riderId)));
    }
    const running = riderIds.map(goOn);
    await delay(DURATION_S * 1_000);
    isOver = true;
    await Promise.all(running);

    const credits = reader<{ id: string }[]>`
      SELECT split_part(idempotency_key, ':', 4) AS id FROM ledger.transfers
      WHERE idempotency_key LIKE 'operator:credit:%'`;
    const lost = {
      credits: await missing(seen.credits, credits),
      quotes: await missing(seen.quotes, reader<{ id: string }[]>`SELECT id FROM quotes`),
      orders: await missing(seen.orders, reader<{ id: string }[]>`SELECT id FROM orders`),
      cancelled: await missing(
        seen.cancelled,
        reader<{ id: string }[]>`SELECT id FROM orders WHERE status = 'CANCELLED'`,
      ),
    };
    const never = uuidv7();
    expect(await missing([never], reader<{ id: string }[]>`SELECT id FROM orders`)).toEqual([never]);
    expect(lost).toEqual({ credits: [], quotes: [], orders: [], cancelled: [] });
    expect([...seen.refusals.keys()].filter((refusal) => refusal.endsWith(" 500"))).toEqual([]);
    expect(Math.min(seen.credits.length, seen.quotes.length, seen.orders.length)).toBeGreaterThan(0);
  },
  DURATION_S * 1_000 + 120_000,
);
