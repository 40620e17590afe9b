import type { Actor } from "@atlas/core/actor";
import {
  MAX_VIEW_NAME_LENGTH,
  MAX_VIEW_QUERY_LENGTH,
  MAX_VIEWS_PER_LIST,
  type SavedList,
} from "@atlas/core/saved-view";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { changeView, deleteView, listViews, saveView, type SavedView } from "./saved-views.ts";

let world: TestWorld;
let other: Actor;
beforeAll(async () => {
  world = await openTestWorld();
  other = { ...world.admin, userId: (await world.addRider()).userId };
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const refusal = (code: string): unknown => expect.objectContaining({ code });

async function save(name: string, view: Partial<SavedView> = {}, by = world.admin): Promise<SavedView> {
  return await saveView(world.ctx, by, { list: "orders", query: "status=STARTED", isDefault: false, ...view, name });
}

async function namesOf(list: SavedList, by = world.admin): Promise<string[]> {
  return (await listViews(world.ctx, by, { list })).map(({ name }) => name);
}

test("a view is kept under its name, replaced by one of the same name, renamed and deleted", async () => {
  const first = await save("Running");
  expect(await listViews(world.ctx, world.admin, { list: "orders" })).toEqual([first]);
  const again = await save("RUNNING", { query: "status=MATCHED&sort=fare" });
  expect(again).toEqual({ ...first, name: "RUNNING", query: "status=MATCHED&sort=fare" });
  const { viewId } = again;
  const renamed = await changeView(world.ctx, world.admin, { viewId, name: "On the way" });
  expect(renamed).toEqual({ ...again, name: "On the way" });
  await save("Another");
  expect(await namesOf("orders")).toEqual(["Another", "On the way"]);
  expect(await namesOf("drivers")).toEqual([]);
  const taken = changeView(world.ctx, world.admin, { viewId, name: "another" });
  await expect(taken).rejects.toEqual(refusal("VIEW_EXISTS"));
  for (const { viewId: id } of await listViews(world.ctx, world.admin, { list: "orders" })) {
    expect(await deleteView(world.ctx, world.admin, { viewId: id })).toEqual({ isDeleted: true });
    expect(await deleteView(world.ctx, world.admin, { viewId: id })).toEqual({ isDeleted: false });
  }
  expect(await namesOf("orders")).toEqual([]);
});

test("a list opens with one view at most", async () => {
  const defaults = async (): Promise<string[]> =>
    (await listViews(world.ctx, world.admin, { list: "alerts" })).flatMap((view) =>
      view.isDefault ? [view.name] : [],
    );
  const one = await save("one", { list: "alerts", isDefault: true });
  expect(await defaults()).toEqual(["one"]);
  const two = await save("two", { list: "alerts", isDefault: true });
  expect(await defaults()).toEqual(["two"]);
  await changeView(world.ctx, world.admin, { viewId: one.viewId, isDefault: true });
  expect(await defaults()).toEqual(["one"]);
  await Promise.all(
    [one, two, one, two].map(async ({ viewId }) => changeView(world.ctx, world.admin, { viewId, isDefault: true })),
  );
  expect(await defaults()).toHaveLength(1);
  await changeView(world.ctx, world.admin, { viewId: one.viewId, isDefault: false });
  await changeView(world.ctx, world.admin, { viewId: two.viewId, isDefault: false });
  expect(await defaults()).toEqual([]);
});

test("views are their operator's: another sees, changes and deletes none of them", async () => {
  const { viewId } = await save("mine", { list: "payouts" });
  expect(await namesOf("payouts", other)).toEqual([]);
  await expect(changeView(world.ctx, other, { viewId, name: "yours" })).rejects.toEqual(refusal("VIEW_NOT_FOUND"));
  expect(await deleteView(world.ctx, other, { viewId })).toEqual({ isDeleted: false });
  await save("mine", { list: "payouts" }, other);
  expect([await namesOf("payouts"), await namesOf("payouts", other)]).toEqual([["mine"], ["mine"]]);
});

test("there is a limit to their number, at once too; one that is there may still be replaced", async () => {
  const attempts = Array.from({ length: MAX_VIEWS_PER_LIST + 5 }, async (_, n) =>
    save(`view ${n}`, { list: "drivers" }),
  );
  const refused = (await Promise.allSettled(attempts)).filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(5);
  expect(refused).toMatchObject(refused.map(() => ({ reason: refusal("VIEWS_FULL") })));
  const [name = ""] = await namesOf("drivers");
  expect(await save(name, { list: "drivers", query: "debt=true" })).toMatchObject({ query: "debt=true" });
});

test("a name and a query have their lengths, and a query leads nowhere else", () => {
  const view = { list: "orders", name: "a", query: "", isDefault: false };
  const takes = (change: object): boolean => saveView.input.safeParse({ ...view, ...change }).success;
  expect(takes({ name: "a".repeat(MAX_VIEW_NAME_LENGTH), query: "a".repeat(MAX_VIEW_QUERY_LENGTH) })).toBe(true);
  expect(takes({ name: "a".repeat(MAX_VIEW_NAME_LENGTH + 1) })).toBe(false);
  expect(takes({ name: "  " })).toBe(false);
  expect(takes({ query: "a".repeat(MAX_VIEW_QUERY_LENGTH + 1) })).toBe(false);
  expect(takes({ list: "secrets" })).toBe(false);
  for (const query of ["a=1#b", "a=<b>", "a b", "a\n"]) expect(takes({ query })).toBe(false);
  expect(takes({ query: "status=STARTED,MATCHED&q=jl.%20kebon&columns=a,b" })).toBe(true);
});
