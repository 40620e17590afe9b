import { checkSecret, SERVER_PASSWORD, SIGNING_SECRET } from "./check-secret.ts";

/** The settings of a process, as far as an attacker could make use of them. */
export interface ProductionSettings {
  /** Addresses that browsers use, by the name of their setting. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Keys that sign, by the name of their setting. */
  readonly signingSecrets: Readonly<Record<string, string>>;
  /** Passwords of servers, by the name of the setting that holds them; null where there is none. */
  readonly passwords: Readonly<Record<string, string | null>>;
  /** Keys that have to be there and are checked where they are read, by the name of their setting. */
  readonly keys: Readonly<Record<string, boolean>>;
}

/** What was found at the servers. */
export interface ProductionFindings {
  readonly openDemoAccounts: number;
  /** Whether Redis does as anybody says who reaches it. */
  readonly redisLetsAnybodyIn: boolean;
}

/** Everything for which a process must not serve strangers, as sentences; none when it may. */
export function productionFaults(settings: ProductionSettings, found: ProductionFindings): readonly string[] {
  const { openDemoAccounts: open } = found;
  return [
    ...Object.entries(settings.addresses).flatMap(([name, address]) => {
      if (address.startsWith("https://")) return [];
      return [
        `${name} is ${address}: sign-ins and positions would cross the network readable. It begins with https://.`,
      ];
    }),
    ...Object.entries(settings.signingSecrets).flatMap(([name, secret]) => {
      const fault = checkSecret(secret, SIGNING_SECRET);
      return fault === null ? [] : [`${name} ${fault}. An attacker who guesses it signs in as anybody.`];
    }),
    ...Object.entries(settings.passwords).flatMap(([name, password]) => {
      if (password === null) return [`${name} has no password in it.`];
      const fault = checkSecret(password, SERVER_PASSWORD);
      return fault === null ? [] : [`The password in ${name} ${fault}.`];
    }),
    ...Object.entries(settings.keys).flatMap(([name, isSet]) => (isSet ? [] : [`${name} is not set.`])),
    ...(found.redisLetsAnybodyIn
      ? ["Redis lets anybody in without a password: who reaches it reads and writes every job."]
      : []),
    ...(open === 0
      ? []
      : [
          `${open} ${open === 1 ? "account" : "accounts"} of the demo can be used, with passwords that everybody knows.`,
        ]),
  ];
}
