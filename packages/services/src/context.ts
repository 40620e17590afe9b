import type { Actor } from "@atlas/core/actor";
import type { AppUrls } from "@atlas/core/account-request";
import type { Basemap } from "@atlas/core/basemap";
import type { Geocoder } from "@atlas/core/geocoding";
import type { PaymentPort } from "@atlas/core/payments/payment-port";
import type { RoutingProvider } from "@atlas/core/routing";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import type { VehicleType } from "@atlas/core/vehicle";
import type { Database } from "@atlas/db/connect";
import type { Enqueue, QueueCounts } from "@atlas/queue/catalog";
import type { Redis } from "ioredis";
import type { Logger } from "pino";
import type { AtlasEvent } from "./atlas-event.ts";

/** Tells others after a commit, without waiting for them: what is lost costs a delay only. */
export interface EventPublisher {
  publish(event: AtlasEvent): void;
  /** A committed transaction left rows in the outbox. Called by `inTransaction`, not by use cases. */
  wakeRelay(): void;
}

/** A driver who may be sent an order again. */
export interface FreedDriver {
  readonly driverId: string;
  readonly vehicleType: VehicleType;
}

/** What cities have set for themselves. */
export interface CitySettingsSource {
  /** The city's settings in force now; those of a city that has set nothing are the defaults. */
  get(cityId: string): Promise<CitySettings>;
}

/** By whom payments are taken, and where the provider's pages lead back to. */
export interface PaymentDesk {
  readonly port: PaymentPort;
  readonly appUrls: AppUrls;
}

/** Everything that a use case may reach. Built once by a composition root. */
export interface ServiceContext {
  readonly db: Database;
  readonly redis: Redis;
  /** Adds to a queue at once. What must not be lost goes through `inTransaction` instead. */
  readonly enqueue: Enqueue;
  /** Jobs in each queue, for operators. */
  readonly queueCounts: () => Promise<readonly QueueCounts[]>;
  readonly events: EventPublisher;
  /** Who hears of drivers whom a commit has freed: orders publish it, dispatch subscribes in each composition root. */
  readonly driversFreed: (ctx: ServiceContext, cityId: string, freed: readonly FreedDriver[]) => Promise<void>;
  /** Counted before the PIN is looked at, so that attempts at once gain nothing. @throws DomainError RATE_LIMITED */
  readonly countPinAttempt: (orderId: string) => Promise<void>;
  readonly settings: CitySettingsSource;
  /** Null where nobody is set: then money comes by the cash desk. */
  readonly payments: PaymentDesk | null;
  readonly routing: (cityId: string) => RoutingProvider;
  readonly geocoder: (cityId: string) => Geocoder;
  readonly basemap: (cityId: string) => Basemap;
  readonly clock: () => Date;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
  /** Whether demo credit may be topped up without a payment provider. */
  readonly isDemo: boolean;
}

/** For what takes more than a session: a telephone that lies there open is not its owner. */
export interface OwnPasswordContext {
  /**
   * Whether the caller knows the password of the account: counts an attempt, then looks, which only the auth library's role may.
   * @throws DomainError RATE_LIMITED, WRONG_PASSWORD, PASSWORD_REQUIRED when none is given, as by a page from before it was asked for
   */
  readonly checkOwnPassword: (actor: Actor, password: string | undefined) => Promise<void>;
}
