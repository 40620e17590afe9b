import { absent, type Chapter, documented, holds, holdsAs } from "../requirement.ts";

const FACTOR = "apps/gateway/src/auth/second-factor.pg.test.ts";
const NO_MESSAGES = "No code goes by telephone, SMS or push.";
const NO_PROVIDER = "Nobody signs in elsewhere.";
const LIMIT =
  "apps/gateway/src/auth/sign-in-limit.pg.test.ts: a stranger's wrong passwords shut out the stranger, and neither the owner's device nor a new one of theirs";
const SURFACE = "apps/gateway/src/auth/surface.pg.test.ts: by %s is on the list, and anything else is 404";

/** Chapter 6. */
export const signIn: Chapter = {
  number: 6,
  name: "Sign-in",
  verdicts: {
    "6.1.1": documented("how guessing is held off", "docs/security.md", "Guessing passwords"),
    "6.1.2": documented("words no password may be", "docs/security.md", "Words that no password is made of"),
    "6.1.3": documented("every way in is written down", "docs/api.md", "Signing in"),
    "6.2.1": holds(
      "eight letters at least",
      "apps/gateway/src/auth.pg.test.ts: a short password and a nameless account are refused",
    ),
    "6.2.2": holds(
      "change of a password",
      "apps/gateway/src/auth/account.pg.test.ts: needs the present one, ends the other sessions and tells the owner",
    ),
    "6.2.3": holds(
      "and it asks for the present one",
      "apps/gateway/src/auth/account.pg.test.ts: needs the present one, ends the other sessions and tells the owner",
      "apps/gateway/src/auth/account.pg.test.ts: takes ten guesses of a session; then not even the right one, while the owner signs in",
    ),
    "6.2.4": holdsAs(
      "the commonest passwords are refused",
      "17,950 of eight letters or more, at sign-up, change and reset.",
      "packages/services/src/identity/new-password.test.ts: %s is refused, whatever its capitals",
    ),
    "6.2.5": holds(
      "no rules of letters",
      "apps/gateway/src/auth/credentials.pg.test.ts: %s is taken, and counts as it was typed",
    ),
    "6.2.6": holds(
      "a password is hidden while it is typed",
      "packages/ui/src/components/password-input.test.ts: a password is hidden until its owner wants to see it, and is for password managers and the clipboard, too",
    ),
    "6.2.7": holds(
      "password managers",
      "packages/ui/src/components/password-input.test.ts: a password is hidden until its owner wants to see it, and is for password managers and the clipboard, too",
    ),
    "6.2.8": holdsAs(
      "taken as it is typed",
      "Neither cut nor changed in its capitals; brought into one form of Unicode (NFKC), as NIST SP 800-63B advises, since keyboards send one letter in several forms.",
      "packages/services/src/identity/password-hash.test.ts: a password is one in whichever form of Unicode it is typed",
      "apps/gateway/src/auth/credentials.pg.test.ts: %s is taken, and counts as it was typed",
    ),
    "6.2.9": holdsAs(
      "64 letters are not too many",
      "Up to 128 are taken.",
      "apps/gateway/src/auth/credentials.pg.test.ts: %s is taken, and counts as it was typed",
    ),
    "6.2.10": absent("passwords that end", "None ends by itself."),
    "6.2.11": holds(
      "words no password may be",
      "packages/core/src/people/obvious-password.test.ts: %s is what anybody would guess first",
      "apps/gateway/src/auth/credentials.pg.test.ts: a password that is little more than a name that others know is refused, at the sign-up too",
    ),
    "6.2.12": holdsAs(
      "passwords that are known to be stolen",
      "By a list that comes along; the millions that have leaked elsewhere are not asked for.",
      "packages/services/src/identity/new-password.test.ts: %s is refused, whatever its capitals",
    ),
    "6.3.1": holds(
      "guessing is held off",
      LIMIT,
      "apps/gateway/src/auth/sign-in-limit.pg.test.ts: guesses from many addresses are bounded, which a known device does not feel",
    ),
    "6.3.2": holds(
      "no accounts from the factory",
      "tools/checks/production/refuses-to-start.queue.test.ts: a password in the URL does not hide that Redis asks for none, nor that an account of the demo is open",
      "apps/gateway/src/config.test.ts: what is not set has the local stack's values, and the demo is off",
    ),
    "6.3.3": holdsAs(
      "a second factor",
      "For operators, an authenticator app or a passkey: required of owners and finance. Riders and drivers sign in with a password.",
      `${FACTOR}: %s without a second factor reaches its enrolment only`,
      `${FACTOR}: asks for its code, and opens nothing before`,
    ),
    "6.3.4": holds(
      "no way in that is not written down",
      SURFACE,
      "apps/gateway/src/authorisation/other-endpoints.pg.test.ts: nothing is served over HTTP that has no line",
    ),
    "6.4.1": holdsAs(
      "first passwords from the system",
      "There are none: the first operator's link asks for one.",
      "packages/services/src/identity/invite-operator.pg.test.ts: the link makes an operator's password, once",
      "packages/services/src/identity/invite-operator.pg.test.ts: the link is good for a day and not for longer",
      "packages/services/src/identity/invite-operator.pg.test.ts: a link that was guessed, or made with another installation's secret, does nothing",
    ),
    "6.4.2": holds("no secret questions", SURFACE),
    "6.4.3": holds(
      "a forgotten password",
      "apps/gateway/src/auth/account.pg.test.ts: is set anew by the link of a mail, once; all sessions end and the owner is notified",
      "apps/gateway/src/auth/account.pg.test.ts: of nobody, or of a program, mails nothing; an hour later its link is over, and no link does what another is for",
    ),
    "6.4.4": holdsAs(
      "a second factor that is lost",
      "An owner takes it, having made sure who asks, as when somebody is invited.",
      "packages/services/src/staff/staff.pg.test.ts: an owner takes the second factor of an operator who has lost it: it is on record, signs them out and writes to them",
      "packages/services/src/staff/staff.pg.test.ts: nobody but an owner takes a second factor, and no owner their own",
    ),
    "6.5.1": holds(
      "codes are good once",
      `${FACTOR}: takes each code once`,
      `${FACTOR}: takes each backup code once, however it is typed; the database has hashes of them and no secret`,
    ),
    "6.5.2": holdsAs(
      "codes are kept as hashes",
      "Backup codes have 120 bits, for which a plain hash is enough.",
      `${FACTOR}: takes each backup code once, however it is typed; the database has hashes of them and no secret`,
    ),
    "6.5.3": holds(
      "codes are random",
      "tools/checks/asvs/cryptography.test.ts: the servers use cryptography where the list says, by the algorithms that it says, and from Node only",
    ),
    "6.5.4": holds(
      "codes are long enough",
      "apps/gateway/src/auth/backup-codes.test.ts: there are ten of 24 letters, none like another, in groups that a person can read",
    ),
    "6.5.5": holds("codes end", `${FACTOR}: takes no code of two minutes ago, nor of two minutes from now`),
    "6.6.1": absent("codes by telephone", NO_MESSAGES),
    "6.6.2": absent("a code is for its own attempt", NO_MESSAGES),
    "6.6.3": absent("codes are not guessed", NO_MESSAGES),
    "6.8.1": absent("accounts of several providers", NO_PROVIDER),
    "6.8.2": absent("signatures of a provider", NO_PROVIDER),
    "6.8.3": absent("SAML", NO_PROVIDER),
    "6.8.4": absent("how strong a provider's sign-in was", NO_PROVIDER),
  },
};
