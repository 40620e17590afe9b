import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { isTakenOver, readSendingPhone } from "./live-map/sending-phone.ts";

/** What a driver's phone must know of the driver's others. */
export interface SendingPhoneView {
  /** Another phone sends the positions; those of this one are refused until it takes over. */
  readonly isTakenOver: boolean;
}

/** Whether another phone of the driver sends the positions instead of the one that asks. */
export const sendingPhone = useCase({
  kind: "query",
  permission: "drivers.work",
  within: {},
  input: z.object({}),
  refusals: [],
  async run(ctx: ServiceContext, actor): Promise<SendingPhoneView> {
    return { isTakenOver: isTakenOver(actor, await readSendingPhone(ctx, actor.userId)) };
  },
});
