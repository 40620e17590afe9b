import { absent, type Chapter, documented, holds, holdsAs, notYet } from "../requirement.ts";

const NOT_ENCRYPTED = "Atlas itself encrypts nothing: TLS is the proxy's, disks are the machine's.";
const SIGNED = "apps/gateway/src/ledger.pg.test.ts: reconciles, and its chain holds with a signed head";

/** Chapter 11. */
export const cryptography: Chapter = {
  number: 11,
  name: "Cryptography",
  verdicts: {
    "11.1.1": documented("how keys are kept and replaced", "docs/operations.md", "Replace a secret"),
    "11.1.2": documented("list of keys and algorithms", "docs/security.md", "Keys and algorithms"),
    "11.2.1": holds(
      "implementations that others have proved",
      "tools/checks/asvs/cryptography.test.ts: the servers use cryptography where the list says, by the algorithms that it says, and from Node only",
    ),
    "11.2.2": notYet(
      "algorithms can be changed",
      "Hashes of passwords name their algorithm and are made anew at the next sign-in; those of the ledger's chain do not say which made them.",
    ),
    "11.2.3": holdsAs(
      "128 bits at least",
      "SHA-256, HMAC-SHA-256, Ed25519; what SHA-1 names needs no secrecy.",
      "tools/checks/asvs/cryptography.test.ts: the servers use cryptography where the list says, by the algorithms that it says, and from Node only",
    ),
    "11.3.1": absent("weak modes of ciphers", NOT_ENCRYPTED),
    "11.3.2": absent("approved ciphers", NOT_ENCRYPTED),
    "11.3.3": absent("ciphers that notice changes", NOT_ENCRYPTED),
    "11.4.1": holdsAs(
      "approved hashes",
      "SHA-256, and SHA-1 only where Redis names a script by it.",
      "tools/checks/asvs/cryptography.test.ts: the servers use cryptography where the list says, by the algorithms that it says, and from Node only",
    ),
    "11.4.2": holdsAs(
      "hashes of passwords are slow",
      "scrypt with N = 32,768, r = 8, p = 3, one of the sets that OWASP holds to be equal. Those of before are made anew at the next sign-in.",
      "packages/services/src/identity/password-hash.test.ts: a hash names its algorithm and parameters, and has a salt of its own",
      "apps/gateway/src/auth/credentials.pg.test.ts: a hash of before signs in and is made anew at once; two sign-ins that do so at the same time both count",
    ),
    "11.4.3": holds(
      "hashes that sign are long",
      "packages/services/src/ledger/audit/audit.pg.test.ts: a superuser who rewrites the links as well is found out by the exported head",
      SIGNED,
    ),
    "11.4.4": absent("keys made of passwords", "There are none."),
    "11.5.1": holdsAs(
      "secrets are random",
      "A start PIN is short on purpose and limited to five attempts a minute. Ids are no secrets.",
      "apps/gateway/src/http/security-log.pg.test.ts: a session's token is new at each sign-in, of 190 random bits",
      "packages/services/src/orders/trip.pg.test.ts: a start PIN cannot be guessed: five attempts a minute, the right one among them or not",
    ),
    "11.6.1": holds(
      "keys that sign",
      SIGNED,
      "tools/cli/ledger.pg.test.ts: a head that was kept is held against the chain, and its signature against the auditor's key",
    ),
  },
};
