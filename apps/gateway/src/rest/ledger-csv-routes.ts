import { exportJournalCsv, exportStatementCsv } from "@atlas/services/ledger/read/export-csv";
import { tableRoute } from "./rest-route.ts";

const table = {
  method: "get",
  returns: "One line per entry.",
  description: "Streamed, so that it may be long.",
} as const;

const statementRoute = tableRoute({
  ...table,
  path: "/admin/ledger/accounts/{id}/statement.csv",
  tag: "Audit",
  summary: "Statement of an account as a table",
  fileName: "statement.csv",
  useCase: exportStatementCsv,
  names: { accountId: "id" },
  without: ["userId", "cursor"],
});

const ownStatementRoute = tableRoute({
  ...table,
  path: "/wallet/statement.csv",
  tag: "Wallet",
  summary: "The caller's own statement as a table",
  fileName: "statement.csv",
  useCase: exportStatementCsv,
  without: ["accountId", "userId", "cursor"],
});

const journalRoute = tableRoute({
  ...table,
  path: "/admin/ledger/journal.csv",
  tag: "Audit",
  summary: "Every transfer as a table",
  fileName: "journal.csv",
  useCase: exportJournalCsv,
  without: ["cursor"],
});

/** The ledger's tables to take away, streamed: a year of a city does not fit in memory. */
export const ledgerCsvRoutes = [statementRoute, ownStatementRoute, journalRoute];
