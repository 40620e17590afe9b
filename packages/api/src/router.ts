import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { accountRouter } from "./account-router.ts";
import { approvalRouter } from "./approval-router.ts";
import { cityRouter } from "./city-router.ts";
import { dispatchRouter } from "./dispatch-router.ts";
import { driverRouter } from "./driver-router.ts";
import { notificationRouter } from "./notification-router.ts";
import { opsRouter } from "./ops-router.ts";
import { orderRouter } from "./order-router.ts";
import { paymentRouter } from "./payment-router.ts";
import { payoutRouter } from "./payout-router.ts";
import { peopleRouter } from "./people-router.ts";
import { serviceAccountRouter } from "./service-account-router.ts";
import { staffRouter } from "./staff-router.ts";
import { trackerRouter } from "./tracker-router.ts";
import { router } from "./trpc.ts";
import { placeRouter } from "./place-router.ts";
import { viewRouter } from "./view-router.ts";
import { walletRouter } from "./wallet-router.ts";

/** The contract that every client imports as a type. */
export const appRouter = router({
  account: accountRouter,
  notifications: notificationRouter,
  city: cityRouter,
  order: orderRouter,
  tracker: trackerRouter,
  dispatch: dispatchRouter,
  driver: driverRouter,
  wallet: walletRouter,
  payment: paymentRouter,
  payout: payoutRouter,
  approvals: approvalRouter,
  ops: opsRouter,
  people: peopleRouter,
  serviceAccount: serviceAccountRouter,
  staff: staffRouter,
  place: placeRouter,
  views: viewRouter,
});

export type AppRouter = typeof appRouter;
/** What each procedure takes, by path: `RouterInputs["order"]["create"]`. */
export type RouterInputs = inferRouterInputs<AppRouter>;
/** What each procedure returns, by path: `RouterOutputs["order"]["get"]`. */
export type RouterOutputs = inferRouterOutputs<AppRouter>;
