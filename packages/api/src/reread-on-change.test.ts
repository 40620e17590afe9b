import { describe, expect, test } from "vitest";
import type { Change, ChangeFeed, Topic } from "./change-feed.ts";
import { rereadOnChange } from "./reread-on-change.ts";

function fakeFeed(): ChangeFeed & { wake: () => void; listenerCount: () => number } {
  const listeners = new Set<(change: Change) => void>();
  return {
    listen(_topic: Topic, listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wake: () => {
      for (const listener of listeners) listener({ orderId: null });
    },
    listenerCount: () => listeners.size,
  };
}

describe("rereadOnChange", () => {
  test("the current view comes at once, and again after a change", async () => {
    const changes = fakeFeed();
    const abort = new AbortController();
    let version = 1;
    const views = rereadOnChange({
      changes,
      topic: "order:1",
      read: async () => ({ version }),
      signal: abort.signal,
    });
    expect(await views.next()).toEqual({ done: false, value: { version: 1 } });
    version = 2;
    changes.wake();
    expect(await views.next()).toEqual({ done: false, value: { version: 2 } });
    abort.abort();
    expect(await views.next()).toEqual({ done: true, value: undefined });
  });

  test("a change during a read is not lost", async () => {
    const changes = fakeFeed();
    const abort = new AbortController();
    const values = ["before", "after"];
    const views = rereadOnChange({
      changes,
      topic: "order:1",
      read: async () => {
        const value = values.shift();
        if (value === "before") changes.wake();
        return value;
      },
      signal: abort.signal,
    });
    expect((await views.next()).value).toBe("before");
    expect((await views.next()).value).toBe("after");
    abort.abort();
  });

  test("a change that alters nothing is not sent", async () => {
    const changes = fakeFeed();
    const abort = new AbortController();
    let reads = 0;
    const secondRead = Promise.withResolvers<void>();
    const views = rereadOnChange({
      changes,
      topic: "user:1",
      read: async () => {
        reads += 1;
        if (reads === 2) secondRead.resolve();
        return reads <= 2 ? "same" : "other";
      },
      signal: abort.signal,
    });
    expect((await views.next()).value).toBe("same");
    const next = views.next();
    changes.wake();
    await secondRead.promise;
    changes.wake();
    expect((await next).value).toBe("other");
    abort.abort();
  });

  test("without any change the truth is read again on the timer", async () => {
    const changes = fakeFeed();
    const abort = new AbortController();
    let reads = 0;
    const views = rereadOnChange({
      changes,
      topic: "user:1",
      read: async () => (reads += 1),
      signal: abort.signal,
      backstopMs: 1,
    });
    expect((await views.next()).value).toBe(1);
    expect((await views.next()).value).toBe(2);
    abort.abort();
  });

  test("the subscription of a watcher who leaves ends, also after a failed read", async () => {
    const changes = fakeFeed();
    const failing = rereadOnChange({
      changes,
      topic: "user:1",
      read: () => Promise.reject(new Error("down")),
      signal: undefined,
    });
    await expect(failing.next()).rejects.toThrow("down");
    const left = rereadOnChange({ changes, topic: "user:1", read: async () => 1, signal: undefined });
    await left.next();
    expect(changes.listenerCount()).toBe(1);
    await left.return();
    expect(changes.listenerCount()).toBe(0);
  });
});
