import type { CitySettings } from "@atlas/core/settings/city-settings";
import { nextChangeAfter, type SettingRow, settingsAt, unreadableSettings } from "@atlas/core/settings/settings-at";
import type { CitySettingsSource, ServiceContext } from "../../context.ts";
import { readSettingRows } from "./read-setting-rows.ts";

/** A change of which a process was not notified is noticed after this long. */
const TTL_MS = 60_000;

interface Loaded {
  readonly rows: readonly SettingRow[];
  readonly atMs: number;
  settings: CitySettings;
  /** When what is to take effect later does. */
  untilMs: number;
}

/**
 * The settings of cities, one per process. Read once, kept until `drop` says that they have changed (or a minute, for one
 * that was not heard), and exact to the millisecond for changes with a date. While Postgres is away the last ones hold.
 */
export class SettingsCache implements CitySettingsSource {
  readonly #ctx: Pick<ServiceContext, "db" | "clock" | "log">;
  readonly #loaded = new Map<string, Loaded>();
  readonly #loading = new Map<string, Promise<Loaded>>();

  constructor(ctx: Pick<ServiceContext, "db" | "clock" | "log">) {
    this.#ctx = ctx;
  }

  /** The city's settings in force now. Rejects only when they have never been read. */
  async get(cityId: string): Promise<CitySettings> {
    const now = this.#ctx.clock();
    const known = this.#loaded.get(cityId);
    const isFresh = known !== undefined && now.getTime() - known.atMs < TTL_MS;
    const loaded = isFresh ? known : await this.#load(cityId, now);
    if (now.getTime() >= loaded.untilMs) Object.assign(loaded, inForce(loaded.rows, now));
    return loaded.settings;
  }

  /** The city's settings have changed: the next `get` reads them, whatever is being read now. */
  drop(cityId: string): void {
    const known = this.#loaded.get(cityId);
    if (known !== undefined) this.#loaded.set(cityId, { ...known, atMs: -Infinity });
    this.#loading.delete(cityId);
  }

  /** Any city's may have changed unheard. */
  dropAll(): void {
    for (const cityId of new Set([...this.#loaded.keys(), ...this.#loading.keys()])) this.drop(cityId);
  }

  async #load(cityId: string, now: Date): Promise<Loaded> {
    const before = this.#loading.get(cityId);
    if (before !== undefined) return await before;
    const loading = this.#read(cityId, now);
    this.#loading.set(cityId, loading);
    try {
      const loaded = await loading;
      if (this.#loading.get(cityId) === loading) this.#loaded.set(cityId, loaded);
      return loaded;
    } catch (err) {
      const known = this.#loaded.get(cityId);
      if (known === undefined) throw err;
      this.#ctx.log.warn({ err, cityId }, "settings: not read again, the last ones hold");
      return known;
    } finally {
      if (this.#loading.get(cityId) === loading) this.#loading.delete(cityId);
    }
  }

  async #read(cityId: string, now: Date): Promise<Loaded> {
    const rows = await readSettingRows(this.#ctx.db, cityId);
    const unreadable = unreadableSettings(rows).map(({ id, key }) => ({ id, key }));
    if (unreadable.length > 0) this.#ctx.log.warn({ cityId, unreadable }, "settings: passed over");
    return { rows, atMs: now.getTime(), ...inForce(rows, now) };
  }
}

function inForce(rows: readonly SettingRow[], now: Date): Pick<Loaded, "settings" | "untilMs"> {
  return { settings: settingsAt(rows, now), untilMs: nextChangeAfter(rows, now)?.getTime() ?? Infinity };
}
