import { isDependencyDown } from "@atlas/core/is-dependency-down";
import { sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { type PostingRow, postingRow } from "./posting-outcome.ts";
import { runLedger } from "./run-ledger.ts";
import { signedAmount } from "./signed-amount.ts";
import type { WalletPosting } from "./wallet-posting.ts";

/** With both under way, the cores of a small server are busy; more would only make batches smaller. */
const MAX_UNDER_WAY = 2;
const MAX_PER_BATCH = 32;

interface Waiting {
  readonly id: string;
  readonly posting: WalletPosting;
  readonly resolve: (row: PostingRow) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Sends wallet postings that come in at the same time as one statement and one commit. A lone posting leaves at once;
 * under load those that arrive while two batches are under way share the next one, so a commit's cost is divided by
 * however many wait for it. Each caller gets the outcome of its own posting, and nobody's failure is another's.
 */
export class PostingCollector {
  readonly #db: ServiceContext["db"];
  #waiting: Waiting[] = [];
  #underWay = 0;
  #isScheduled = false;

  constructor(db: ServiceContext["db"]) {
    this.#db = db;
  }

  /** Resolves when the posting is committed or refused. `id` becomes the transfer's. */
  async post(id: string, posting: WalletPosting): Promise<PostingRow> {
    const { promise, resolve, reject } = Promise.withResolvers<PostingRow>();
    this.#waiting.push({ id, posting, resolve, reject });
    this.#schedule();
    return await promise;
  }

  /** At the end of this turn of the event loop: whatever else arrives in it goes along. */
  #schedule(): void {
    if (this.#isScheduled || this.#underWay >= MAX_UNDER_WAY || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#send(this.#waiting.splice(0, MAX_PER_BATCH));
      this.#schedule();
    });
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    this.#underWay += 1;
    try {
      await this.#postTogether(batch);
    } catch (error) {
      // One of them may be what the database would not take. Repeating is safe: every posting has its key. In an outage
      // each would wait as long again.
      if (batch.length === 1 || isDependencyDown(error)) for (const { reject } of batch) reject(error);
      else for (const alone of batch) await this.#postTogether([alone]).catch(alone.reject);
    } finally {
      this.#underWay -= 1;
      this.#schedule();
    }
  }

  async #postTogether(batch: readonly Waiting[]): Promise<void> {
    const postings = batch.map(({ posting }) => posting);
    const rows = await runLedger(
      { db: this.#db },
      postingRow,
      sql`
        SELECT * FROM ledger.post_wallets(
          ${sql.param(postings.map(({ key }) => key))}::text[],
          ${sql.param(batch.map(({ id }) => id))}::uuid[],
          ${sql.param(postings.map(({ userId }) => userId))}::uuid[],
          ${sql.param(postings.map((posting) => signedAmount(posting).toString()))}::bigint[],
          ${sql.param(postings.map(({ kind }) => kind))}::text[],
          ${sql.param(postings.map(({ counterKind }) => counterKind))}::text[],
          ${sql.param(postings.map(({ description }) => description ?? null))}::text[],
          ${sql.param(postings.map(({ actorId }) => actorId))}::uuid[],
          ${sql.param(postings.map(({ auditReason }) => auditReason))}::text[])`,
    );
    for (const [index, { resolve, reject }] of batch.entries()) {
      const row = rows[index];
      if (row === undefined) reject(new Error("the ledger left a posting without an outcome"));
      else resolve(row);
    }
  }
}

const collectors = new WeakMap<ServiceContext["db"], PostingCollector>();

/** The collector of everybody who posts over this pool of connections. */
export function postingCollectorOf(db: ServiceContext["db"]): PostingCollector {
  let collector = collectors.get(db);
  if (collector === undefined) {
    collector = new PostingCollector(db);
    collectors.set(db, collector);
  }
  return collector;
}
