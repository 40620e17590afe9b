import type { Change, ChangeFeed, Topic } from "@atlas/api/change-feed";
import { type AtlasEvent, eventSchema } from "@atlas/services/atlas-event";
import { EVENT_CHANNEL_PATTERN } from "@atlas/services/messaging/publish-events";
import type { Redis } from "ioredis";
import type { Logger } from "pino";

type Listener = (change: Change) => void;

/** Hears every city's events on one Redis connection and wakes the watchers of what they concern. */
export interface RedisChangeFeed extends ChangeFeed {
  /** How many watchers wait now. */
  readonly listenerCount: () => number;
  /** Calls `listener` for every driver of whom something has changed. */
  readonly listenToDrivers: (listener: (driverId: string) => void) => void;
}

/** Subscribes `subscriber`, a connection on which nothing but subscriptions run. */
export async function createChangeFeed(subscriber: Redis, log: Logger): Promise<RedisChangeFeed> {
  const listeners = new Map<Topic, Set<Listener>>();
  const ofDrivers = new Set<(driverId: string) => void>();
  subscriber.on("pmessage", (_pattern: string, channel: string, message: string) => {
    const event = readEvent(message);
    if (event === null) {
      log.warn({ channel }, "unreadable event");
      return;
    }
    const change: Change = { orderId: "orderId" in event ? event.orderId : null };
    // First, so that a notified watcher reads the new state.
    if (event.kind === "driver") for (const listener of ofDrivers) listener(event.driverId);
    for (const topic of topicsOf(event)) {
      for (const listener of listeners.get(topic) ?? []) listener(change);
    }
  });
  // After a reconnect ioredis subscribes again; whatever was said meanwhile is lost, so everybody reads again.
  subscriber.on("ready", () => {
    for (const listening of listeners.values()) for (const listener of listening) listener({ orderId: null });
  });
  await subscriber.psubscribe(EVENT_CHANNEL_PATTERN);
  return {
    listen(topic, listener) {
      const listening = listeners.get(topic) ?? new Set();
      listeners.set(topic, listening.add(listener));
      return () => {
        listening.delete(listener);
        if (listening.size === 0) listeners.delete(topic);
      };
    },
    listenToDrivers: (listener) => void ofDrivers.add(listener),
    listenerCount: () => listeners.values().reduce((sum, listening) => sum + listening.size, 0),
  };
}

function readEvent(message: string): AtlasEvent | null {
  try {
    return eventSchema.parse(JSON.parse(message));
  } catch {
    return null;
  }
}

function topicsOf(event: AtlasEvent): readonly Topic[] {
  switch (event.kind) {
    case "order": {
      const topics: Topic[] = [`order:${event.orderId}`, `user:${event.riderId}`, `city-orders:${event.cityId}`];
      return event.driverId === null ? topics : [...topics, `user:${event.driverId}`];
    }
    case "offer":
      return [`user:${event.driverId}`];
    case "driver":
      return [`user:${event.driverId}`];
    case "wallet":
    case "person":
      return [`user:${event.userId}`];
    case "city-settings":
      return [];
    case "approval":
      return [`city-approvals:${event.cityId}`];
    case "alert": {
      const topics: Topic[] = [`city-alerts:${event.cityId}`];
      return event.orderId === null ? topics : [...topics, `order:${event.orderId}`];
    }
  }
}
