import { parseArgs, type ParseArgsConfig } from "node:util";
import { UserFixableError } from "@atlas/stack/user-fixable-error";

/** A command line that its command does not understand: the message says what is wrong with it, the usage what would be right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What to type, and the options that are understood. */
export interface Command<T extends ParseArgsConfig> {
  /** Begins with the command: `npm run city -- …`. */
  readonly usage: string;
  readonly line: T;
}

/**
 * Runs a command on the options of its command line and turns its outcome into the exit code. What a person can mend
 * is a message without a stack and ends with 1, a command line that is not understood ends with 2 and the usage.
 */
export async function runCommand<T extends ParseArgsConfig>(
  { usage, line }: Command<T>,
  run: (options: ReturnType<typeof parseArgs<T>>) => Promise<number>,
): Promise<void> {
  if (process.argv.includes("--help")) {
    console.log(`Usage: ${usage}`);
    return;
  }
  try {
    process.exitCode = await run(readLine(line));
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    if (error instanceof UsageError) console.error(`\natlas: ${error.message}\nUsage: ${usage}`);
    else if (error instanceof UserFixableError) console.error(`\natlas: ${error.message}`);
    else console.error(error);
  }
}

function readLine<T extends ParseArgsConfig>(line: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(line);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    // The second sentence explains how to pass such a word after all, which no command wants.
    throw new UsageError(cause.message.split(/\.\s/)[0], { cause });
  }
}

/** The value of an option that counts something. */
export function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (text === "" || !Number.isSafeInteger(value) || value < 0) {
    throw new UsageError(`--${name} must be a whole number, not ${text}`);
  }
  return value;
}
