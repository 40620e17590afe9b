// `npm run operator -- add you@example.com`: who operates Atlas, for a person who has the database.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { STAFF_ROLES, type StaffRole } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { DatabaseClock } from "@atlas/services/clock/database-clock";
import { readOperators } from "@atlas/services/identity/invite-operator";
import { type HeldRoles, heldRoles } from "@atlas/services/identity/staff-role-rows";
import { LinkTokens } from "@atlas/services/identity/link-tokens";
import { workByCommand } from "@atlas/services/messaging/work-by-command";
import { readStaff } from "@atlas/services/staff/list-staff";
import {
  disableOperator,
  enableOperator,
  findOperatorId,
  resetOperatorFactor,
} from "@atlas/services/staff/staff-by-command";
import { addOperator, linkLines } from "@atlas/setup/add-operator";
import { readInstallation } from "@atlas/setup/installation";
import { stateDirs } from "@atlas/stack/paths";
import { readStackFile } from "@atlas/stack/stack-file";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { v7 as uuidv7 } from "uuid";
import { commandEnv } from "./command-env.ts";
import { databaseUrlOf } from "./database-of.ts";
import { onlyCity } from "./only-city.ts";
import { runCommand, UsageError } from "./run-command.ts";

const COMMAND = {
  usage: `npm run operator -- list | add EMAIL [--role ROLE]... [--name NAME] [--city ID] [--mail]
       | reset-factor EMAIL | disable EMAIL | enable EMAIL   [--reason TEXT]
\`add\` prints a link that sets a password, once and for a day; with --mail a worker sends it. The first operator is an owner; roles:
${STAFF_ROLES.join(", ")}, for all cities, or for one: support@jakarta. Needs DATABASE_URL of the database's owner, or a running stack; for a link
that is printed also ATLAS_LINK_SECRET and ADMIN_URL, as the gateway has them.`,
  line: {
    allowPositionals: true,
    options: {
      role: { type: "string", multiple: true },
      name: { type: "string" },
      city: { type: "string" },
      mail: { type: "boolean", default: false },
      reason: { type: "string", default: "by npm run operator" },
    },
  },
} as const;

const RESET = "signs in with the password alone now, until a new second factor is set up.";
const DISABLED = "is blocked; open pages close within seconds, as long as a worker runs.";
const NO_LINK = { adminUrl: "", linkSecret: "" };

await runCommand(COMMAND, async ({ values, positionals }) => {
  const [verb = "", address = "", ...more] = positionals;
  if (more.length > 0 || (address === "") !== (verb === "list"))
    throw new UsageError("Say what to do with which operator, by their address.");
  const email = address.toLowerCase();
  const env = commandEnv();
  const db = connect(await databaseUrlOf(env), { applicationName: "atlas-operator", role: null, max: 2 });
  try {
    using clock = await DatabaseClock.open({ db });
    const isDemo = env["DATABASE_URL"] === undefined || env["ATLAS_DEMO"] === "1";
    const ctx = { ...workByCommand({ db, clock: clock.now, newId: () => uuidv7() }), isDemo };
    const decide = async (act: typeof disableOperator): Promise<boolean> => {
      const userId = await operatorOf(db, email);
      return await act(ctx, { userId, reason: values.reason }).catch(asUserFixable);
    };
    switch (verb) {
      case "list":
        for (const member of await readStaff(db)) print(JSON.stringify(member));
        return 0;
      case "add": {
        const { adminUrl, linkSecret } = values.mail ? NO_LINK : await linkSettings(env);
        const added = await addOperator(
          { ...ctx, links: new LinkTokens(linkSecret) },
          {
            email,
            name: values.name,
            cityId: values.city ?? (await onlyCity(db)),
            ...(await rolesOf(db, email, values.role ?? [])),
            isMailed: values.mail,
            reason: values.reason,
          },
        );
        for (const line of linkLines(added, adminUrl)) print(line);
        return 0;
      }
      case "reset-factor":
        print((await decide(resetOperatorFactor)) ? `${email} ${RESET}` : `${email} had no second factor.`);
        return 0;
      case "disable":
        print((await decide(disableOperator)) ? `${email} ${DISABLED}` : `${email} was blocked before.`);
        return 0;
      case "enable":
        print((await decide(enableOperator)) ? `${email} may sign in again.` : `${email} was not blocked.`);
        return 0;
      default:
        throw new UsageError(`${verb} is nothing that this command does.`);
    }
  } finally {
    await disconnect(db);
  }
});

interface LinkSettings {
  readonly adminUrl: string;
  readonly linkSecret: string;
}

/** Of the gateway that takes the link: of the environment, else of the running stack. */
async function linkSettings(env: NodeJS.ProcessEnv): Promise<LinkSettings> {
  if (env["DATABASE_URL"] === undefined) {
    const { stackFile, state } = stateDirs(".atlas");
    const adminUrl = readStackFile(stackFile)?.admin ?? "";
    return { adminUrl, linkSecret: await readFile(join(state, "link-secret"), "utf8") };
  }
  const { ADMIN_URL: adminUrl, ATLAS_LINK_SECRET: linkSecret } = readInstallation(env, {});
  if (adminUrl === undefined || linkSecret === undefined)
    throw new UserFixableError("Set ADMIN_URL and ATLAS_LINK_SECRET as the gateway has them, or say --mail.");
  return { adminUrl, linkSecret };
}

/** What was said; the first operator of an installation is an owner, or nobody could invite others. */
async function rolesOf(db: Database, email: string, said: readonly string[]): Promise<HeldRoles> {
  const parsed = said.map(readRole);
  const { hasOneWithPassword, invitedEmail } = await readOperators(db);
  const isFirst = !hasOneWithPassword && (invitedEmail === undefined || invitedEmail === email);
  if (isFirst && said.length > 0 && !said.includes("owner")) throw new UsageError("The first operator is an owner.");
  if (isFirst && said.length === 0) return heldRoles(["owner"]);
  if (said.length === 0) throw new UsageError("Say --role: what the operator is to do.");
  const roles = STAFF_ROLES.filter((role) => said.includes(role));
  return heldRoles(roles, Object.fromEntries(parsed.filter(([, cityId]) => cityId !== undefined)));
}

/** `support`, or `support@jakarta` for one city. */
function readRole(said: string): readonly [StaffRole, string | undefined] {
  const [name = "", cityId, ...more] = said.split("@");
  const role = STAFF_ROLES.find((known) => known === name);
  if (role === undefined) throw new UsageError(`${name} is no role. There are ${STAFF_ROLES.join(", ")}.`);
  if (more.length > 0 || cityId === "") throw new UsageError(`${said} is no role of a city, such as support@jakarta.`);
  if (role === "owner" && cityId !== undefined) throw new UsageError("An owner is one for all cities.");
  return [role, cityId];
}

async function operatorOf(db: Database, email: string): Promise<string> {
  const userId = await findOperatorId(db, email);
  if (userId === null)
    throw new UserFixableError(`There is no operator ${email}. \`npm run operator -- list\` has all.`);
  return userId;
}

function asUserFixable(cause: unknown): never {
  if (cause instanceof DomainError) throw new UserFixableError(cause.message, { cause });
  throw cause;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
