export const ORDER_STATUSES = ["CREATED", "MATCHED", "ARRIVED", "STARTED", "FINISHED", "CANCELLED", "EXPIRED"] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** A rider and a driver each have at most one order in one of these. */
export const ACTIVE_STATUSES = ["CREATED", "MATCHED", "ARRIVED", "STARTED"] as const satisfies readonly OrderStatus[];

/** The active statuses in which a driver is bound to the order. */
export const ASSIGNED_STATUSES = ["MATCHED", "ARRIVED", "STARTED"] as const satisfies readonly OrderStatus[];

/** Nothing leaves these. */
export const TERMINAL_STATUSES = ["FINISHED", "CANCELLED", "EXPIRED"] as const satisfies readonly OrderStatus[];

export type ActiveStatus = (typeof ACTIVE_STATUSES)[number];
export type AssignedStatus = (typeof ASSIGNED_STATUSES)[number];
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];

/** Whether an order in this status still occupies its rider (and its driver, once matched). */
export function isActiveStatus(status: OrderStatus): status is ActiveStatus {
  return ACTIVE_STATUSES.some((active) => active === status);
}

/** Whether a driver is bound to an order in this status. */
export function isAssignedStatus(status: OrderStatus): status is AssignedStatus {
  return ASSIGNED_STATUSES.some((assigned) => assigned === status);
}

/** Whether the order is over for good. */
export function isTerminalStatus(status: OrderStatus): status is TerminalStatus {
  return TERMINAL_STATUSES.some((terminal) => terminal === status);
}
