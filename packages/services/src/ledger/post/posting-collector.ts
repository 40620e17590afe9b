import { isDependencyDown } from "@atlas/core/is-dependency-down";
import { type SQL, sql } from "drizzle-orm";
import { MicroBatcher } from "../../batching/micro-batcher.ts";
import type { ServiceContext } from "../../context.ts";
import { type PostingRow, postingRow } from "./posting-outcome.ts";
import { runLedger } from "./run-ledger.ts";
import { signedAmount } from "./signed-amount.ts";
import type { WalletPosting } from "./wallet-posting.ts";

/** With both in flight, the cores of a small server are busy; more would only make batches smaller. */
const MAX_IN_FLIGHT = 2;
const MAX_PER_BATCH = 32;

interface IdentifiedPosting {
  readonly id: string;
  readonly posting: WalletPosting;
}

/**
 * Sends wallet postings that come in at the same time as one statement and one commit. A lone posting leaves at once;
 * under load those that arrive while two batches are under way share the next one, so a commit's cost is divided by
 * however many wait for it. Each caller gets the outcome of its own posting, and nobody's failure is another's.
 */
export class PostingCollector {
  readonly #batches: MicroBatcher<IdentifiedPosting, PostingRow>;

  constructor(db: ServiceContext["db"]) {
    this.#batches = new MicroBatcher({
      maxItems: MAX_PER_BATCH,
      maxInFlight: MAX_IN_FLIGHT,
      run: async (batch) => runLedger({ db }, postingRow, postWallets(batch)),
      // One of them may be what the database would not take. Repeating is safe: every posting has its key. In an outage
      // each would wait as long again.
      isOneItemsFault: (error) => !isDependencyDown(error),
    });
  }

  /** Resolves when the posting is committed or refused. `id` becomes the transfer's. */
  async post(id: string, posting: WalletPosting): Promise<PostingRow> {
    return await this.#batches.add({ id, posting });
  }
}

/** The statement that posts them together; a row for each, in their order. */
export function postWallets(batch: readonly IdentifiedPosting[]): SQL {
  const postings = batch.map(({ posting }) => posting);
  return sql`
    SELECT * FROM ledger.post_wallets(
      ${sql.param(postings.map(({ key }) => key))}::text[],
      ${sql.param(batch.map(({ id }) => id))}::uuid[],
      ${sql.param(postings.map(({ userId }) => userId))}::uuid[],
      ${sql.param(postings.map((posting) => signedAmount(posting).toString()))}::bigint[],
      ${sql.param(postings.map(({ kind }) => kind))}::text[],
      ${sql.param(postings.map(({ counterKind }) => counterKind))}::text[],
      ${sql.param(postings.map(({ description }) => description ?? null))}::text[],
      ${sql.param(postings.map(({ actorId }) => actorId))}::uuid[],
      ${sql.param(postings.map(({ auditReason }) => auditReason))}::text[])`;
}
