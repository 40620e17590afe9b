import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { MAX_PLACE_NAME, MAX_SAVED_PLACES } from "@atlas/core/places/saved-place";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelOrder } from "../orders/cancel-order.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { clearRecentPlaces, listRecentPlaces } from "./recent-places.ts";
import { changePlace, deletePlace, listSavedPlaces, type SavedPlace, savePlace } from "./saved-places.ts";

const BANDUNG = { lat: -6.9175, lng: 107.6191 };
const HOME = { ...MONAS, label: "Jalan Mawar 3" };
const GYM = { ...BLOK_M, label: "Blok M Plaza" };

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const refusal = (code: string): unknown => expect.objectContaining({ code });

async function saveAs(rider: Actor, name: string): Promise<SavedPlace> {
  return await savePlace(world.ctx, rider, { kind: "other", name, place: GYM });
}

async function savedBy(rider: Actor): Promise<(string | null)[][]> {
  return (await listSavedPlaces(world.ctx, rider, {})).map(({ kind, name, label }) => [kind, name, label]);
}

test("there is one home and one work, replaced by another, and places under names", async () => {
  const rider = await world.addRider();
  await saveAs(rider, "the gym");
  await savePlace(world.ctx, rider, { kind: "work", place: GYM });
  const first = await savePlace(world.ctx, rider, { kind: "home", place: GYM });
  const moved = await savePlace(world.ctx, rider, { kind: "home", place: HOME });
  expect(moved).toEqual({ placeId: first.placeId, kind: "home", name: null, ...HOME });
  await saveAs(rider, "THE GYM");
  await saveAs(rider, "Aunt");
  expect(await savedBy(rider)).toEqual([
    ["home", null, "Jalan Mawar 3"],
    ["work", null, "Blok M Plaza"],
    ["other", "Aunt", "Blok M Plaza"],
    ["other", "THE GYM", "Blok M Plaza"],
  ]);
});

test("a place is renamed, moved and deleted", async () => {
  const rider = await world.addRider();
  const [gym, aunt] = [await saveAs(rider, "Gym"), await saveAs(rider, "Aunt")];
  const { placeId } = gym;
  expect(await changePlace(world.ctx, rider, { placeId, name: "Pool" })).toEqual({ ...gym, name: "Pool" });
  expect(await changePlace(world.ctx, rider, { placeId, place: HOME })).toEqual({ ...gym, name: "Pool", ...HOME });
  expect(await changePlace(world.ctx, rider, { placeId, name: "POOL" })).toMatchObject({ name: "POOL" });
  const taken = changePlace(world.ctx, rider, { placeId, name: "aunt" });
  await expect(taken).rejects.toEqual(refusal("PLACE_EXISTS"));
  expect(await deletePlace(world.ctx, rider, { placeId })).toEqual({ isDeleted: true });
  expect(await deletePlace(world.ctx, rider, { placeId })).toEqual({ isDeleted: false });
  await expect(changePlace(world.ctx, rider, { placeId, name: "Pool" })).rejects.toEqual(refusal("PLACE_NOT_FOUND"));
  expect(await listSavedPlaces(world.ctx, rider, {})).toEqual([aunt]);
});

test("places are their rider's: another sees, changes and deletes none of them, and drivers have none", async () => {
  const [rider, other] = [await world.addRider(), await world.addRider()];
  const { placeId } = await saveAs(rider, "Gym");
  expect(await savedBy(other)).toEqual([]);
  await expect(changePlace(world.ctx, other, { placeId, name: "Mine" })).rejects.toEqual(refusal("PLACE_NOT_FOUND"));
  expect(await deletePlace(world.ctx, other, { placeId })).toEqual({ isDeleted: false });
  expect(await savedBy(rider)).toHaveLength(1);
  for (const actor of [world.admin, { userId: rider.userId, role: "driver" } as const]) {
    await expect(listSavedPlaces(world.ctx, actor, {})).rejects.toEqual(refusal("FORBIDDEN"));
  }
});

test("there is a limit to their number, at once too; one that is there may still be replaced", async () => {
  const rider = await world.addRider();
  await savePlace(world.ctx, rider, { kind: "home", place: HOME });
  const attempts = Array.from({ length: MAX_SAVED_PLACES + 4 }, async (_, n) => saveAs(rider, `place ${n}`));
  const refused = (await Promise.allSettled(attempts)).filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(5);
  expect(refused).toMatchObject(refused.map(() => ({ reason: refusal("PLACES_FULL") })));
  await expect(savePlace(world.ctx, rider, { kind: "work", place: HOME })).rejects.toEqual(refusal("PLACES_FULL"));
  expect(await savePlace(world.ctx, rider, { kind: "home", place: GYM })).toMatchObject({ label: "Blok M Plaza" });
});

test("a place where no rides go is not saved, neither anew nor by moving one", async () => {
  const rider = await world.addRider();
  const home = await savePlace(world.ctx, rider, { kind: "home", place: HOME });
  const saved = savePlace(world.ctx, rider, { kind: "work", place: BANDUNG });
  await expect(saved).rejects.toEqual(refusal("OUTSIDE_SERVICE_AREA"));
  const moved = changePlace(world.ctx, rider, { placeId: home.placeId, place: BANDUNG });
  await expect(moved).rejects.toEqual(refusal("OUTSIDE_SERVICE_AREA"));
  expect(await listSavedPlaces(world.ctx, rider, {})).toEqual([home]);
});

test("home and work have no name, the others one that can be seen; a place without words has its coordinates", async () => {
  const rider = await world.addRider();
  const unnamed = savePlace(world.ctx, rider, { kind: "other", place: HOME });
  await expect(unnamed).rejects.toEqual(refusal("INVALID_INPUT"));
  const named = savePlace(world.ctx, rider, { kind: "home", name: "Castle", place: HOME });
  await expect(named).rejects.toEqual(refusal("INVALID_INPUT"));
  const parsed = (name: string): string | undefined =>
    savePlace.input.safeParse({ kind: "other", name, place: HOME }).data?.name;
  expect(parsed(" Aunt\n\u202EAyu ")).toBe("Aunt Ayu");
  expect(parsed("a".repeat(MAX_PLACE_NAME))).toHaveLength(MAX_PLACE_NAME);
  for (const name of ["", "\u200B", "a".repeat(MAX_PLACE_NAME + 1)]) expect(parsed(name)).toBeUndefined();
  const bare = await savePlace(world.ctx, rider, { kind: "home", place: { ...MONAS, label: "\u202E\u200B" } });
  expect(bare.label).toBe("-6.17540, 106.82720");
});

test("recent are the ends of one's own orders, the latest first, each once, and none that is saved", async () => {
  const [rider, other] = [await world.addRider(), await world.addRider()];
  const far = destination(MONAS, 90, 3_000);
  const ride = async (by: Actor, dropoff: { lat: number; lng: number }): Promise<void> => {
    await cancelOrder(world.ctx, by, await world.book(by, { dropoff }));
    await world.advance(1_000);
  };
  await ride(rider, BLOK_M);
  await ride(rider, far);
  await ride(rider, destination(far, 0, 20));
  await ride(other, destination(MONAS, 180, 4_000));
  const recent = async (): Promise<string[]> =>
    (await listRecentPlaces(world.ctx, rider, {})).map(({ lat }) => lat.toFixed(4));
  const [atFar, atMonas, atBlokM] = [destination(far, 0, 20), MONAS, BLOK_M].map(({ lat }) => lat.toFixed(4));
  expect(await recent()).toEqual([atFar, atMonas, atBlokM]);
  await savePlace(world.ctx, rider, { kind: "home", place: HOME });
  expect(await recent()).toEqual([atFar, atBlokM]);
  expect(await clearRecentPlaces(world.ctx, rider, {})).toEqual({ isCleared: true });
  expect(await recent()).toEqual([]);
  await world.advance(1_000);
  await ride(rider, BLOK_M);
  expect(await recent()).toEqual([atBlokM]);
  expect(await listRecentPlaces(world.ctx, other, {})).toHaveLength(2);
  await clearRecentPlaces(world.ctx, rider, {});
  expect(await recent()).toEqual([]);
});
