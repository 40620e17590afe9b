import type { Redis } from "ioredis";
import { eventSchema } from "../../atlas-event.ts";
import { CITY_SETTINGS_CHANNEL } from "../../messaging/publish-events.ts";
import type { SettingsCache } from "./settings-cache.ts";

/** Subscribes `subscriber`, a connection on which nothing but subscriptions run: what changes is dropped from the cache. */
export async function hearSettingChanges(subscriber: Redis, cache: SettingsCache): Promise<void> {
  subscriber.on("message", (channel: string, message: string) => {
    if (channel === CITY_SETTINGS_CHANNEL) cache.drop(eventSchema.parse(JSON.parse(message)).cityId);
  });
  // After a reconnect ioredis subscribes again; what was said meanwhile is lost.
  subscriber.on("ready", () => cache.dropAll());
  await subscriber.subscribe(CITY_SETTINGS_CHANNEL);
}
