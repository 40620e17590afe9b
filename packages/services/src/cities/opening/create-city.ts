import { isDeepStrictEqual } from "node:util";
import { validateNewCity, type NewCity, newCityFields, type NewTariff } from "@atlas/core/cities/new-city";
import { DomainError } from "@atlas/core/errors";
import { reasonSchema } from "@atlas/core/fields";
import type { LatLng } from "@atlas/core/geo";
import { acceptedOrThrow } from "@atlas/core/refusal";
import { serviceAreaSchema } from "@atlas/core/service-area";
import type { Transaction } from "@atlas/db/connect";
import { cities, tariffs } from "@atlas/db/schema/cities";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { recordAct } from "../../access/record-act.ts";
import { requireReason } from "../../access/require-reason.ts";
import type { ServiceContext } from "../../context.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { useCase } from "../../use-case.ts";
import { type CityRow, openCity, type OpenedCity } from "./open-city.ts";

/** How dispatch and fees go until the operators of the city know better. */
const AT_FIRST = {
  cancelFreeS: 120,
  waitingFreeS: 300,
  offerTtlS: 15,
  offerWaveSize: 1,
  searchTimeoutS: 120,
  searchRadiiM: [1_000, 2_000, 5_000],
};

export interface CreatedCity {
  readonly cityId: string;
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  /** False when it was there before, just as it was asked for. */
  readonly isNew: boolean;
}

/**
 * Opens a city with its tariffs and the ledger's accounts. Sent again it changes nothing. Everything counts at once but the ground:
 * processes read a city's folder when they start, and take positions there within a minute.
 */
export const createCity = useCase({
  kind: "command",
  permission: "cities.create",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ ...newCityFields, reason: reasonSchema }),
  refusals: ["CITY_EXISTS", "CITY_AREAS_OVERLAP", "REASON_REQUIRED"],
  async run(ctx: ServiceContext, actor, { reason, ...city }): Promise<CreatedCity> {
    const why = { by: actor, reason: requireReason(reason) };
    const isNew = await inTransaction(ctx, async (tx) => placeCity(tx, ctx, city, why));
    const { cityId, name, currency, timezone } = city;
    if (isNew) ctx.log.info({ cityId }, "city.created");
    return { cityId, name, currency, timezone, isNew };
  },
});

/**
 * Puts a city in place unless it is there. Those who open cities take turns, so that no two get the same ground.
 * @throws DomainError INVALID_INPUT, CITY_EXISTS (with other content), CITY_AREAS_OVERLAP
 */
export async function placeCity(
  tx: Transaction,
  ctx: Pick<ServiceContext, "clock" | "newId">,
  city: NewCity,
  why: Pick<OpenedCity, "by" | "reason">,
): Promise<boolean> {
  // Statements that refer to a city are not blocked.
  await tx.execute(sql`LOCK TABLE ${cities} IN SHARE ROW EXCLUSIVE MODE`);
  const known = await tx.select().from(cities);
  const areas = known.flatMap(({ id, name, serviceArea }) => {
    const area = serviceAreaSchema.safeParse(serviceArea);
    return id !== city.cityId && area.success ? [{ id, name, serviceArea: area.data }] : [];
  });
  const { center } = acceptedOrThrow(validateNewCity(city, areas));
  const asked = askedOf(city, center);
  const same = known.find(({ id }) => id === city.cityId);
  if (same !== undefined && !(isDeepStrictEqual({ ...same, ...asked }, same) && (await hasTariffs(tx, city)))) {
    throw new DomainError("CITY_EXISTS", "There is a city with this id already, and it is another one.");
  }
  return await openCity(tx, ctx, { city: { ...AT_FIRST, ...asked }, tariffs: city.tariffs, ...why });
}

function askedOf(city: NewCity, center: LatLng): Omit<CityRow, keyof typeof AT_FIRST> {
  return {
    id: city.cityId,
    name: city.name,
    currency: city.currency,
    timezone: city.timezone,
    defaultLocale: city.defaultLocale,
    centerLat: center.lat,
    centerLng: center.lng,
    serviceArea: city.serviceArea,
    commissionBps: city.commissionBps,
    taxBps: city.taxBps,
    cancelFeeMinor: city.cancelFeeMinor,
    waitingPerMinuteMinor: city.waitingPerMinuteMinor,
    adjustmentLimitMinor: city.adjustmentLimitMinor,
    minimumDriverCreditMinor: city.minimumDriverCreditMinor ?? 0n,
  };
}

/** Whether its first tariffs are those of the city that is there. */
async function hasTariffs(tx: Transaction, city: NewCity): Promise<boolean> {
  const first = await tx
    .select()
    .from(tariffs)
    .where(and(eq(tariffs.cityId, city.cityId), eq(tariffs.version, 1)));
  const isFirst = (tariff: NewTariff): boolean => first.some((row) => isDeepStrictEqual({ ...row, ...tariff }, row));
  return first.length === city.tariffs.length && city.tariffs.every(isFirst);
}

/** Makes a city of a past demo the installation's own, with the tariffs and rules that it has. */
export async function adoptCity(
  tx: Transaction,
  { cityId, by, reason }: Pick<OpenedCity, "by" | "reason"> & { readonly cityId: string },
): Promise<void> {
  await tx.update(cities).set({ isDemo: false }).where(eq(cities.id, cityId));
  await recordAct(tx, by, { action: "adopt-city", subjectId: null, reason, details: { cityId } });
}
