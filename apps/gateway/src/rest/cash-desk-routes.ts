import { cashDeskTopUp, findCashDeskCustomers, getCashDeskReceipt } from "@atlas/services/wallet/cash-desk";
import { z } from "@hono/zod-openapi";
import { idField, moneyField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const text = z.string();
const maybe = z.string().nullable();

const receiptSchema = z
  .object({
    number: text,
    city_id: text,
    transfer_id: idField,
    user_id: idField,
    user_name: text,
    staff_name: text,
    amount: moneyField,
    currency: text,
    note: maybe,
    at: text,
  })
  .openapi("CashDeskReceipt");

const topUpRoute = route({
  method: "post",
  path: "/admin/cash-desk/top-ups",
  tag: "Wallet",
  summary: "Put money that staff were handed into a wallet",
  returns: "The receipt.",
  useCase: cashDeskTopUp,
  response: receiptSchema,
});

const receiptRoute = route({
  method: "get",
  path: "/admin/cash-desk/receipts/{number}",
  tag: "Wallet",
  summary: "A receipt of the cash desk",
  returns: "The receipt.",
  useCase: getCashDeskReceipt,
  response: receiptSchema,
});

const customersRoute = route({
  method: "get",
  path: "/admin/cash-desk/customers",
  tag: "Wallet",
  summary: "Riders and drivers by telephone number, e-mail address or id",
  returns: "At most ten.",
  useCase: findCashDeskCustomers,
  response: z.array(z.object({ user_id: idField, name: text, role: text, email: text, phone: maybe })),
});

/** The cash desk. */
export const cashDeskRoutes = [topUpRoute, receiptRoute, customersRoute];
