import { MAX_AGE_MS } from "@atlas/core/ping";
import type { PingBuffer } from "./ping-buffer.ts";
import type { PingInput } from "./ping.ts";

/** The most that one `tracker.updateLocations` takes. */
const BATCH_SIZE = 500;

/** How a send ended: `unreached` keeps the pings for later, `refused` drops them because no retry would help. */
export type SendOutcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "unreached" }
  | { readonly kind: "refused"; readonly code: string };

/** The transport to Atlas. Neither call throws. */
export interface PingTransport {
  isConnected(): boolean;
  sendOne(ping: PingInput): Promise<SendOutcome>;
  sendBatch(pings: readonly PingInput[]): Promise<SendOutcome>;
}

export interface SendingState {
  /** Pings that wait on this phone. */
  readonly buffered: number;
  /** When Atlas last confirmed a position, ms since the epoch. */
  readonly lastSentAtMs: number | null;
  /** Why Atlas refused the newest position, until one is accepted. */
  readonly refusedCode: string | null;
}

export const NOTHING_SENT: SendingState = { buffered: 0, lastSentAtMs: null, refusedCode: null };

interface PingSenderOptions {
  readonly buffer: PingBuffer;
  readonly transport: PingTransport;
  readonly now: () => number;
  readonly onChange: (state: SendingState) => void;
}

/**
 * Stores each ping first and deletes it once Atlas has it, so a dead spot, a reload or a crash loses nothing younger than an
 * hour. Sends run one after another: a slow network never has two batches in flight.
 */
export class PingSender {
  readonly #options: PingSenderOptions;
  #state = NOTHING_SENT;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: PingSenderOptions) {
    this.#options = options;
  }

  /** Takes a new position and sends all that waits. */
  submit(ping: PingInput): Promise<void> {
    return this.#enqueue(async () => {
      await this.#options.buffer.append(ping);
      await this.#drain();
    });
  }

  /** Sends all that waits: after a reconnect, on resume. */
  flush(): Promise<void> {
    return this.#enqueue(() => this.#drain());
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(work, work);
    return this.#tail;
  }

  async #drain(): Promise<void> {
    const { buffer, transport, now } = this.#options;
    await buffer.dropBefore(new Date(now() - MAX_AGE_MS).toISOString());
    while (transport.isConnected()) {
      const waiting = await buffer.oldest(BATCH_SIZE);
      const [first] = waiting;
      if (first === undefined) break;
      const pings = waiting.map(({ ping }) => ping);
      const outcome = waiting.length === 1 ? await transport.sendOne(first.ping) : await transport.sendBatch(pings);
      if (outcome.kind === "unreached") break;
      await buffer.remove(waiting.map(({ key }) => key));
      if (outcome.kind === "refused") this.#change({ refusedCode: outcome.code });
      else this.#change({ lastSentAtMs: now(), refusedCode: null });
    }
    this.#change({ buffered: await buffer.count() });
  }

  #change(change: Partial<SendingState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onChange(this.#state);
  }
}
