/** A test that holds it: its file from the root, and its title. */
export type Proof = `${string}.test.ts: ${string}` | `${string}.test.tsx: ${string}` | `${string}.spec.ts: ${string}`;

/** What Atlas says of one requirement; the subject is in our own words. */
export type Verdict =
  | { readonly status: "holds"; readonly subject: string; readonly proofs: readonly Proof[]; readonly note: string }
  | { readonly status: "documented"; readonly subject: string; readonly page: string; readonly heading: string }
  | { readonly status: "does not apply"; readonly subject: string; readonly reason: string }
  | { readonly status: "not yet"; readonly subject: string; readonly reason: string };

export const STATUSES = [
  "holds",
  "documented",
  "does not apply",
  "not yet",
] as const satisfies readonly Verdict["status"][];

/** One chapter of the standard, under a name of our own. */
export interface Chapter {
  readonly number: number;
  readonly name: string;
  /** By number within the standard, without the `V`: `1.2.4`. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** A test fails when it is broken. */
export function holds(subject: string, ...proofs: readonly Proof[]): Verdict {
  return { status: "holds", subject, proofs, note: "" };
}

/** The same, of a part that needs a word. */
export function holdsAs(subject: string, note: string, ...proofs: readonly Proof[]): Verdict {
  return { status: "holds", subject, proofs, note };
}

/** What is asked for is a text: it stands on the page under the heading. */
export function documented(subject: string, page: string, heading: string): Verdict {
  return { status: "documented", subject, page, heading };
}

export function absent(subject: string, reason: string): Verdict {
  return { status: "does not apply", subject, reason };
}

export function notYet(subject: string, reason: string): Verdict {
  return { status: "not yet", subject, reason };
}
