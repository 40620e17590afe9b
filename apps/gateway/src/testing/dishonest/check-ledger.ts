import { reconcile } from "@atlas/services/ledger/audit/reconcile";
import { brokenPromises } from "@atlas/services/ledger/testing/oracle";
import type { TestWorld } from "@atlas/services/testing/test-world";
import postgres from "postgres";

/** What the oracle and the reconciliation have to say of a world in which no work is left; nothing when its ledger is sound. */
export async function checkLedger({ ctx, admin, databaseUrl }: TestWorld): Promise<readonly string[]> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const broken = await brokenPromises(sql, { isIdle: true });
    const { findings } = await reconcile(ctx, admin, {});
    return [...broken, ...findings.map((finding) => JSON.stringify(finding))];
  } finally {
    await sql.end();
  }
}
