import type { Link } from "@opentelemetry/api";
import { currentLink, inSpan } from "@atlas/telemetry/in-span";
import { MicroBatcher } from "../batching/micro-batcher.ts";
import type { ServiceContext } from "../context.ts";
import {
  MAX_SETTLEMENTS_PER_BATCH,
  type SettleTripCommand,
  type SettleTripResult,
  settleTrips,
} from "./settle-trips.ts";

const LINGER_MS = 10;

interface Asked {
  readonly command: SettleTripCommand;
  /** The job that waits, when it is traced. */
  readonly link: Link | null;
}

/**
 * Gathers single settlements, up to 100 or 10 ms, and settles them in one transaction. Each caller gets the result of
 * its own item; when the database fails, the whole batch is rejected and none has happened.
 */
export class SettlementCollector implements AsyncDisposable {
  readonly #batches: MicroBatcher<Asked, SettleTripResult>;

  constructor(ctx: Pick<ServiceContext, "db" | "events">) {
    this.#batches = new MicroBatcher({
      maxItems: MAX_SETTLEMENTS_PER_BATCH,
      lingerMs: LINGER_MS,
      run: async (batch) => settleTogether(ctx, batch),
    });
  }

  /** Resolves when the item's transaction is committed. @throws whatever kept the whole batch from committing. */
  async settle(command: SettleTripCommand): Promise<SettleTripResult> {
    return await this.#batches.add({ command, link: currentLink() });
  }

  /** Settles what is waiting and waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#batches[Symbol.asyncDispose]();
  }
}

async function settleTogether(
  ctx: Pick<ServiceContext, "db" | "events">,
  batch: readonly Asked[],
): Promise<SettleTripResult[]> {
  const attributes = { "atlas.settlements": batch.length };
  const links = batch.flatMap(({ link }) => link ?? []);
  const commands = batch.map(({ command }) => command);
  return await inSpan("settle batch", { attributes, links }, async () => settleTrips(ctx, commands));
}
