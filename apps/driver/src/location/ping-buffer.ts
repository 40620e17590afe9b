import type { PingInput } from "./ping.ts";

/** A ping that waits to be sent. Keys rise with the order of arrival. */
export interface StoredPing {
  readonly key: number;
  readonly ping: PingInput;
}

/** Where pings wait until Atlas has confirmed them. */
export interface PingBuffer {
  append(ping: PingInput): Promise<void>;
  /** The oldest ones first, at most `limit`. */
  oldest(limit: number): Promise<StoredPing[]>;
  remove(keys: readonly number[]): Promise<void>;
  /** Drops what was recorded before `instant` (ISO-8601): Atlas refuses pings older than an hour. */
  dropBefore(instant: string): Promise<void>;
  count(): Promise<number>;
}

/** A buffer for browsers without IndexedDB (some private windows): survives a lost connection, not a reload. */
export function createMemoryPingBuffer(): PingBuffer {
  let stored: StoredPing[] = [];
  let nextKey = 1;
  return {
    append: async (ping) => {
      stored.push({ key: nextKey, ping });
      nextKey += 1;
    },
    oldest: async (limit) => stored.slice(0, limit),
    remove: async (keys) => {
      stored = stored.filter(({ key }) => !keys.includes(key));
    },
    dropBefore: async (instant) => {
      stored = stored.filter(({ ping }) => ping.recordedAt >= instant);
    },
    count: async () => stored.length,
  };
}
