import { isActiveStatus, type ActiveStatus, ACTIVE_STATUSES } from "@atlas/core/order-status";

import type { Order } from "../views.ts";

/** What of the trip under way its rider needs at the kerb, kept for when there is no network. */
export interface LastTrip {
  readonly status: ActiveStatus | "queued";
  readonly pickup: string;
  readonly dropoff: string;
  readonly driver: LastDriver | null;
  readonly pin: string;
  /** When the page last heard of it. */
  readonly seenAt: string;
}

interface LastDriver {
  readonly name: string;
  readonly car: string;
  readonly plate: string;
  readonly phone: string;
}

const KEY = "atlas-last-trip";
const STATUSES: readonly string[] = [...ACTIVE_STATUSES, "queued"];

type KeptOrder = Pick<Order, "status" | "isQueued" | "pickup" | "dropoff" | "driver" | "startPin">;

/** Keeps the trip on this device while it goes on; nothing of it stays once it has ended, or the session has. */
export function keepLastTrip(order: KeptOrder | null, now: Date): void {
  try {
    const trip = order === null ? null : lastTripOf(order, now);
    if (trip === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(trip));
  } catch {
    // Without storage the offline page shows no trip.
  }
}

/** What is kept, as it is kept; null when there is nothing. */
export function keptTrip(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function lastTripOf(order: KeptOrder, now: Date): LastTrip | null {
  const { driver, status } = order;
  if (!isActiveStatus(status)) return null;
  return {
    status: order.isQueued ? "queued" : status,
    pickup: order.pickup.label,
    dropoff: order.dropoff.label,
    driver: driver && {
      name: driver.name,
      car: driver.vehicleModel,
      plate: driver.plate,
      phone: driver.phone ?? "",
    },
    pin: order.startPin ?? "",
    seenAt: now.toISOString(),
  };
}

/** The trip that is kept; null for what this version of the app does not understand. */
export function readLastTrip(text: string | null): LastTrip | null {
  const kept = parse(text);
  const status = textOf(kept, "status");
  if (!isKnownStatus(status)) return null;
  const driver = fieldOf(kept, "driver");
  return {
    status,
    pickup: textOf(kept, "pickup"),
    dropoff: textOf(kept, "dropoff"),
    driver:
      fieldOf(driver, "name") === undefined
        ? null
        : {
            name: textOf(driver, "name"),
            car: textOf(driver, "car"),
            plate: textOf(driver, "plate"),
            phone: textOf(driver, "phone"),
          },
    pin: textOf(kept, "pin"),
    seenAt: textOf(kept, "seenAt"),
  };
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

function isKnownStatus(status: string): status is LastTrip["status"] {
  return STATUSES.includes(status);
}

function fieldOf(kept: unknown, name: string): unknown {
  return typeof kept === "object" && kept !== null ? Reflect.get(kept, name) : undefined;
}

function textOf(kept: unknown, name: string): string {
  const value = fieldOf(kept, name);
  return typeof value === "string" ? value : "";
}
