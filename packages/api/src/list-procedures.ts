import type { Contract } from "@atlas/services/use-case";
import { z } from "zod";
import { appRouter } from "./router.ts";

export interface ListedProcedure {
  /** As clients call it: `order.create`. */
  readonly path: string;
  readonly type: "query" | "mutation" | "subscription";
  readonly contract: Contract;
}

const proceduresSchema = z.record(
  z.string(),
  z.custom<{
    readonly _def: { readonly type: ListedProcedure["type"]; readonly meta: { readonly contract: Contract } };
  }>(),
);

/** Every procedure of the API with the contract of its use case: for tables, and for tests that try each of them. */
export function listProcedures(): ListedProcedure[] {
  // tRPC publishes the procedures of a router nowhere else.
  return Object.entries(proceduresSchema.parse(appRouter._def.procedures)).map(([path, { _def }]) => ({
    path,
    type: _def.type,
    contract: _def.meta.contract,
  }));
}
