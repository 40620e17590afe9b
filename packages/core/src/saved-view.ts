import { z } from "zod";

/** The lists of the operations app that keep their state in the address, and so may be saved. */
export const SAVED_LISTS = ["orders", "drivers", "alerts", "accounts", "payouts", "approvals", "audit"] as const;
export type SavedList = (typeof SAVED_LISTS)[number];

/** How many views of one list an operator keeps. */
export const MAX_VIEWS_PER_LIST = 20;
export const MAX_VIEW_NAME_LENGTH = 60;
/** Of filters, sorting and columns, as the address has them. */
export const MAX_VIEW_QUERY_LENGTH = 2_000;

export const viewNameSchema = z.string().trim().min(1).max(MAX_VIEW_NAME_LENGTH);
/** The query of an address without its `?`: nothing that ends it, and nothing that cannot be in one. */
export const viewQuerySchema = z
  .string()
  .max(MAX_VIEW_QUERY_LENGTH)
  .regex(/^[^\s#<>"`\p{Cc}\p{Cs}]*$/u, "A view is the query of an address.");
