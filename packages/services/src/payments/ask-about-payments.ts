import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { askEach } from "./ask-each.ts";
import { settlePayment } from "./settle-payment.ts";

const MAX_PER_RUN = 50;

const dueRow = z.object({ paymentId: z.string(), reference: z.string().nullable() });

/** Asks the provider about payments for which no webhook has come by now. Returns how many it was asked about. */
export async function askAboutPayments(
  ctx: Pick<ServiceContext, "db" | "newId" | "events" | "payments" | "log">,
): Promise<number> {
  if (ctx.payments === null) return 0;
  const { port } = ctx.payments;
  const due = await query(
    ctx.db,
    dueRow,
    sql`
      SELECT id AS "paymentId", reference FROM ledger.payments
      WHERE ask_at <= clock.now() AND provider = ${port.provider} ORDER BY ask_at LIMIT ${MAX_PER_RUN}`,
  );
  await askEach(due, async (key) => {
    const charge = await port.fetchCharge(key).catch((err: unknown) => {
      ctx.log.warn({ err, paymentId: key.paymentId }, "the payment provider gave no answer");
      return { state: "unreachable" } as const;
    });
    await settlePayment(ctx, key.paymentId, charge ?? { state: "unknown" });
  });
  return due.length;
}
