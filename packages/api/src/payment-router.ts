import { createPayment } from "@atlas/services/payments/create-payment";
import { getPayment, listPayments, waysToPay } from "@atlas/services/payments/own-payments";
import { reconcilePayments } from "@atlas/services/payments/reconcile-payments";
import { command, query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const paymentRouter = router({
  ways: query(waysToPay),
  create: command(createPayment),
  get: query(getPayment),
  list: query(listPayments),
  reconcile: query(reconcilePayments),
});
