import type { WatchedCity } from "./position-feed.ts";

/** One watcher's hold on a channel, let go when disposed of. */
export interface SharedChannel<Channel> extends Disposable {
  readonly channel: Channel;
}

interface Open<Channel> {
  readonly channel: Channel;
  watchers: number;
}

/** The channels of this process, each for all who watch the same part of a city, for as long as one of them does. */
export class FleetChannels<Channel> {
  readonly #cities = new Map<WatchedCity, Map<string, Open<Channel>>>();

  /** The channel of everybody with this key, made by the first. */
  join(city: WatchedCity, key: string, open: () => Channel): SharedChannel<Channel> {
    const channels = this.#cities.get(city) ?? new Map<string, Open<Channel>>();
    this.#cities.set(city, channels);
    const shared = channels.get(key) ?? { channel: open(), watchers: 0 };
    channels.set(key, shared);
    shared.watchers += 1;
    return {
      channel: shared.channel,
      [Symbol.dispose]: () => {
        shared.watchers -= 1;
        if (shared.watchers > 0) return;
        channels.delete(key);
        if (channels.size === 0) this.#cities.delete(city);
      },
    };
  }
}
