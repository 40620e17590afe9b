import type { ErrorCode } from "@atlas/core/errors";
import { type Asker, type Expected, expectedOutcome } from "./expected-outcome.ts";
import type { Party, Rule } from "./policy.ts";
import type { Outcome } from "./transports.ts";

/** One who asks, and how each call is made as them. */
export interface Caller {
  readonly name: string;
  readonly asker: Asker;
  readonly userId: string;
}

/** One line of the matrix: what is called, and what makes the call about an object. */
export interface Line {
  readonly rule: Rule;
  /** The object, the party's own where it can be either's. */
  readonly subjectOf: (party: Party) => Promise<string>;
  /** Calls by transport (`HTTP`, `WebSocket`, `REST`). */
  readonly transports: Readonly<Record<string, (caller: Caller, subject: string) => Promise<Outcome>>>;
  /** What a valid input is refused with, where success would take the caller out of the play. */
  readonly endsWith?: ErrorCode | undefined;
  /** What is stored, in short: refused calls leave it as it is. */
  readonly stored: () => Promise<Readonly<Record<string, string>>>;
}

/** An id of no object. */
export const NOBODYS = "0199d3a0-6c1e-7000-8000-00000000dead";

/**
 * Tries a line as everybody over every transport, strangers first, on an object that is as it should be. Returns what is not as the policy has
 * it, in words; nothing when all is.
 */
export async function checkLine(line: Line, callers: readonly Caller[]): Promise<string[]> {
  const { rule } = line;
  const subjects = { rider: await line.subjectOf("rider"), driver: "" };
  subjects.driver = rule.names === "order" ? subjects.rider : await line.subjectOf("driver");
  const cells = callers
    // Where there is nothing of one's own, all of a role are alike.
    .filter(({ asker }) => rule.refusal !== null || !("isOwn" in asker) || asker.isOwn)
    .map((caller) => ({
      caller,
      subject: subjects[partyOf(caller)],
      expected: expectedOutcome(rule, caller.asker),
    }));
  const isStranger = ({ expected }: Cell): boolean =>
    expected === "UNAUTHENTICATED" || expected === "FORBIDDEN" || expected === rule.refusal;

  const before = await line.stored();
  const refused = await tryCells(line, cells.filter(isStranger));
  const changed = changesOf(before, await line.stored());
  const rest = await tryCells(
    line,
    cells.filter((cell) => !isStranger(cell)),
  );
  const isValid = refused.succeeded + rest.succeeded > 0;
  const invalid = isValid ? [] : ["nobody's call succeeded: the example is no valid input"];
  return [...refused.wrong, ...changed, ...rest.wrong, ...invalid];
}

interface Cell {
  readonly caller: Caller;
  readonly subject: string;
  readonly expected: Expected;
}

async function tryCells(
  { rule, transports, subjectOf, endsWith }: Line,
  cells: readonly Cell[],
): Promise<{ readonly wrong: string[]; readonly succeeded: number }> {
  const wrong: string[] = [];
  let succeeded = 0;
  for (const { caller, subject, expected } of cells) {
    for (const [transport, call] of Object.entries(transports)) {
      let outcome = await call(caller, subject);
      // Some commands say so of what somebody has done before.
      if (outcome.code === "INVALID_INPUT") outcome = await call(caller, await subjectOf(partyOf(caller)));
      if (outcome.code === "OK" || outcome.code === endsWith) succeeded += 1;
      const say = (what: string): unknown => wrong.push(`${caller.name}, ${transport}: ${what}`);
      if (!isAsExpected(outcome, expected)) say(`${outcome.code} instead of ${expected}`);
      if (expected !== rule.refusal) continue;
      const { code, message } = await call(caller, NOBODYS);
      if (code !== outcome.code || message !== outcome.message)
        say(`somebody else's is ${outcome.code} (${outcome.message}), none is ${code} (${message})`);
    }
  }
  return { wrong, succeeded };
}

/** Whose object the caller is tried on: operators on a rider's. */
function partyOf({ asker }: Caller): Party {
  return asker.role === "driver" ? "driver" : "rider";
}

function changesOf(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
  return changed.map((table) => `refused calls have written to ${table}`);
}

/** What a valid input is never refused with, whatever the state of its object. */
const AT_THE_DOOR: ReadonlySet<string> = new Set<ErrorCode>([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "WRONG_APP",
  "MALFORMED_REQUEST",
  "INVALID_INPUT",
  "UNKNOWN_FIELD",
  "RATE_LIMITED",
  "OVERLOADED",
  "INTERNAL",
]);

/** Past every check of who asks: done, or refused for the state of the object. */
export function isAsExpected({ code }: Outcome, expected: Expected): boolean {
  return expected === "allowed" ? !AT_THE_DOOR.has(code) && !code.endsWith("NOT_FOUND") : code === expected;
}
