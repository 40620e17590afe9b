import type { Link } from "@opentelemetry/api";
import type { ServiceContext } from "../context.ts";
import { currentLink, inSpan } from "@atlas/telemetry/in-span";
import {
  MAX_SETTLEMENTS_PER_BATCH,
  type SettleTripCommand,
  type SettleTripResult,
  settleTrips,
} from "./settle-trips.ts";

const DEFAULT_WAIT_MS = 10;

interface Waiting {
  readonly command: SettleTripCommand;
  readonly resolve: (result: SettleTripResult) => void;
  readonly reject: (reason: unknown) => void;
  /** The job that waits, when it is traced. */
  readonly link: Link | null;
}

/**
 * Gathers single settlements, up to 100 or 10 ms, and settles them in one transaction. Each caller gets the result of
 * its own item; when the database fails, all of the batch are told and none has happened.
 */
export class SettlementCollector implements AsyncDisposable {
  readonly #ctx: Pick<ServiceContext, "db" | "events">;
  readonly #maxWaitMs: number;
  readonly #running = new Set<Promise<void>>();
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(ctx: Pick<ServiceContext, "db" | "events">, maxWaitMs: number = DEFAULT_WAIT_MS) {
    this.#ctx = ctx;
    this.#maxWaitMs = maxWaitMs;
  }

  /** Resolves when the item's transaction is committed. @throws whatever kept the whole batch from committing. */
  async settle(command: SettleTripCommand): Promise<SettleTripResult> {
    const { promise, resolve, reject } = Promise.withResolvers<SettleTripResult>();
    this.#waiting.push({ command, resolve, reject, link: currentLink() });
    if (this.#waiting.length >= MAX_SETTLEMENTS_PER_BATCH) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#maxWaitMs);
    return await promise;
  }

  /** Settles what is waiting and waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#flush();
    await Promise.allSettled(this.#running);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    const running = this.#settleBatch(batch).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #settleBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const commands = batch.map(({ command }) => command);
      const spanOptions = {
        attributes: { "atlas.settlements": batch.length },
        links: batch.flatMap(({ link }) => link ?? []),
      };
      const results = await inSpan("settle batch", spanOptions, async () => settleTrips(this.#ctx, commands));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result === undefined) reject(new Error("the ledger left an item without a result"));
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
