import { isActiveStatus, type OrderStatus } from "@atlas/core/order-status";

interface Trip {
  readonly orderId: string;
  readonly status: OrderStatus;
}

interface Word<T> {
  /** What the subscription said last; undefined until it has. */
  readonly heard: T | null | undefined;
  /** The result of the last command, while it is ahead of the subscription. */
  readonly applied: T | null;
}

/** The trip in hand. A trip that a command has ended is over at once, also when the next one arrived before the result. */
export function currentTrip<T extends Trip>({ heard, applied }: Word<T>): T | null | undefined {
  if (applied === null) return heard;
  if (isActiveStatus(applied.status)) return applied;
  return heard != null && heard.orderId !== applied.orderId ? heard : null;
}
