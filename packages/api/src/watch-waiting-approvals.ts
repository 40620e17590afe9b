import { type WaitingApprovals, waitingApprovals } from "@atlas/services/approvals/list-approvals";
import { homeCityId } from "@atlas/services/cities/get-city";
import { streamCase } from "@atlas/services/use-case";
import type { StreamContext } from "./procedures.ts";
import { rereadOnChange } from "./reread-on-change.ts";

/** How many requests wait for a second operator, at once and whenever that changes. */
export const watchWaitingApprovals = streamCase({
  kind: "query",
  permission: waitingApprovals.permission,
  within: { cityId: "city" },
  input: waitingApprovals.input,
  refusals: waitingApprovals.refusals,
  async *run(ctx: StreamContext, actor, input, signal): AsyncGenerator<WaitingApprovals, void, undefined> {
    const cityId = input.cityId ?? (await homeCityId(ctx, actor));
    yield* rereadOnChange({
      changes: ctx.changes,
      topic: `city-approvals:${cityId}`,
      read: async () => waitingApprovals(ctx, actor, { cityId }),
      signal,
    });
  },
});
