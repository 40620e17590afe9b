import { absent, type Chapter, documented, holds, holdsAs, notYet } from "../requirement.ts";

const OPERATORS =
  "apps/gateway/src/auth/surface.pg.test.ts: ends after half an hour without a sign of life, and after twelve hours in any case";

/** Chapter 7. */
export const sessions: Chapter = {
  number: 7,
  name: "Sessions",
  verdicts: {
    "7.1.1": documented("how long a session lasts", "docs/security.md", "Sessions"),
    "7.1.2": documented("how many at once", "docs/security.md", "Sessions"),
    "7.1.3": absent("sessions shared with others", "Nobody signs in elsewhere."),
    "7.2.1": holds(
      "the server knows sessions",
      "apps/gateway/src/auth/session-reader.pg.test.ts: a session that has run out is nobody's, however often and by whichever gateway it is read",
    ),
    "7.2.2": holds(
      "made at each sign-in",
      "apps/gateway/src/auth.pg.test.ts: stay signed in beside each other, and sign out alone",
    ),
    "7.2.3": holds(
      "random and long",
      "apps/gateway/src/http/security-log.pg.test.ts: a session's token is new at each sign-in, of 190 random bits",
    ),
    "7.2.4": holdsAs(
      "a new one with each sign-in",
      "A sign-in begins a session of its own; one of another device goes on.",
      "apps/gateway/src/http/security-log.pg.test.ts: a session's token is new at each sign-in, of 190 random bits",
    ),
    "7.3.1": holdsAs(
      "ends when nobody is there",
      "Operators' after half an hour, riders' and drivers' after 30 days.",
      OPERATORS,
      "apps/gateway/src/auth/session-reader.pg.test.ts: a session that has run out is nobody's, however often and by whichever gateway it is read",
    ),
    "7.3.2": holdsAs(
      "ends in any case",
      "Operators' after twelve hours, riders' and drivers' after ninety days. A service account is a program's.",
      "apps/gateway/src/auth/surface.pg.test.ts: a rider's or a driver's ends ninety days after the sign-in in any case, a service's does not",
      "apps/gateway/src/auth/surface.pg.test.ts: ends after half an hour without a sign of life, and after twelve hours in any case",
    ),
    "7.4.1": holds(
      "what has ended is good for nothing",
      "apps/gateway/src/auth/session-ends.pg.test.ts: a sign-out takes the driver offline, closes the sockets of every gateway and ends the token on each",
      "apps/gateway/src/authorisation/matrix.pg.test.ts: %s is for nobody over HTTP, where it would go on after its session",
    ),
    "7.4.2": holds(
      "a blocked or deleted account has none",
      "apps/gateway/src/auth/block.pg.test.ts: a block ends tokens and sockets on every gateway at once, and a session that is made all the same is nobody's",
      "packages/services/src/privacy/delete-account.pg.test.ts: may sign up anew with the address, and nobody acts for the old account",
    ),
    "7.4.3": holds(
      "others end with a new password",
      "apps/gateway/src/auth/account.pg.test.ts: needs the present one, ends the other sessions and tells the owner",
      "apps/gateway/src/auth/account.pg.test.ts: is set anew by the link of a mail, once; all sessions end and the owner is notified",
    ),
    "7.4.4": notYet(
      "a way out on every page",
      "There is one in the menu of each app; no test looks for it on every page.",
    ),
    "7.4.5": holdsAs(
      "operators end them",
      "By a block, which can be lifted at once.",
      "apps/gateway/src/auth/block.pg.test.ts: a block ends tokens and sockets on every gateway at once, and a session that is made all the same is nobody's",
    ),
    "7.5.1": holds(
      "the password again before an address is changed",
      "apps/gateway/src/auth/account.pg.test.ts: needs the password and a yes from the new address; the former one gets a link to undo it",
    ),
    "7.5.2": holds(
      "one's own sessions in a list, ended by the password",
      "apps/gateway/src/auth/own-sessions.pg.test.ts: a person ends one of theirs, whose sockets close on every gateway, and nobody else's",
      "apps/gateway/src/auth/own-sessions.pg.test.ts: a session alone ends no other and takes no data: the password is asked for once more, five times in a quarter of an hour",
    ),
    "7.6.1": absent("sessions of a provider", "Nobody signs in elsewhere."),
    "7.6.2": holds(
      "no session without an act",
      "apps/gateway/src/auth/account.pg.test.ts: returns the same for an address that is somebody's, in every step; only its owner is notified",
    ),
  },
};
