import type { Redis } from "ioredis";
import type { Logger } from "pino";
import type { AtlasEvent } from "../atlas-event.ts";
import type { EventPublisher } from "../context.ts";

/** Pub/sub channel of a city's events. */
export function eventChannel(cityId: string): string {
  return `atlas:{${cityId}}:events`;
}

/** Pub/sub pattern that matches every city's event channel. */
export const EVENT_CHANNEL_PATTERN = "atlas:{*}:events";

/** Pub/sub channel on which every process hears that a city's settings have changed. */
export const CITY_SETTINGS_CHANNEL = "atlas:city-settings";

/** Called after a commit that left rows in the outbox; the relay polls as well. */
export const OUTBOX_WAKE_CHANNEL = "atlas:outbox:wake";

/** Publishes to Redis without waiting. A failure is logged and costs watchers a delay, never the caller its commit. */
export function createEventPublisher(redis: Redis, log: Logger): EventPublisher {
  let unsent: { readonly channel: string; readonly message: string }[] = [];
  // The events of one use case leave in one write, at the end of the turn in which they were published.
  const flush = (): void => {
    const pipeline = redis.pipeline();
    for (const { channel, message } of unsent) pipeline.publish(channel, message);
    unsent = [];
    pipeline.exec().then(
      (replies) => {
        for (const [err] of replies ?? []) if (err) log.warn({ err }, "event not published");
      },
      (err: unknown) => log.warn({ err }, "events not published"),
    );
  };
  const send = (channel: string, message: string): void => {
    if (unsent.push({ channel, message }) === 1) queueMicrotask(flush);
  };
  return {
    publish: (event) => send(channelOf(event), JSON.stringify(event)),
    wakeRelay: () => send(OUTBOX_WAKE_CHANNEL, "1"),
  };
}

/** Settings have a channel of their own: processes that watch no orders hear of them too. */
function channelOf(event: AtlasEvent): string {
  return event.kind === "city-settings" ? CITY_SETTINGS_CHANNEL : eventChannel(event.cityId);
}
