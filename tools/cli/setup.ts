// `npm run setup`: makes a production of an empty host, or of what had been a demo. Safe to run again.
import { openTerminal } from "@atlas/setup/ask";
import { runSetup } from "@atlas/setup/run-setup";
import { commandEnv } from "./command-env.ts";
import { runCommand } from "./run-command.ts";

const text = { type: "string" } as const;
const COMMAND = {
  usage: `npm run setup -- [--domain atlas.example.com] [--owner EMAIL] [--owner-name NAME]
       [--city FILE | --city-id ID --city-name NAME --timezone ZONE --bounds W,S,E,N [--currency IDR] [--locale id]]
       [--secrets-file .env | --keep-env]
What is not said is asked at a terminal, and named as missing without one.`,
  line: {
    allowNegative: true,
    options: {
      domain: text,
      owner: text,
      "owner-name": text,
      city: text,
      "city-id": text,
      "city-name": text,
      timezone: text,
      currency: text,
      locale: text,
      bounds: text,
      "secrets-file": { type: "string", default: ".env" },
      "keep-env": { type: "boolean", default: false },
    },
  },
} as const;

await runCommand(COMMAND, async ({ values }) => {
  using terminal = openTerminal();
  await runSetup(
    {
      envFile: values["keep-env"] ? null : values["secrets-file"],
      domain: values.domain,
      city: {
        file: values.city,
        id: values["city-id"],
        name: values["city-name"],
        timezone: values.timezone,
        currency: values.currency,
        locale: values.locale,
        bounds: values.bounds,
      },
      ownerEmail: values.owner,
      ownerName: values["owner-name"],
    },
    { env: commandEnv(), ask: terminal?.ask ?? null, say: (line) => void process.stdout.write(`${line}\n`) },
  );
  return 0;
});
