import {
  ALERT_KINDS,
  type AlertFinding,
  type AlertSeverity,
  readFinding,
  type TripAnswer,
} from "@atlas/core/alerts/alert";
import type { Queryable } from "@atlas/db/connect";
import { alerts } from "@atlas/db/schema/alerts";
import { users } from "@atlas/db/schema/identity";
import { shownName } from "@atlas/db/shown-name";
import { and, desc, eq, inArray, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { AlertRow } from "./find-alert.ts";

export interface AlertPerson {
  readonly userId: string;
  readonly name: string;
}

/** An alert as operators see it. Times are ISO-8601. */
export interface AlertView {
  readonly alertId: string;
  readonly cityId: string;
  readonly finding: AlertFinding;
  readonly severity: AlertSeverity;
  readonly orderId: string | null;
  readonly driver: AlertPerson | null;
  readonly rider: AlertPerson | null;
  readonly passedAt: string;
  readonly raisedAt: string;
  /** When it was over by itself. */
  readonly clearedAt: string | null;
  readonly riderAnswer: TripAnswer | null;
  readonly resolvedAt: string | null;
  /** Null while it is open, and where it ended by itself. */
  readonly resolvedBy: AlertPerson | null;
  readonly note: string | null;
}

const driver = alias(users, "alert_driver");
const rider = alias(users, "alert_rider");
const resolver = alias(users, "alert_resolver");

/** Alerts that fulfil `where`, newest first; those of a kind that this version does not know are left out. */
export async function findAlerts(db: Queryable, where: SQL | undefined, limit: number): Promise<readonly AlertView[]> {
  const rows = await db
    .select({
      alert: alerts,
      driver: shownName(driver.name),
      rider: shownName(rider.name),
      resolver: shownName(resolver.name),
    })
    .from(alerts)
    .leftJoin(driver, eq(driver.id, alerts.driverId))
    .leftJoin(rider, eq(rider.id, alerts.riderId))
    .leftJoin(resolver, eq(resolver.id, alerts.resolvedBy))
    .where(and(inArray(alerts.kind, [...ALERT_KINDS]), where))
    .orderBy(desc(alerts.id))
    .limit(limit);
  return rows.map(({ alert, ...names }) => toAlertView(alert, names));
}

type Names = Readonly<Record<"driver" | "rider" | "resolver", string | null>>;

function toAlertView(alert: AlertRow, names: Names): AlertView {
  return {
    alertId: alert.id,
    cityId: alert.cityId,
    finding: readFinding(alert.kind, alert.details),
    severity: alert.severity,
    orderId: alert.orderId,
    driver: personOf(alert.driverId, names.driver),
    rider: personOf(alert.riderId, names.rider),
    passedAt: alert.passedAt.toISOString(),
    raisedAt: alert.raisedAt.toISOString(),
    clearedAt: alert.clearedAt?.toISOString() ?? null,
    riderAnswer: alert.riderAnswer,
    resolvedAt: alert.resolvedAt?.toISOString() ?? null,
    resolvedBy: personOf(alert.resolvedBy, names.resolver),
    note: alert.note,
  };
}

function personOf(userId: string | null, name: string | null): AlertPerson | null {
  return userId === null ? null : { userId, name: name ?? "" };
}
