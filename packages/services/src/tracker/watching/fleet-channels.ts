import type { FleetChannel } from "./fleet-channel.ts";
import type { WatchedCity } from "./position-feed.ts";

/** One watcher's hold on a channel, let go when disposed of. */
export interface SharedChannel extends Disposable {
  readonly channel: FleetChannel;
}

interface Open {
  readonly channel: FleetChannel;
  watchers: number;
}

/** The channels of this process, each for all who watch the same part of a city, for as long as one of them does. */
export class FleetChannels {
  readonly #cities = new Map<WatchedCity, Map<string, Open>>();

  /** The channel of everybody with this key, made by the first. */
  join(city: WatchedCity, key: string, open: () => FleetChannel): SharedChannel {
    const channels = this.#cities.get(city) ?? new Map<string, Open>();
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
