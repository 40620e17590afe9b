import type { Transaction } from "@atlas/db/connect";
import type { ServiceContext } from "../context.ts";

export interface Registration {
  /** A row in `users` that exists already. */
  readonly userId: string;
  readonly cityId: string;
}

/** Gives a new user of the driver app a driver's row and wallet. Safe to repeat. */
export async function registerDriver(_tx: Transaction, _ctx: ServiceContext, _input: Registration): Promise<void> {
  throw new Error("not built yet");
}
