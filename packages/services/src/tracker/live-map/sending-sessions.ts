import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../../context.ts";
import { LEAVES_MAP_AFTER_MS } from "./staleness.ts";

/** Redis knows of a session that sends positions for as long as a silent driver stays on the map. */
const SENDS_FOR_MS = LEAVES_MAP_AFTER_MS;
/** How often a session that goes on sending is noted again. */
export const NOTE_SENDING_EVERY_MS = 30_000;

function sendsKey(sessionId: string): string {
  return `atlas:sends:${sessionId}`;
}

/** Notes that a driver's session sends positions, or says it is about to. */
export async function noteSending(ctx: Pick<ServiceContext, "redis">, { sessionId }: Actor): Promise<void> {
  if (sessionId !== undefined) await ctx.redis.set(sendsKey(sessionId), "1", "PX", SENDS_FOR_MS);
}

/** Whether any of the sessions has been noted lately. */
export async function anySends(ctx: Pick<ServiceContext, "redis">, sessionIds: readonly string[]): Promise<boolean> {
  return sessionIds.length > 0 && (await ctx.redis.exists(...sessionIds.map(sendsKey))) > 0;
}
