import type { Actor } from "@atlas/core/actor";
import type { Redis } from "ioredis";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { RedisScript } from "./redis-script.ts";
import { LEAVES_MAP_AFTER_MS } from "./staleness.ts";

/** A phone that went silent is the one that sends for so long: an older one in a drawer does not step in for it by itself. */
const HOLDS_FOR_MS = 3_600_000;
/** How often a phone that goes on sending says so again. */
export const CLAIM_EVERY_MS = 30_000;
const RANK_DIGITS = 12;

/** The session that sends a driver's positions. */
export interface SendingPhone {
  readonly sessionId: string;
  /** When it signed in, or took over: hexadecimal milliseconds. A session that signed in later takes over. */
  readonly rank: string;
}

export interface Claim {
  readonly driverId: string;
  readonly cityId: string;
  /** The driver has said so, on this phone: it takes over whenever it signed in. */
  readonly isExplicit?: boolean;
}

/**
 * KEYS: the driver's phone. ARGV: session, its rank, time (ms), whether it is explicit, how long it holds (ms). Returns the phone
 * that sends from now on, its rank, and whether that is another one than before.
 */
const CLAIM = new RedisScript(`
local session, rank, now, isExplicit = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1'
local heldRank, _, holder = string.match(redis.call('GET', KEYS[1]) or '', '^(%x+):(%d+):(.+)$')
if holder and holder ~= session and rank <= heldRank and not isExplicit then return { holder, heldRank, 0 } end
if heldRank and heldRank > rank then rank = heldRank end
redis.call('SET', KEYS[1], rank .. ':' .. now .. ':' .. session, 'PX', ARGV[5])
return { session, rank, holder == session and 0 or 1 }
`);

/** KEYS: the driver's phone. ARGV: session. Returns whether it was the one that sends. */
const RELEASE = new RedisScript(`
local held = redis.call('GET', KEYS[1])
if not held or string.match(held, '^%x+:%d+:(.+)$') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`);

const claimedSchema = z.tuple([z.string(), z.string(), z.int()]);

/** The rank of a session that has claimed nothing: when it signed in, as its id (UUIDv7) says. */
export function rankOf(sessionId: string): string {
  return sessionId.replaceAll("-", "").slice(0, RANK_DIGITS);
}

/**
 * The actor's session sends the driver's positions from now on, unless another one does that signed in later or was chosen explicitly.
 * Returns the one that sends, and tells the others when it is another than before.
 */
export async function claimSending(
  ctx: Pick<ServiceContext, "redis" | "events" | "clock">,
  sessionId: string,
  { driverId, cityId, isExplicit = false }: Claim,
): Promise<SendingPhone> {
  const nowMs = ctx.clock().getTime();
  const rank = isExplicit ? nowMs.toString(16).padStart(RANK_DIGITS, "0") : rankOf(sessionId);
  const args = [sessionId, rank, nowMs, isExplicit ? 1 : 0, HOLDS_FOR_MS];
  const [sending, rankNow, isNew] = claimedSchema.parse(await CLAIM.run(ctx.redis, [keyOf(driverId)], args));
  if (isNew === 1) ctx.events.publish({ kind: "driver", cityId, driverId });
  return { sessionId: sending, rank: rankNow };
}

/** The session has ended: whichever of the driver's phones sends next may. */
export async function releaseSending(
  ctx: Pick<ServiceContext, "redis" | "events">,
  { driverId, cityId, sessionId }: { driverId: string; cityId: string; sessionId: string },
): Promise<void> {
  const released = await RELEASE.run(ctx.redis, [keyOf(driverId)], [sessionId]);
  if (released === 1) ctx.events.publish({ kind: "driver", cityId, driverId });
}

/** The driver's phone that sends, and when it last said so; null when none has lately. */
export async function readSendingPhone(
  { redis }: { readonly redis: Redis },
  driverId: string,
): Promise<(SendingPhone & { readonly saidAtMs: number }) | null> {
  const [, rank, saidAt, sessionId] = /^([0-9a-f]+):(\d+):(.+)$/.exec((await redis.get(keyOf(driverId))) ?? "") ?? [];
  if (rank === undefined || sessionId === undefined) return null;
  return { sessionId, rank, saidAtMs: Number(saidAt) };
}

/** Whether any of the sessions sends the driver's positions, or said lately that it is about to. */
export async function anySends(
  ctx: Pick<ServiceContext, "redis" | "clock">,
  driverId: string,
  sessionIds: readonly string[],
): Promise<boolean> {
  const phone = await readSendingPhone(ctx, driverId);
  if (phone === null || !sessionIds.includes(phone.sessionId)) return false;
  return ctx.clock().getTime() - phone.saidAtMs < LEAVES_MAP_AFTER_MS;
}

/** Whether positions of the actor's session are refused, because another phone of the driver sends. */
export function isTakenOver({ sessionId }: Actor, phone: SendingPhone | null): boolean {
  if (sessionId === undefined || phone === null) return false;
  return phone.sessionId !== sessionId && phone.rank >= rankOf(sessionId);
}

function keyOf(driverId: string): string {
  return `atlas:sending-phone:{${driverId}}`;
}
