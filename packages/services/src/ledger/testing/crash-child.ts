import { createInterface } from "node:readline";
import { connect, disconnect } from "@atlas/db/connect";
import type { SQL } from "drizzle-orm";
import { v7 } from "uuid";
import { z } from "zod";
import { DatabaseClock } from "../../clock/database-clock.ts";
import { relayOutbox } from "../../messaging/relay-outbox.ts";
import { settlePayout } from "../../wallet/payouts.ts";
import { settleTrips } from "../../settlement/settle-trips.ts";

/**
 * A worker that stops dead at a chosen point, for tests that kill it there. It takes one order per line on its standard
 * input and says on its output how far it came.
 */
const orderSchema = z.object({
  work: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("settle"), orderIds: z.array(z.string()) }),
    z.object({ kind: z.literal("payout"), payoutId: z.string() }),
    z.object({ kind: z.literal("relay"), limit: z.number() }),
  ]),
  /** `inside`: in the transaction, after its effects; `after`: committed, not yet acknowledged. */
  stopAt: z.enum(["nowhere", "before", "inside", "after"]),
});
type Order = z.infer<typeof orderSchema>;

const url = process.env["DATABASE_URL"];
if (url === undefined) throw new Error("DATABASE_URL is not set");
const db = connect(url, { applicationName: "crash-child", max: 2 });
const events = { publish() {}, wakeRelay() {} };
const clock = await DatabaseClock.open({ db });
const ctx = { db, events, newId: () => v7(), clock: clock.now };

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const hang = async (): Promise<never> => await new Promise<never>(() => {});

async function stop(order: Order, at: Order["stopAt"]): Promise<void> {
  if (order.stopAt !== at) return;
  say({ at });
  await hang();
}

async function perform(order: Order): Promise<void> {
  const { work } = order;
  if (work.kind === "relay") {
    await relayOutbox(
      ctx,
      async (jobs) => {
        say({ published: jobs });
        await stop(order, "inside");
      },
      work.limit,
    );
    return;
  }
  const run = async (inner: typeof ctx): Promise<void> => {
    if (work.kind === "payout") await settlePayout(inner, { payoutId: work.payoutId });
    else
      await settleTrips(
        inner,
        work.orderIds.map((orderId) => ({ kind: "capture", orderId })),
      );
  };
  if (order.stopAt !== "inside") return await run(ctx);
  await db.transaction(async (tx) => {
    const inside = Object.create(db, { execute: { value: (statement: SQL) => tx.execute(statement) } });
    await run({ ...ctx, db: inside });
    await stop(order, "inside");
  });
}

say({ at: "ready" });
for await (const line of createInterface({ input: process.stdin })) {
  const order = orderSchema.parse(JSON.parse(line));
  await stop(order, "before");
  await perform(order);
  await stop(order, "after");
  say({ at: "done" });
}
await disconnect(db);
