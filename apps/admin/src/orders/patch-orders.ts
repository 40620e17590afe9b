import type { RouterOutputs } from "@atlas/api/router";

export type OrderPage = RouterOutputs["ops"]["orders"];
export type OrderRow = OrderPage["items"][number];

/** What the news of an order is to a list: nothing new, a row that changed, or a list that may be another by now. */
export type News = "same" | "changed" | "moved";

/** A list has orders in its rows, the same one once; an order that has another status may belong into other lists now. */
export function newsOf(rows: readonly OrderRow[], order: OrderRow): News {
  const row = rows.find(({ orderId }) => orderId === order.orderId);
  if (row === undefined) return "moved";
  if (row.version > order.version) return "same";
  if (row.version === order.version && row.settlement === order.settlement) return "same";
  return row.status === order.status ? "changed" : "moved";
}

/** The page with the order as it is now, where it has it. */
export function patchPage(page: OrderPage, order: OrderRow): OrderPage {
  if (!page.items.some((row) => row.orderId === order.orderId && row.version <= order.version)) return page;
  return { ...page, items: page.items.map((row) => (row.orderId === order.orderId ? order : row)) };
}
