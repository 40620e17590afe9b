// `npm run service -- add bluebird --city jakarta`: accounts of fleets' and partners' systems, for a person who has the database.
import { SYSTEM } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { connect, type Database, disconnect, type Transaction } from "@atlas/db/connect";
import { DatabaseClock } from "@atlas/services/clock/database-clock";
import {
  addKey,
  endKeys,
  type IssuedKey,
  keyDaysSchema,
  openServiceAccount,
  readServiceAccounts,
  serviceNameSchema,
} from "@atlas/services/identity/service-accounts";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { v7 as uuidv7 } from "uuid";
import { commandEnv } from "./command-env.ts";
import { databaseUrlOf } from "./database-of.ts";
import { onlyCity } from "./only-city.ts";
import { runCommand, UsageError, wholeNumber } from "./run-command.ts";

const COMMAND = {
  usage: `npm run service -- list | add NAME [--city ID] | key NAME | end NAME --key ID | disable NAME
       [--days 365] [--reason TEXT]
\`add\` and \`key\` print a key once: nobody sees it again. Needs DATABASE_URL of the database's owner, or a running stack.`,
  line: {
    allowPositionals: true,
    options: {
      city: { type: "string" },
      key: { type: "string" },
      days: { type: "string", default: "365" },
      reason: { type: "string", default: "by npm run service" },
    },
  },
} as const;

await runCommand(COMMAND, async ({ values, positionals }) => {
  const [verb = "", name = "", ...more] = positionals;
  if (more.length > 0 || (name === "") !== (verb === "list"))
    throw new UsageError("Say what to do with which account.");
  const db = connect(await databaseUrlOf(commandEnv()), { applicationName: "atlas-service", role: null, max: 2 });
  try {
    using clock = await DatabaseClock.open({ db });
    const ctx = { clock: clock.now, newId: () => uuidv7() };
    const why = { by: SYSTEM, reason: values.reason };
    const days = keyDaysSchema.safeParse(wholeNumber("days", values.days));
    if (!days.success) throw new UsageError("--days is 1 to 400.");
    const lastsDays = days.data;
    const act = async <T>(run: (tx: Transaction) => Promise<T>): Promise<T> => db.transaction(run).catch(asUserFixable);
    switch (verb) {
      case "list":
        for (const account of await readServiceAccounts(db)) print(account);
        return 0;
      case "add": {
        if (!serviceNameSchema.safeParse(name).success)
          throw new UsageError("A name is lower-case letters, digits and hyphens, 2 to 40.");
        const cityId = values.city ?? (await onlyCity(db));
        show(await act(async (tx) => openServiceAccount(tx, ctx, { name, cityId, lastsDays }, why)));
        return 0;
      }
      case "key": {
        const userId = await idOf(db, name);
        show(await act(async (tx) => addKey(tx, ctx, { userId, lastsDays }, why)));
        return 0;
      }
      case "end":
      case "disable": {
        if ((verb === "end") !== (values.key !== undefined)) throw new UsageError("`end` takes --key, `disable` none.");
        const which = { userId: await idOf(db, name), keyId: values.key };
        const ended = await act(async (tx) => endKeys(tx, which, why));
        process.stdout.write(`${ended} ended; open sockets close within seconds, as long as a worker runs.\n`);
        return ended > 0 || verb === "disable" ? 0 : 1;
      }
      default:
        throw new UsageError(`${verb} is nothing that this command does.`);
    }
  } finally {
    await disconnect(db);
  }
});

function asUserFixable(cause: unknown): never {
  if (cause instanceof DomainError) throw new UserFixableError(cause.message, { cause });
  throw cause;
}

async function idOf(db: Database, name: string): Promise<string> {
  const found = (await readServiceAccounts(db)).find((account) => account.name === name);
  if (found === undefined)
    throw new UserFixableError(`There is no service account ${name}. \`npm run service -- list\` has all.`);
  return found.userId;
}

function show({ key, keyId, userId, expiresAt }: IssuedKey): void {
  process.stderr.write("Pass the key on by a channel that only its owner reads; nobody sees it again.\n");
  print({ userId, keyId, expiresAt, key });
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
