import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema, placeSchema } from "@atlas/core/fields";
import { isSeen, onOneLine } from "@atlas/core/free-text";
import {
  MAX_PLACE_LABEL,
  MAX_PLACE_NAME,
  MAX_SAVED_PLACES,
  SAVED_PLACE_KINDS,
  type SavedPlaceKind,
} from "@atlas/core/places/saved-place";
import { isInServiceArea } from "@atlas/core/service-area";
import type { Queryable, Transaction } from "@atlas/db/connect";
import { savedPlaces } from "@atlas/db/schema/places";
import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { findCity } from "../cities/find-city.ts";
import { homeCityId } from "../cities/get-city.ts";
import { namePlace } from "../cities/name-place.ts";
import type { NamedPlace, PlaceInput } from "../cities/named-place.ts";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

type PlaceContext = Pick<ServiceContext, "db" | "newId" | "clock" | "geocoder" | "isDemo">;

export interface SavedPlace extends NamedPlace {
  readonly placeId: string;
  readonly kind: SavedPlaceKind;
  /** The rider's own; null for home and work. */
  readonly name: string | null;
}

const nameField = z
  .string()
  .overwrite(onOneLine)
  .min(1)
  .max(MAX_PLACE_NAME)
  .refine(isSeen, "Enter a name that can be seen.");

/** Home, work, then the others by name. */
export const listSavedPlaces = useCase({
  kind: "query",
  permission: "places.keep",
  input: z.object({}),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, actor): Promise<readonly SavedPlace[]> {
    return await readSavedPlaces(ctx.db, actor);
  },
});

/** Keeps a place as the rider's home or work, or under a name; the one that was there is replaced. */
export const savePlace = useCase({
  kind: "command",
  permission: "places.keep",
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({
    kind: z.enum(SAVED_PLACE_KINDS),
    /** Of an `other`; home and work have none. */
    name: nameField.optional(),
    place: placeSchema,
  }),
  refusals: ["PLACES_FULL", "OUTSIDE_SERVICE_AREA", "CITY_NOT_FOUND"],
  async run(ctx: PlaceContext, actor, { kind, name: asked, place }): Promise<SavedPlace> {
    const name = nameOf(kind, asked);
    const served = await servedPlace(ctx, actor, place);
    return await ctx.db.transaction(async (tx) => {
      const kept = await lockPlaces(tx, actor);
      const same = kept.find((one) => (kind === "other" ? isSameName(one.name, name) : one.kind === kind));
      if (!same && kept.length >= MAX_SAVED_PLACES) {
        throw new DomainError("PLACES_FULL", `You have ${MAX_SAVED_PLACES} saved places. Delete one first.`);
      }
      const placeId = same?.placeId ?? ctx.newId();
      const row = { kind, name, ...served, updatedAt: ctx.clock() };
      if (same) await tx.update(savedPlaces).set(row).where(ofOwn(actor, placeId));
      else await tx.insert(savedPlaces).values({ id: placeId, userId: actor.userId, ...row });
      return { placeId, kind, name, ...served };
    });
  },
});

/** Gives a saved place another name, or moves it. */
export const changePlace = useCase({
  kind: "command",
  permission: "places.keep",
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ placeId: idSchema, name: nameField.optional(), place: placeSchema.optional() }),
  refusals: ["PLACE_NOT_FOUND", "PLACE_EXISTS", "OUTSIDE_SERVICE_AREA", "CITY_NOT_FOUND"],
  async run(ctx: PlaceContext, actor, { placeId, name: asked, place }): Promise<SavedPlace> {
    const served = place === undefined ? undefined : await servedPlace(ctx, actor, place);
    return await ctx.db.transaction(async (tx) => {
      const kept = await lockPlaces(tx, actor);
      const before = kept.find((one) => one.placeId === placeId);
      if (!before) throw new DomainError("PLACE_NOT_FOUND", "There is no such saved place.");
      const name = asked === undefined ? before.name : nameOf(before.kind, asked);
      if (kept.some((one) => one.placeId !== placeId && isSameName(one.name, name))) {
        throw new DomainError("PLACE_EXISTS", "You have a saved place of this name already.");
      }
      const { lat, lng, label } = served ?? before;
      await tx.update(savedPlaces).set({ name, lat, lng, label, updatedAt: ctx.clock() }).where(ofOwn(actor, placeId));
      return { ...before, name, lat, lng, label };
    });
  },
});

/** Deletes one of the rider's places; one that is gone stays gone. */
export const deletePlace = useCase({
  kind: "command",
  permission: "places.keep",
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ placeId: idSchema }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, actor, { placeId }): Promise<{ readonly isDeleted: boolean }> {
    const deleted = await ctx.db.delete(savedPlaces).where(ofOwn(actor, placeId)).returning({ id: savedPlaces.id });
    return { isDeleted: deleted.length > 0 };
  },
});

export async function readSavedPlaces(db: Queryable, { userId }: Actor): Promise<SavedPlace[]> {
  const { id: placeId, kind, name, label, lat, lng } = savedPlaces;
  return await db
    .select({ placeId, kind, name, label, lat, lng })
    .from(savedPlaces)
    .where(eq(savedPlaces.userId, userId))
    .orderBy(sql`array_position(ARRAY['home', 'work'], ${kind})`, asc(sql`lower(${name})`), asc(placeId));
}

/** @throws DomainError INVALID_INPUT for a place without a name, or a home with one */
function nameOf(kind: SavedPlaceKind, name: string | undefined): string | null {
  if ((kind === "other") !== (name !== undefined)) {
    throw new DomainError("INVALID_INPUT", "A place has a name, unless it is home or work.");
  }
  return name ?? null;
}

/** A place that cannot be gone to is not worth keeping. @throws DomainError OUTSIDE_SERVICE_AREA, CITY_NOT_FOUND */
async function servedPlace(ctx: PlaceContext, actor: Actor, place: PlaceInput): Promise<NamedPlace> {
  const city = await findCity(ctx.db, await homeCityId(ctx, actor));
  if (!isInServiceArea(city.serviceArea, place)) {
    throw new DomainError("OUTSIDE_SERVICE_AREA", `This place is outside the service area of ${city.name}.`);
  }
  const label = onOneLine(place.label ?? "");
  const named = await namePlace(ctx.geocoder(city.id), { ...place, label: isSeen(label) ? label : undefined });
  return { ...named, label: named.label.slice(0, MAX_PLACE_LABEL) };
}

function ofOwn({ userId }: Actor, placeId: string): SQL | undefined {
  return and(eq(savedPlaces.userId, userId), eq(savedPlaces.id, placeId));
}

/** Changes of one rider's places take turns: their number and names are held against all of them. */
async function lockPlaces(tx: Transaction, actor: Actor): Promise<SavedPlace[]> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`saved-places:${actor.userId}`}, 0))`);
  return await readSavedPlaces(tx, actor);
}

/** Names that differ in capitals only are one. */
function isSameName(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.toLowerCase() === other.toLowerCase();
}
