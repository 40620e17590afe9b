// `npm run fill -- --orders 2000000 --people 500000`: a year of a busy city in the database of a demo, for measurements.
import { fillDatabase, FillRefusal, type FilledTable, measureTables } from "@atlas/services/demo/fill/fill-database";
import { say, timed } from "@atlas/stack/progress";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { commandEnv } from "./command-env.ts";
import { databaseUrlOf } from "./database-of.ts";
import { runCommand, wholeNumber } from "./run-command.ts";

const COMMAND = {
  usage: `npm run fill [-- --orders 2000000 --people 500000 --seed 1]
Needs a demo without orders: DATABASE_URL of the owner of a migrated database, or \`npm start -- --no-simulator\`.`,
  line: {
    options: {
      orders: { type: "string", default: "2000000" },
      people: { type: "string", default: "500000" },
      seed: { type: "string", default: "1" },
    },
  },
} as const;

await runCommand(COMMAND, async ({ values }) => {
  const url = await databaseUrlOf(commandEnv());
  const size = { orders: wholeNumber("orders", values.orders), people: wholeNumber("people", values.people) };
  const options = { ...size, seed: wholeNumber("seed", values.seed), onProgress: (step: string) => say("fill", step) };
  await timed("fill", "filled", () => fillDatabase(url, options)).catch(asUserFixable);
  for (const table of await measureTables(url)) process.stdout.write(`${lineOf(table)}\n`);
  return 0;
});

function asUserFixable(cause: unknown): never {
  if (cause instanceof FillRefusal) throw new UserFixableError(cause.message, { cause });
  throw cause;
}

function lineOf({ table, rows, bytes }: FilledTable): string {
  return `${table.padEnd(26)} ${rows.toLocaleString("en").padStart(12)} rows ${Math.round(bytes / 1e6)
    .toLocaleString("en")
    .padStart(7)} MB`;
}
