import { idSchema } from "@atlas/core/fields";
import { createParser, parseAsArrayOf, parseAsString } from "nuqs";

import { isDay } from "./calendar-day.ts";

/** Of every list in its address: what is searched for, and the columns in sight (null: as they come). */
export const LIST_STATE = { q: parseAsString.withDefault(""), columns: parseAsArrayOf(parseAsString) };

/** How the address changes: Back leads to the list before. */
export const AS_STEP = { history: "push" } as const;
/** The same for what is typed: Back does not go letter by letter. */
export const AS_TYPED = { history: "replace" } as const;

export const parseAsDay = createParser({ parse: (text) => (isDay(text) ? text : null), serialize: String });
export const parseAsId = createParser({
  parse: (text) => (idSchema.safeParse(text).success ? text : null),
  serialize: String,
});
/** The id of an object or of a city. */
export const parseAsAbout = createParser({
  parse: (text) => (/^\S.{0,63}$/.test(text.trim()) ? text.trim() : null),
  serialize: String,
});
/** Minor units above zero, a decimal string. */
export const parseAsMinor = createParser({
  parse: (text) => (/^[1-9]\d{0,15}$/.test(text) ? text : null),
  serialize: String,
});

/** What is no filter: how a list is shown. */
const SHOWN_BY: ReadonlySet<string> = new Set(["columns", "sort"]);

/** Whether a list shows less than everything. */
export function isFiltered(values: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(values).some(([key, value]) => !SHOWN_BY.has(key) && value !== null && value !== "");
}

/** The same list without a filter. */
export function unfiltered<Values extends object>(values: Values): { [Key in keyof Values]: Values[Key] | null } {
  const cleared: { [Key in keyof Values]: Values[Key] | null } = { ...values };
  for (const key in cleared) if (!SHOWN_BY.has(key)) cleared[key] = null;
  return cleared;
}

/** A list of choices as the address has it: without a choice nothing. */
export function orNull<Value>(chosen: readonly Value[]): Value[] | null {
  return chosen.length === 0 ? null : [...chosen];
}
