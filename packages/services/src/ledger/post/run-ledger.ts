import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { setTimeout as delay } from "node:timers/promises";
import { query } from "@atlas/db/query";
import type { SQL } from "drizzle-orm";
import type { z } from "zod";
import { actFrom } from "../../access/record-act.ts";
import type { ServiceContext } from "../../context.ts";

const MAX_ATTEMPTS = 6;
/** What has taken this long already has used up the caller's patience. */
const MAX_RETRY_MS = 2_000;
const NUMERIC_OUT_OF_RANGE = "22003";
/** Deadlock, serialisation failure, lock timeout, server going down, and the driver's words for a lost connection. */
const TRANSIENT = new Set([
  "40P01",
  "40001",
  "55P03",
  "57P01",
  "57P02",
  "57P03",
  "08006",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_SILENT",
  "CONNECT_TIMEOUT",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
]);

/** An operator's statement carries the address that it came from into the audit log. */
export interface LedgerContext extends Pick<ServiceContext, "db"> {
  readonly actor?: Pick<Actor, "address">;
}

/**
 * Runs one ledger statement, which is one transaction. What failed in passing is tried again: every statement that comes
 * here is safe to repeat, so even a COMMIT whose reply was lost returns the first result.
 */
export async function runLedger<Row extends z.ZodType>(
  ctx: LedgerContext,
  row: Row,
  statement: SQL,
): Promise<z.output<Row>[]> {
  return await repeatLedger(async () => runOnce(ctx, row, statement));
}

/** The same for what takes a transaction of several statements, which as a whole is safe to repeat. */
export async function repeatLedger<T>(runOnce: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce();
    } catch (error) {
      const code = errorCode(error);
      if (code === NUMERIC_OUT_OF_RANGE) {
        throw new DomainError("AMOUNT_OVERFLOW", "The amount would exceed what an account can hold.", { cause: error });
      }
      const isLast = attempt === MAX_ATTEMPTS || performance.now() - startedMs > MAX_RETRY_MS;
      if (code === null || !TRANSIENT.has(code) || isLast) throw error;
      await delay(5 * 2 ** attempt);
    }
  }
}

async function runOnce<Row extends z.ZodType>(
  { db, actor = {} }: LedgerContext,
  row: Row,
  statement: SQL,
): Promise<z.output<Row>[]> {
  if (actor.address === undefined) return await query(db, row, statement);
  return await db.transaction(async (tx) => {
    await actFrom(tx, actor);
    return await query(tx, row, statement);
  });
}

function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
