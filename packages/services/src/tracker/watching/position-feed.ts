import type { Redis } from "ioredis";
import type { ServiceContext } from "../../context.ts";
import { currentKeySecret, AnonymousKeys } from "./anonymous-key.ts";
import { decodeFeedMessage } from "../live-map/feed-message.ts";
import { FleetMirror, type FleetTick } from "./fleet-mirror.ts";
import { readPositions } from "../live-map/read-positions.ts";
import { trackerKeys } from "../live-map/redis-keys.ts";
import { LEAVES_MAP_AFTER_MS } from "../live-map/staleness.ts";

/** Watchers hear of the fleet at most this often. */
const TICK_MS = 1_000;
/** The whole fleet is read again this often: it heals what the feed lost while Redis was away. */
const RELOAD_MS = 60_000;
/** A city without watchers is kept this long, so that a reload of a page finds it warm. */
const LINGER_MS = 30_000;
const LOAD_CHUNK = 1_000;
/** Watchers notified in one turn of the event loop; between turns pings and requests are served. */
const WATCHERS_A_TURN = 100;

/** A city's live fleet while somebody watches it. */
export interface WatchedCity {
  readonly mirror: FleetMirror;
  /** Behind the anonymous keys; another object after every change of its secret. */
  readonly anonymousKeys: AnonymousKeys;
  /** The next tick with news; null once the signal aborts. */
  nextTick(signal: AbortSignal): Promise<FleetTick | null>;
}

/**
 * The live positions of this process: one subscription to Redis and one mirror per watched city, whatever the number of
 * watchers. `subscriber` is a connection of its own (a subscribed connection takes no commands).
 */
export class PositionFeed implements AsyncDisposable {
  readonly #ctx: Pick<ServiceContext, "redis" | "clock" | "log">;
  readonly #subscriber: Redis;
  readonly #cities = new Map<string, City>();

  constructor(ctx: Pick<ServiceContext, "redis" | "clock" | "log">, subscriber: Redis) {
    this.#ctx = ctx;
    this.#subscriber = subscriber;
    subscriber.on("message", this.#onMessage);
    // After an outage the subscription is back, what was published meanwhile is not.
    subscriber.on("ready", this.#reloadAll);
  }

  /** Runs `watch` with the city's live fleet, loaded and kept current until it returns. */
  async *watch<T>(
    cityId: string,
    watch: (city: WatchedCity) => AsyncGenerator<T, void, undefined>,
  ): AsyncGenerator<T, void, undefined> {
    const city = this.#cities.get(cityId) ?? this.#open(cityId);
    city.watchers += 1;
    clearTimeout(city.lingering);
    try {
      await city.loaded;
      yield* watch(city);
    } finally {
      city.watchers -= 1;
      if (city.watchers === 0) city.lingering = setTimeout(() => this.#close(cityId), LINGER_MS).unref();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#subscriber.off("message", this.#onMessage);
    this.#subscriber.off("ready", this.#reloadAll);
    for (const cityId of this.#cities.keys()) this.#close(cityId);
    await Promise.resolve();
  }

  #open(cityId: string): City {
    const city = new City(this.#ctx, cityId);
    this.#cities.set(cityId, city);
    // Subscribed before the fleet is read: nothing falls between the two.
    city.loaded = this.#subscriber
      .subscribe(trackerKeys(cityId).feed)
      .then(() => city.load())
      .then(() => city.start());
    city.loaded.catch(() => this.#close(cityId));
    return city;
  }

  #close(cityId: string): void {
    const city = this.#cities.get(cityId);
    if (city === undefined) return;
    city.stop();
    this.#cities.delete(cityId);
    this.#subscriber.unsubscribe(trackerKeys(cityId).feed).catch((err: unknown) => {
      this.#ctx.log.warn({ err, cityId }, "position feed: unsubscribe failed");
    });
  }

  readonly #onMessage = (channel: string, text: string): void => {
    for (const city of this.#cities.values()) if (city.channel === channel) city.hear(text);
  };

  readonly #reloadAll = (): void => {
    for (const city of this.#cities.values()) city.reload();
  };
}

type Waiter = (tick: FleetTick | null) => void;

class City implements WatchedCity {
  readonly mirror = new FleetMirror();
  readonly channel: string;
  anonymousKeys = new AnonymousKeys("");
  watchers = 0;
  loaded: Promise<void> = Promise.resolve();
  lingering: NodeJS.Timeout | undefined;
  readonly #ctx: Pick<ServiceContext, "redis" | "clock" | "log">;
  readonly #cityId: string;
  readonly #waiters = new Set<Waiter>();
  #ticking: NodeJS.Timeout | undefined;
  #reloading: NodeJS.Timeout | undefined;

  constructor(ctx: Pick<ServiceContext, "redis" | "clock" | "log">, cityId: string) {
    this.#ctx = ctx;
    this.#cityId = cityId;
    this.channel = trackerKeys(cityId).feed;
  }

  async nextTick(signal: AbortSignal): Promise<FleetTick | null> {
    if (signal.aborted) return null;
    return await new Promise<FleetTick | null>((resolve) => {
      const waiter: Waiter = (tick) => {
        this.#waiters.delete(waiter);
        signal.removeEventListener("abort", onAbort);
        resolve(tick);
      };
      const onAbort = (): void => waiter(null);
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiters.add(waiter);
    });
  }

  hear(text: string): void {
    try {
      const message = decodeFeedMessage(text);
      if (message !== null) this.mirror.apply(message);
    } catch (err) {
      this.#ctx.log.warn({ err, cityId: this.#cityId }, "position feed: unreadable message");
    }
  }

  async load(): Promise<void> {
    const secret = await currentKeySecret(this.#ctx.redis, this.#cityId);
    if (secret !== this.anonymousKeys.secret) this.anonymousKeys = new AnonymousKeys(secret);
    const driverIds = await this.#ctx.redis.hkeys(trackerKeys(this.#cityId).live);
    for (let from = 0; from < driverIds.length; from += LOAD_CHUNK) {
      const chunk = driverIds.slice(from, from + LOAD_CHUNK);
      this.mirror.load(await readPositions(this.#ctx, { cityId: this.#cityId, driverIds: chunk }));
    }
    this.mirror.forgetSilent(this.#ctx.clock().getTime() - LEAVES_MAP_AFTER_MS);
  }

  start(): void {
    this.#ticking = setInterval(() => this.#tick(), TICK_MS).unref();
    this.#reloading = setInterval(() => this.reload(), RELOAD_MS).unref();
  }

  stop(): void {
    clearInterval(this.#ticking);
    clearInterval(this.#reloading);
    clearTimeout(this.lingering);
    for (const waiter of this.#waiters) waiter(null);
  }

  reload(): void {
    this.load().catch((err: unknown) => {
      this.#ctx.log.warn({ err, cityId: this.#cityId }, "position feed: reload failed");
    });
  }

  #tick(): void {
    const tick = this.mirror.tick();
    if (tick === null) return;
    // A watcher who waits again meanwhile waits for the next tick.
    this.#notify(tick, [...this.#waiters], 0);
  }

  #notify(tick: FleetTick, waiters: readonly Waiter[], from: number): void {
    for (const waiter of waiters.slice(from, from + WATCHERS_A_TURN)) if (this.#waiters.has(waiter)) waiter(tick);
    const next = from + WATCHERS_A_TURN;
    if (next < waiters.length) setImmediate(() => this.#notify(tick, waiters, next));
  }
}
