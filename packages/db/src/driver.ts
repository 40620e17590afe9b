import type { Sql } from "postgres";

/** The driver, with rows as it hands them out here: `bigint` columns as BigInt. */
export type AtlasSql = Sql<{ bigint: bigint }>;

/** Where a `Database` carries its driver. This file is no export of the package: nobody else reaches it. */
export const DRIVER: unique symbol = Symbol("driver");
