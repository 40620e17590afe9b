import type { EnqueueMany } from "@atlas/queue/catalog";
import type { ServiceContext } from "@atlas/services/context";
import { WakeUp } from "@atlas/services/batching/wake-up";
import { OUTBOX_WAKE_CHANNEL } from "@atlas/services/messaging/publish-events";
import { relayOutbox } from "@atlas/services/messaging/relay-outbox";
import type { Redis } from "ioredis";

const BATCH = 500;
const POLL_MS = 250;
const AFTER_FAILURE_MS = 500;

export interface OutboxRelayOptions {
  readonly ctx: ServiceContext;
  readonly enqueueMany: EnqueueMany;
  /** A connection of the relay's own, which the caller closes. */
  readonly subscriber: Redis;
  /** Called after each pass that got through. */
  readonly onPass: () => void;
}

/** Publishes the outbox for as long as it lives: woken by the transaction that wrote to it, and by a timer in case the call was lost. */
export class OutboxRelay {
  readonly #ctx: ServiceContext;
  readonly #enqueueMany: EnqueueMany;
  readonly #subscriber: Redis;
  readonly #onPass: () => void;
  readonly #called = new WakeUp();
  readonly #loop: Promise<void>;
  #isStopping = false;

  constructor({ ctx, enqueueMany, subscriber, onPass }: OutboxRelayOptions) {
    this.#ctx = ctx;
    this.#enqueueMany = enqueueMany;
    this.#subscriber = subscriber;
    this.#onPass = onPass;
    subscriber.on("message", this.#called.wake);
    subscriber.subscribe(OUTBOX_WAKE_CHANNEL).catch((err: unknown) => ctx.log.warn({ err }, "relay polls only"));
    this.#loop = this.#run();
  }

  /** Lets the running batch finish. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#called.wake();
    await this.#loop;
    this.#subscriber.removeAllListeners("message");
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const published = await this.#relay();
      if (published === BATCH) continue;
      // A wake-up during a failure would only make it fail again.
      if (published === null) this.#called.forget();
      await this.#called.sleep(published === null ? AFTER_FAILURE_MS : POLL_MS);
    }
  }

  async #relay(): Promise<number | null> {
    try {
      const published = await relayOutbox(this.#ctx, this.#enqueueMany, BATCH);
      this.#onPass();
      return published;
    } catch (err) {
      this.#ctx.log.error({ err }, "relay failed; the outbox keeps its rows");
      return null;
    }
  }
}
