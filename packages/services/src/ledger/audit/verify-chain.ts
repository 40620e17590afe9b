import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../../context.ts";
import { operatorsOnly } from "../../access/operators-only.ts";
import { chainContainsHead } from "./chain-head.ts";

const MAX_BREAKS = 100;
/** Chaining may lag this far behind before an unchained transfer counts as a break. */
const LAG_S = 900;

/** One break of the chain, with the transfer that it is about. */
export interface ChainBreak {
  readonly problem: string;
  readonly position: string | null;
  readonly transferId: string;
}

export interface ChainVerification {
  readonly isIntact: boolean;
  readonly links: string;
  /** Hex of the last link; empty when nothing is chained yet. */
  readonly headHash: string;
  /** Whether the chain runs through the head that was handed in; null when none was. */
  readonly containsHead: boolean | null;
  /** At most 100. */
  readonly breaks: readonly ChainBreak[];
}

export interface VerifyChainInput {
  /** A head exported earlier. */
  readonly head?: { readonly position: string; readonly hash: string } | undefined;
  readonly lagS?: number | undefined;
}

/** Recomputes the whole chain from the transfers and entries as they stand. @throws DomainError FORBIDDEN */
export async function verifyChain(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: VerifyChainInput,
): Promise<ChainVerification> {
  operatorsOnly(actor);
  const { rows, last } = await ctx.db.$client.begin("ISOLATION LEVEL REPEATABLE READ READ ONLY", async (sql) => {
    await sql`SET LOCAL transaction_timeout = 0`;
    const found = await sql<{ problem: string; chain_position: bigint | null; transfer_id: string }[]>`
      SELECT * FROM ledger.verify_chain(make_interval(secs => ${input.lagS ?? LAG_S}), ${MAX_BREAKS})`;
    const [link] = await sql<{ position: bigint; hash: Uint8Array }[]>`
      SELECT position, hash FROM ledger.chain_links ORDER BY position DESC LIMIT 1`;
    return { rows: found, last: link };
  });
  const containsHead = input.head === undefined ? null : await chainContainsHead(ctx, actor, input.head);
  return {
    isIntact: rows.length === 0 && containsHead !== false,
    links: (last?.position ?? 0n).toString(),
    headHash: last ? Buffer.from(last.hash).toString("hex") : "",
    containsHead,
    breaks: rows.map((row) => ({
      problem: row.problem,
      position: row.chain_position?.toString() ?? null,
      transferId: row.transfer_id,
    })),
  };
}
