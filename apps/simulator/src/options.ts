import { parseArgs } from "node:util";
import { z } from "zod";

const text = { type: "string" } as const;
/** What the command line may hold, as `parseArgs` takes it. */
export const SIMULATION_OPTIONS = {
  drivers: text,
  riders: text,
  "orders-per-minute": text,
  for: text,
  fleet: text,
  pace: text,
  seed: text,
  stack: text,
} as const;

const seconds = z
  .string()
  .regex(/^\d+(\.\d+)?(s|m|h)$/, "a number with s, m or h, such as 60s")
  .transform((time) => Number.parseFloat(time) * ({ s: 1, m: 60, h: 3_600 }[time.slice(-1)] ?? 1));

const schema = z.object({
  drivers: z.coerce.number().int().min(0).max(5_000).default(30),
  riders: z.coerce.number().int().min(0).max(5_000).optional(),
  "orders-per-minute": z.coerce.number().min(0).max(10_000).optional(),
  for: seconds.optional(),
  fleet: z
    .string()
    .regex(/^[a-z0-9-]{1,20}$/, "small letters, digits and dashes")
    .default("load"),
  pace: z.coerce.number().min(0.5).max(4).default(1),
  seed: z.coerce.number().int().optional(),
  stack: z.string(),
});

/** What to simulate. */
export interface SimulationOptions {
  readonly drivers: number;
  /** The most riders that may have a trip at once. */
  readonly riders: number;
  readonly ordersPerMinute: number;
  /** Undefined runs until a signal. */
  readonly forS: number | undefined;
  /** Accounts of different fleets do not meet. */
  readonly fleet: string;
  /** 2 drives twice as fast as the streets allow. */
  readonly pace: number;
  readonly seed: number | undefined;
  /** The `stack.json` of the running stack. */
  readonly stackFile: string;
}

/** Minutes that a rider is taken by one order, with a margin. */
const MINUTES_PER_ORDER = 10;

/** Reads the command line; `defaultStack` is used when it names no stack file. @throws ZodError, TypeError */
export function readOptions(args: string[], defaultStack: string): SimulationOptions {
  const { values } = parseArgs({ args, options: SIMULATION_OPTIONS });
  const parsed = schema.parse({ stack: defaultStack, ...values });
  const ordersPerMinute = parsed["orders-per-minute"] ?? Math.max(1, (parsed.riders ?? 4) / 2);
  return {
    drivers: parsed.drivers,
    riders: parsed.riders ?? Math.ceil(ordersPerMinute * MINUTES_PER_ORDER),
    ordersPerMinute,
    forS: parsed.for,
    fleet: parsed.fleet,
    pace: parsed.pace,
    seed: parsed.seed,
    stackFile: parsed.stack,
  };
}
