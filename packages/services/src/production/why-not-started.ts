import { z } from "zod";
import { UnfitForProduction } from "./require-fitness.ts";
import { SecretFileFault } from "./secret-files.ts";

export interface StartedWith {
  /** As people call it. */
  readonly process: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the person who starts a process reads when it is set up wrongly, without a value; null for what is no fault of theirs. */
export function whyNotStarted(error: unknown, { process, env }: StartedWith): string | null {
  if (error instanceof UnfitForProduction) return error.message;
  if (error instanceof SecretFileFault) {
    return `The ${process} does not start: these secrets cannot be had.\n${error.message}`;
  }
  if (!(error instanceof z.ZodError)) return null;
  const faults = error.issues.map(({ path, message }) => {
    const name = path.join(".");
    if ((env[name] ?? "") === "") return `  - ${name} is not set.`;
    return message.startsWith(name) ? `  - ${message}.` : `  - ${name}: ${message}.`;
  });
  return (
    `The ${process} does not start: these settings cannot be used.\n${faults.join("\n")}\n` +
    "`npm run setup` adds secrets that are missing; docs/operations.md, “Settings”, has all of them."
  );
}
