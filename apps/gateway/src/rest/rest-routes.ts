import { accountRoutes } from "./account-routes.ts";
import { approvalRoutes } from "./approval-routes.ts";
import { cashDeskRoutes } from "./cash-desk-routes.ts";
import { cityRoutes } from "./city-routes.ts";
import { alertRoutes } from "./alert-routes.ts";
import { customerRoutes } from "./customer-routes.ts";
import { driverRoutes } from "./driver-routes.ts";
import { fareRoutes } from "./fare-routes.ts";
import { fleetRoutes } from "./fleet-routes.ts";
import { ledgerBooksRoutes } from "./ledger-books-routes.ts";
import { ledgerCsvRoutes } from "./ledger-csv-routes.ts";
import { ledgerPostingRoutes } from "./ledger-posting-routes.ts";
import { notificationRoutes } from "./notification-routes.ts";
import { opsRoutes } from "./ops-routes.ts";
import { placeRoutes } from "./place-routes.ts";
import { paymentRoutes } from "./payment-routes.ts";
import { payoutRoutes } from "./payout-routes.ts";
import { peopleRoutes } from "./people-routes.ts";
import { historyRoutes } from "./history-routes.ts";
import { searchRoutes } from "./search-routes.ts";
import type { RestRoute } from "./rest-route.ts";
import { staffRoutes } from "./staff-routes.ts";
import { tripDecisionRoutes } from "./trip-decision-routes.ts";
import { savedPlaceRoutes } from "./saved-place-routes.ts";
import { viewRoutes } from "./view-routes.ts";
import { walletRoutes } from "./wallet-routes.ts";

/** Every REST call that is a use case. */
export const REST_ROUTES: readonly RestRoute[] = [
  ...customerRoutes,
  ...driverRoutes,
  ...placeRoutes,
  ...fareRoutes,
  ...walletRoutes,
  ...ledgerBooksRoutes,
  ...ledgerCsvRoutes,
  ...ledgerPostingRoutes,
  ...approvalRoutes,
  ...cityRoutes,
  ...paymentRoutes,
  ...payoutRoutes,
  ...opsRoutes,
  ...fleetRoutes,
  ...alertRoutes,
  ...cashDeskRoutes,
  ...tripDecisionRoutes,
  ...peopleRoutes,
  ...historyRoutes,
  ...searchRoutes,
  ...staffRoutes,
  ...savedPlaceRoutes,
  ...viewRoutes,
  ...accountRoutes,
  ...notificationRoutes,
];
