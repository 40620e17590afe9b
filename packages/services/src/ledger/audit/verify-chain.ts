import { graceSchema } from "@atlas/core/fields";
import { minorColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { inSnapshot } from "./in-snapshot.ts";
import { chainContainsHead, chainHeadFields, readLastLink } from "./chain-head.ts";

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

const breakRow = z.object({ problem: z.string(), position: minorColumn.nullable(), transferId: z.string() });

/** Recomputes the whole chain from the transfers and entries as they stand. */
export const verifyChain = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({
    /** A head exported earlier. */
    head: z.object(chainHeadFields).optional(),
    lagS: graceSchema,
  }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, _, input): Promise<ChainVerification> {
    const { breaks, last } = await inSnapshot(ctx.db, async (tx) => {
      await tx.execute(sql`SET LOCAL transaction_timeout = 0`);
      const found = await query(
        tx,
        breakRow,
        sql`
          SELECT problem, chain_position AS position, transfer_id AS "transferId"
          FROM ledger.verify_chain(make_interval(secs => ${input.lagS ?? LAG_S}), ${MAX_BREAKS})`,
      );
      return { breaks: found, last: await readLastLink(tx) };
    });
    const containsHead = input.head === undefined ? null : await chainContainsHead(ctx.db, input.head);
    return {
      isIntact: breaks.length === 0 && containsHead !== false,
      links: last?.position ?? "0",
      headHash: last?.hash ?? "",
      containsHead,
      breaks,
    };
  },
});
