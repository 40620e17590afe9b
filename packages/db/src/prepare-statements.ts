import type { ISql, ParameterOrJSON, Sql, TransactionSql, UnsafeQueryOptions } from "postgres";

type Types = { bigint: bigint };
type Work = (tx: TransactionSql<Types>) => Promise<unknown>;

/** Texts with more parameters (long lists, bulk inserts) come in too many lengths to be kept on the server. */
const MAX_PARAMETERS = 64;

/**
 * Has Drizzle's queries prepared on the server, under names that postgres.js keeps for each connection. Otherwise each
 * takes two round trips (postgres.js asks for the types of the parameters first) and is parsed and planned anew.
 */
export function prepareStatements(client: Sql<Types>): Sql<Types> {
  const begin = client.begin.bind(client);
  prepareWhatIsGiven(client);
  return Object.assign(client, {
    begin: (...given: [Work] | [string, Work]) => {
      const [options, work] = given.length === 1 ? ["", given[0]] : given;
      return begin(options, (tx) => work(withSavepoints(tx)));
    },
  });
}

function withSavepoints(tx: TransactionSql<Types>): TransactionSql<Types> {
  const savepoint = tx.savepoint.bind(tx);
  prepareWhatIsGiven(tx);
  return Object.assign(tx, {
    savepoint: (...given: [Work] | [string, Work]) => {
      const [name, work] = given.length === 1 ? [undefined, given[0]] : given;
      const nested: Work = (sql) => work(withSavepoints(sql));
      return name === undefined ? savepoint(nested) : savepoint(name, nested);
    },
  });
}

/** Texts without parameters stay simple queries: they may hold several statements. */
function prepareWhatIsGiven(sql: ISql<Types>): void {
  const unsafe = sql.unsafe.bind(sql);
  Object.assign(sql, {
    unsafe: (text: string, parameters: ParameterOrJSON<bigint>[] = [], options: UnsafeQueryOptions = {}) => {
      const prepare = parameters.length > 0 && parameters.length <= MAX_PARAMETERS;
      return unsafe(text, parameters, { ...options, prepare });
    },
  });
}
