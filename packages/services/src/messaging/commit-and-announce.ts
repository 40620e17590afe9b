import { setTimeout as delay } from "node:timers/promises";
import type { Transaction } from "@atlas/db/connect";
import type { ServiceContext } from "../context.ts";

/** When an uncertain commit is announced, after its failure: the server may still be committing, or away for a moment. */
const UNCERTAIN_AFTER_MS = [0, 400, 1_500, 5_000, 15_000];

/**
 * Runs a transaction and then announces what it did. When it fails although its work was done, the reply to COMMIT was lost
 * and nobody here can know what has happened: then it is announced as well, a few times, while the caller gets the error.
 * Announcements are hints, after which everybody reads the truth: one too many costs a read.
 */
export async function commitAndAnnounce<T>(
  ctx: Pick<ServiceContext, "db" | "log">,
  work: (tx: Transaction) => Promise<T>,
  announce: (done: T) => Promise<void>,
): Promise<T> {
  const done: { readonly value: T }[] = [];
  let committed: T;
  try {
    committed = await ctx.db.transaction(async (tx) => {
      const value = await work(tx);
      done.push({ value });
      return value;
    });
  } catch (error) {
    const [uncertain] = done;
    if (uncertain) void announceUncertain(ctx, async () => announce(uncertain.value));
    throw error;
  }
  await announce(committed);
  return committed;
}

async function announceUncertain(ctx: Pick<ServiceContext, "log">, announce: () => Promise<void>): Promise<void> {
  const startedMs = performance.now();
  for (const afterMs of UNCERTAIN_AFTER_MS) {
    await delay(Math.max(0, startedMs + afterMs - performance.now()), undefined, { ref: false });
    try {
      await announce();
    } catch (err) {
      ctx.log.warn({ err }, "an uncertain commit was not announced");
    }
  }
}
