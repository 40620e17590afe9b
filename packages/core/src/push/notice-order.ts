import { z } from "zod";
import { NOTICE_EVENTS } from "./notice.ts";

/** A notice that is to be sent, as it lies in outboxes, queues and dead letters: no address of a device in it. Old ones must stay readable. */
export const noticeOrderSchema = z.object({
  cityId: z.string().min(1).max(64),
  orderId: z.uuid(),
  event: z.enum(NOTICE_EVENTS),
  /** When it happened. */
  at: z.iso.datetime(),
  /** Who drives the order: a driver who has been taken off it is no news. */
  driverId: z.uuid().nullable(),
  /** One device; left out while it is to be found out which there are. */
  subscriptionId: z.uuid().optional(),
});

export type NoticeOrder = z.infer<typeof noticeOrderSchema>;
