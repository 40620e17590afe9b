import type { cityIdSchema } from "@atlas/core/fields";
import type { Permission } from "@atlas/core/permissions";
import { homeCityId } from "@atlas/services/cities/get-city";
import { type StreamCase, streamCase, type UseCase } from "@atlas/services/use-case";
import type { z } from "zod";
import type { Topic } from "./change-feed.ts";
import type { StreamContext } from "./procedures.ts";
import { rereadOnChange } from "./reread-on-change.ts";

type OfCity = z.ZodObject<{ readonly cityId: z.ZodOptional<typeof cityIdSchema> }>;

/** A small view of a city, at once and whenever what is published under its topic changes it. */
export function watchCityView<P extends Permission, O>(
  view: UseCase<P, OfCity, StreamContext, O>,
  topicOf: (cityId: string) => Topic,
): StreamCase<P, OfCity, StreamContext, O> {
  return streamCase({
    kind: "query",
    permission: view.permission,
    within: { cityId: "city" },
    input: view.input,
    refusals: view.refusals,
    async *run(ctx: StreamContext, actor, input, signal): AsyncGenerator<O, void, undefined> {
      const cityId = input.cityId ?? (await homeCityId(ctx, actor));
      yield* rereadOnChange({
        changes: ctx.changes,
        topic: topicOf(cityId),
        read: async () => view(ctx, actor, { cityId }),
        signal,
      });
    },
  });
}
