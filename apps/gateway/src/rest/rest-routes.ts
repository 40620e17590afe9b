import { ledgerBooksRoutes } from "./ledger-books-routes.ts";
import { ledgerCsvRoutes } from "./ledger-csv-routes.ts";
import { ledgerPostingRoutes } from "./ledger-posting-routes.ts";
import type { RestRoute } from "./rest-route.ts";
import { walletRoutes } from "./wallet-routes.ts";

/** Every REST call of the gateway that is a use case. */
export const REST_ROUTES: readonly RestRoute[] = [
  ...walletRoutes,
  ...ledgerBooksRoutes,
  ...ledgerCsvRoutes,
  ...ledgerPostingRoutes,
];
