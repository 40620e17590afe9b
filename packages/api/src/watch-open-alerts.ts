import { openAlerts, type OpenAlertsView } from "@atlas/services/alerts/open-alerts";
import { homeCityId } from "@atlas/services/cities/get-city";
import { streamCase } from "@atlas/services/use-case";
import type { StreamContext } from "./procedures.ts";
import { rereadOnChange } from "./reread-on-change.ts";

/** How many alerts wait for somebody, at once and whenever that changes. */
export const watchOpenAlerts = streamCase({
  kind: "query",
  permission: openAlerts.permission,
  within: { cityId: "city" },
  input: openAlerts.input,
  refusals: openAlerts.refusals,
  async *run(ctx: StreamContext, actor, input, signal): AsyncGenerator<OpenAlertsView, void, undefined> {
    const cityId = input.cityId ?? (await homeCityId(ctx, actor));
    yield* rereadOnChange({
      changes: ctx.changes,
      topic: `city-alerts:${cityId}`,
      read: async () => openAlerts(ctx, actor, { cityId }),
      signal,
    });
  },
});
