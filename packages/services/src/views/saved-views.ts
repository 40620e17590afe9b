import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import {
  MAX_VIEWS_PER_LIST,
  SAVED_LISTS,
  type SavedList,
  viewNameSchema,
  viewQuerySchema,
} from "@atlas/core/saved-view";
import type { Queryable, Transaction } from "@atlas/db/connect";
import { savedViews } from "@atlas/db/schema/views";
import { and, asc, eq, ne, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

type ViewContext = Pick<ServiceContext, "db" | "newId" | "clock">;

export interface SavedView {
  readonly viewId: string;
  readonly list: SavedList;
  readonly name: string;
  /** Filters, sorting and columns, as the address has them. */
  readonly query: string;
  /** The list opens with it. */
  readonly isDefault: boolean;
}

const listField = z.enum(SAVED_LISTS);
const viewFields = { list: listField, name: viewNameSchema, query: viewQuerySchema, isDefault: z.boolean() };

/** The caller's views of a list, by name. */
export const listViews = useCase({
  kind: "query",
  permission: "views.keep",
  within: {},
  input: z.object({ list: listField }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, actor, { list }): Promise<SavedView[]> {
    return await readViews(ctx.db, ofList(actor, list));
  },
});

/** Keeps how the caller looks at a list under a name; a view of the same name is replaced. */
export const saveView = useCase({
  kind: "command",
  permission: "views.keep",
  within: {},
  idempotency: "repeatable",
  isAudited: false,
  input: z.object(viewFields),
  refusals: ["VIEWS_FULL"],
  async run(ctx: ViewContext, actor, { list, name, query, isDefault }): Promise<SavedView> {
    return await ctx.db.transaction(async (tx) => {
      const views = await lockViews(tx, actor, list);
      const same = views.find((view) => isSameName(view.name, name));
      if (!same && views.length >= MAX_VIEWS_PER_LIST) {
        throw new DomainError("VIEWS_FULL", `There are ${MAX_VIEWS_PER_LIST} views of this list. Delete one first.`);
      }
      if (isDefault) await clearDefault(tx, actor, list);
      const viewId = same?.viewId ?? ctx.newId();
      const view = { name, query, isDefault, updatedAt: ctx.clock() };
      if (same) await tx.update(savedViews).set(view).where(eq(savedViews.id, viewId));
      else await tx.insert(savedViews).values({ id: viewId, userId: actor.userId, list, ...view });
      return { viewId, list, name, query, isDefault };
    });
  },
});

/** Gives one of the caller's views another name, or makes it the one that its list opens with, or no longer. */
export const changeView = useCase({
  kind: "command",
  permission: "views.keep",
  within: {},
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ viewId: idSchema, name: viewNameSchema.optional(), isDefault: z.boolean().optional() }),
  refusals: ["VIEW_NOT_FOUND", "VIEW_EXISTS"],
  async run(ctx: ViewContext, actor, { viewId, name, isDefault }): Promise<SavedView> {
    return await ctx.db.transaction(async (tx) => {
      const [own] = await readViews(tx, ofOwn(actor, viewId));
      if (!own) throw noSuchView();
      const { list } = own;
      const views = await lockViews(tx, actor, list);
      const before = views.find((view) => view.viewId === viewId);
      if (!before) throw noSuchView();
      const after = { ...before, name: name ?? before.name, isDefault: isDefault ?? before.isDefault };
      if (views.some((view) => view.viewId !== viewId && isSameName(view.name, after.name))) {
        throw new DomainError("VIEW_EXISTS", "There is a view of this name already.");
      }
      if (after.isDefault) await clearDefault(tx, actor, list, viewId);
      const change = { name: after.name, isDefault: after.isDefault, updatedAt: ctx.clock() };
      await tx.update(savedViews).set(change).where(eq(savedViews.id, viewId));
      return after;
    });
  },
});

/** Deletes one of the caller's views; one that is gone stays gone. */
export const deleteView = useCase({
  kind: "command",
  permission: "views.keep",
  within: {},
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ viewId: idSchema }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, actor, { viewId }): Promise<{ readonly isDeleted: boolean }> {
    const deleted = await ctx.db.delete(savedViews).where(ofOwn(actor, viewId)).returning({ id: savedViews.id });
    return { isDeleted: deleted.length > 0 };
  },
});

function ofList({ userId }: Actor, list: SavedList): SQL | undefined {
  return and(eq(savedViews.userId, userId), eq(savedViews.list, list));
}

function ofOwn({ userId }: Actor, viewId: string): SQL | undefined {
  return and(eq(savedViews.userId, userId), eq(savedViews.id, viewId));
}

async function readViews(db: Queryable, where: SQL | undefined): Promise<SavedView[]> {
  const { id: viewId, list, name, query, isDefault } = savedViews;
  return await db
    .select({ viewId, list, name, query, isDefault })
    .from(savedViews)
    .where(where)
    .orderBy(asc(sql`lower(${name})`), asc(viewId));
}

/** Changes of one operator's views of a list take turns: their number and names are held against all of them. */
async function lockViews(tx: Transaction, actor: Actor, list: SavedList): Promise<SavedView[]> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`saved-views:${actor.userId}:${list}`}, 0))`);
  return await readViews(tx, ofList(actor, list));
}

async function clearDefault(tx: Transaction, actor: Actor, list: SavedList, except?: string): Promise<void> {
  await tx
    .update(savedViews)
    .set({ isDefault: false })
    .where(
      and(ofList(actor, list), savedViews.isDefault, except === undefined ? undefined : ne(savedViews.id, except)),
    );
}

/** Names that differ in capitals only are one. */
function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function noSuchView(): DomainError {
  return new DomainError("VIEW_NOT_FOUND", "There is no such view.");
}
