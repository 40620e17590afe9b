import type { Transaction } from "@atlas/db/connect";
import type { ServiceContext } from "../context.ts";
import type { Registration } from "./register-driver.ts";

/** Gives a new user of the rider app a wallet. Safe to repeat. */
export async function registerRider(_tx: Transaction, _ctx: ServiceContext, _input: Registration): Promise<void> {
  throw new Error("not built yet");
}
