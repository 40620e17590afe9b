import type { Change, ChangeFeed } from "./change-feed.ts";

const BACKSTOP_MS = 10_000;

export interface Watch<T> {
  readonly changes: ChangeFeed;
  readonly cityId: string;
  /** Whether this change may have altered what `read` answers. */
  readonly concerns: (change: Change) => boolean;
  readonly read: () => Promise<T>;
  readonly signal: AbortSignal | undefined;
  /** Re-read this often without a change, to cover a lost message. */
  readonly backstopMs?: number;
}

/**
 * The current view at once, and again whenever it differs, until the signal aborts. Listens before the first read, so
 * that no change falls between the two; changes that arrive during a read cause one more.
 */
export async function* rereadOnChange<T>(watch: Watch<T>): AsyncGenerator<T, void, undefined> {
  const { changes, cityId, concerns, read, signal } = watch;
  let isDirty = false;
  let wake = (): void => {};
  const stopListening = changes.listen(cityId, (change) => {
    if (!concerns(change)) return;
    isDirty = true;
    wake();
  });
  const onAbort = (): void => wake();
  signal?.addEventListener("abort", onAbort);
  try {
    let last: string | undefined;
    while (signal?.aborted !== true) {
      isDirty = false;
      const view = await read();
      const text = JSON.stringify(view);
      if (text !== last) {
        last = text;
        yield view;
      }
      if (isDirty) continue;
      await new Promise<void>((resolve) => {
        if (signal?.aborted) return resolve();
        const timer = setTimeout(resolve, watch.backstopMs ?? BACKSTOP_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    stopListening();
    signal?.removeEventListener("abort", onAbort);
    wake();
  }
}
