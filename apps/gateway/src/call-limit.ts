import type { CountCall } from "@atlas/api/api-context";
import { BlockLimit } from "@atlas/services/limits/block-limit";
import { isCounted, readWeightOf } from "@atlas/services/use-case";
import type { Redis } from "ioredis";
import { createCommandLimit } from "./command-limit.ts";
import type { CountAnonymousRead } from "./http/count-static-reads.ts";
import { type Caller, callerOf } from "./overload/caller.ts";
import { type LimitsOfCallers, READ_WINDOW_S } from "./overload/caller-limits.ts";

/** Points that a gateway takes at once: a round trip to Redis for so many reads. */
const BLOCK = 20;

export interface CallLimitOptions {
  readonly redis: Redis;
  readonly callers: LimitsOfCallers;
  /** Called for each read that was refused. */
  readonly onLimited: () => void;
}

export interface CallLimit {
  readonly countCall: CountCall;
  readonly countAnonymousRead: CountAnonymousRead;
}

/**
 * Counts every call over all gateways: commands per user, reads by their weight per user, or per address where nobody is signed in.
 * @throws DomainError RATE_LIMITED from the returned functions
 */
export function createCallLimit({ redis, callers, onLimited }: CallLimitOptions): CallLimit {
  const countCommand = createCommandLimit(redis);
  const message = "You are looking at too much at once. Wait a few seconds.";
  const limitOf = (kind: Caller["kind"]): BlockLimit | null => {
    const max = callers[kind]?.readWeight;
    if (max === undefined) return null;
    return new BlockLimit({ redis, name: `reads-${kind}`, max, windowS: READ_WINDOW_S, block: BLOCK, message });
  };
  const reads: Readonly<Record<Caller["kind"], BlockLimit | null>> = {
    address: limitOf("address"),
    person: limitOf("person"),
    staff: limitOf("staff"),
    service: limitOf("service"),
  };
  const countRead = async ({ key, kind }: Caller, weight: number): Promise<void> => {
    try {
      await reads[kind]?.count(key, weight);
    } catch (error) {
      onLimited();
      throw error;
    }
  };
  return {
    async countCall({ actor, address }, contract) {
      if (isCounted(contract)) {
        if (actor !== null) await countCommand(actor);
        return;
      }
      const weight = readWeightOf(contract);
      if (weight > 0) await countRead(callerOf(actor, address), weight);
    },
    countAnonymousRead: (address, weight) => countRead(callerOf(null, address), weight),
  };
}
