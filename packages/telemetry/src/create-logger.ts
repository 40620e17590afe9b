import { type DestinationStream, type Logger, pino } from "pino";
import { traceFields } from "./in-span.ts";

/** What database errors carry that may be somebody's name, address or password hash. */
const PRIVATE = new Set(["params", "parameters", "args", "detail", "where", "cause", "stack", "message"]);
/** Drizzle puts the query's parameters behind its text, up to the stack. */
const PARAMETERS = /\nparams: [\s\S]*?(?=\n\s+at |$)/;
const DEEPEST = 5;

export interface LoggerOptions {
  readonly name: string;
  readonly level: string;
  /** Whether each line names the trace that it belongs to. */
  readonly isTraced?: boolean;
  /** The standard output when left out. */
  readonly destination?: DestinationStream;
}

/** A process's logger. Errors of the database lose the values that the query was about. */
export function createLogger({ name, level, isTraced = false, destination }: LoggerOptions): Logger {
  const settings = {
    name,
    level,
    serializers: { err: (error: unknown) => describe(error, 0) },
    ...(isTraced ? { mixin: traceFields } : {}),
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}

function describe(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return error;
  const fields = Object.entries(error).filter(([name]) => !PRIVATE.has(name));
  return {
    type: error.constructor.name,
    ...Object.fromEntries(fields),
    message: error.message.replace(PARAMETERS, ""),
    stack: error.stack?.replace(PARAMETERS, ""),
    ...(error.cause === undefined || depth === DEEPEST ? {} : { cause: describe(error.cause, depth + 1) }),
  };
}
