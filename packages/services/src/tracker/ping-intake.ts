import type { Actor } from "@atlas/core/actor";
import type { ReportedFix } from "@atlas/core/positions/reported-fix";
import type { Refusal } from "@atlas/core/refusal";

export interface DriverPing {
  readonly driverId: string;
  readonly fix: ReportedFix;
}

/**
 * The door through which pings enter: dates each by the server's clock, validates it (service area, age, jump, accuracy, the
 * driver's rate), gathers micro-batches and queues them. The gateway owns the one implementation of its process.
 */
export interface PingIntake {
  /**
   * Per ping null when it was taken, else why not. Resolves before the ping reaches Redis: positions are superseded. The
   * sender is remembered as one that sends.
   */
  offer(sender: Actor, pings: readonly DriverPing[]): Promise<readonly (Refusal | null)[]>;
  /** Whether the driver has never said to be available or not. @throws DomainError DRIVER_NOT_FOUND */
  hasUnsetAvailability(driverId: string): Promise<boolean>;
  /** Forgets what is cached about the driver (city, availability). */
  forget(driverId: string): void;
}
