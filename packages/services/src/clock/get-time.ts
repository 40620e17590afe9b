import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

/** By which a client measures how far its own clock is off; needs no sign-in. */
export const getTime = useCase({
  kind: "query",
  permission: "anyone",
  input: z.object({}),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "clock">): Promise<{ readonly nowMs: number }> {
    return { nowMs: ctx.clock().getTime() };
  },
});
