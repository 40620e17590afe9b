// `npm run ledger -- verify --head head.json`: what an auditor asks of the ledger, without the gateway.
import { readFile } from "node:fs/promises";
import { createPrivateKey } from "node:crypto";
import { SYSTEM } from "@atlas/core/actor";
import { connect, disconnect } from "@atlas/db/connect";
import { DatabaseClock } from "@atlas/services/clock/database-clock";
import { exportChainHead, isHeadAuthentic as isAuthentic } from "@atlas/services/ledger/audit/chain-head";
import { extendChain } from "@atlas/services/ledger/audit/extend-chain";
import { reconcile } from "@atlas/services/ledger/audit/reconcile";
import { verifyChain } from "@atlas/services/ledger/audit/verify-chain";
import { z } from "zod";
import { commandEnv } from "./command-env.ts";
import { databaseUrlOf } from "./database-of.ts";
import { runCommand, UsageError } from "./run-command.ts";

const COMMAND = {
  usage: "npm run ledger -- verify [--head FILE [--key PUBLIC_KEY.pem]] | reconcile | head",
  line: { allowPositionals: true, options: { head: { type: "string" }, key: { type: "string" } } },
} as const;
const QUESTIONS = ["verify", "reconcile", "head"] as const;
/** What a head's signature covers, and the signature: the same names in what REST, tRPC and `head` return. */
const headSchema = z.object({
  position: z.string(),
  hash: z.string(),
  at: z.string(),
  signature: z.string().nullable(),
});
type Head = z.infer<typeof headSchema>;

await runCommand(COMMAND, async ({ values, positionals }) => {
  const [asked = "", ...more] = positionals;
  const question = QUESTIONS.find((known) => known === asked);
  if (question === undefined || more.length > 0) throw new UsageError("Say what to ask of the ledger.");
  const env = commandEnv();
  const db = connect(await databaseUrlOf(env), { applicationName: "atlas-ledger", max: 2 });
  try {
    using clock = await DatabaseClock.open({ db });
    const key = env["ATLAS_LEDGER_SIGNING_KEY"];
    const ctx = {
      db,
      clock: clock.now,
      ...(key === undefined ? {} : { ledgerSigningKey: createPrivateKey(key) }),
    };
    switch (question) {
      case "verify": {
        await extendChain(ctx);
        const head = values.head === undefined ? undefined : await readHead(values.head);
        const isHeadAuthentic = head === undefined ? null : await checkSignature(head, values.key);
        const verification = await verifyChain(ctx, SYSTEM, { head });
        print({ ...verification, isHeadAuthentic });
        return verification.isIntact && isHeadAuthentic !== false ? 0 : 1;
      }
      case "reconcile": {
        const reconciliation = await reconcile(ctx, SYSTEM, {});
        print(reconciliation);
        return reconciliation.isClean ? 0 : 1;
      }
      case "head":
        await extendChain(ctx);
        print(await exportChainHead(ctx, SYSTEM));
        return 0;
    }
  } finally {
    await disconnect(db);
  }
});

async function readHead(file: string): Promise<Head> {
  return headSchema.parse(JSON.parse(await readFile(file, "utf8")));
}

/** Null when there is no key to hold the signature against: the one that stands in the head proves nothing. */
async function checkSignature(head: Head, keyFile: string | undefined): Promise<boolean | null> {
  return keyFile === undefined ? null : isAuthentic(head, await readFile(keyFile, "utf8"));
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
