import type { ISql, Sql, TransactionSql } from "postgres";

type Types = { bigint: bigint };
type Work = (tx: TransactionSql<Types>) => Promise<unknown>;

/** Texts with more parameters (long lists, bulk inserts) come in too many lengths to be kept on the server. */
const MAX_PARAMETERS = 64;

/**
 * The driver as Drizzle is given it: what Drizzle sends through `unsafe` is prepared on the server, by the option that
 * the driver has for it. Unprepared, a text with parameters takes two round trips (the driver asks for their types first)
 * and is parsed and planned anew.
 */
export function preparing(client: Sql<Types>): Sql<Types> {
  const begin = async (work: Work): Promise<unknown> => await client.begin(async (tx) => await work(preparingIn(tx)));
  return inFrontOf(client, { unsafe: prepared(client), begin });
}

function preparingIn(tx: TransactionSql<Types>): TransactionSql<Types> {
  const savepoint = async (work: Work): Promise<unknown> => await tx.savepoint(async (sql) => work(preparingIn(sql)));
  return inFrontOf(tx, { unsafe: prepared(tx), savepoint });
}

/** Texts without parameters stay simple queries: they may hold several statements. */
function prepared(sql: ISql<Types>): ISql<Types>["unsafe"] {
  return (text, parameters = [], options = {}) =>
    sql.unsafe(text, parameters, {
      ...options,
      prepare: parameters.length > 0 && parameters.length <= MAX_PARAMETERS,
    });
}

function inFrontOf<Client extends object>(client: Client, own: object): Client {
  return new Proxy(client, { get: (_, name): unknown => Reflect.get(name in own ? own : client, name) });
}
