import type { Actor } from "@atlas/core/actor";
import type { QueueCounts } from "@atlas/queue/catalog";
import type { ServiceContext } from "../context.ts";

/** The city at a glance; "today" is the city's calendar day. */
export interface OverviewView {
  readonly drivers: {
    readonly online: number;
    readonly available: number;
    readonly busy: number;
    readonly stale: number;
  };
  readonly orders: {
    readonly active: number;
    readonly searching: number;
    readonly finishedToday: number;
    readonly cancelledToday: number;
    readonly expiredToday: number;
  };
  readonly revenueTodayMinor: string;
  readonly currency: string;
  readonly queues: readonly QueueCounts[];
  readonly outboxPending: number;
  readonly deadLetters: number;
}

/** @throws DomainError FORBIDDEN, CITY_NOT_FOUND */
export async function overview(
  _ctx: ServiceContext,
  _actor: Actor,
  _input: { readonly cityId?: string | undefined },
): Promise<OverviewView> {
  throw new Error("not built yet");
}
