import { WakeUp } from "@atlas/services/batching/wake-up";
import type { ChangeFeed, Topic } from "./change-feed.ts";
import type { ReadOptions } from "./combined-reads.ts";

const BACKSTOP_MS = 10_000;

export interface Watch<T> {
  readonly changes: ChangeFeed;
  readonly topic: Topic;
  /** Urgent at first and after a change. */
  readonly read: (options: ReadOptions) => Promise<T>;
  readonly signal: AbortSignal | undefined;
  /** Re-read this often without a change, to cover a lost message. */
  readonly backstopMs?: number;
}

/**
 * The current view at once, and again whenever it differs, until the signal aborts. Listens before the first read, so
 * that no change falls between the two; changes that arrive during a read cause one more.
 */
export async function* rereadOnChange<T>(watch: Watch<T>): AsyncGenerator<T, void, undefined> {
  const { changes, topic, read, signal, backstopMs = BACKSTOP_MS } = watch;
  const changed = new WakeUp();
  const stopListening = changes.listen(topic, changed.wake);
  signal?.addEventListener("abort", changed.wake);
  try {
    let last: string | undefined;
    let isUrgent = true;
    while (!signal?.aborted) {
      const view = await read({ isUrgent });
      const text = JSON.stringify(view);
      if (text !== last) {
        last = text;
        yield view;
      }
      isUrgent = await changed.sleep(backstopMs);
    }
  } finally {
    stopListening();
    signal?.removeEventListener("abort", changed.wake);
  }
}
