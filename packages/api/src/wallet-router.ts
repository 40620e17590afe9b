import { adjustAccount, listAdjustments } from "@atlas/services/ledger/post/adjust";
import { listAuditLog } from "@atlas/services/ledger/audit/audit-log";
import { walletBalance } from "@atlas/services/wallet/balance";
import { cashDeskTopUp, findCashDeskCustomers, getCashDeskReceipt } from "@atlas/services/wallet/cash-desk";
import { captureHold } from "@atlas/services/ledger/post/capture";
import { exportChainHead } from "@atlas/services/ledger/audit/chain-head";
import { creditWallet } from "@atlas/services/ledger/post/credit";
import { debitWallet } from "@atlas/services/ledger/post/debit";
import { journalCsvPage, statementCsvPage } from "@atlas/services/ledger/read/export-csv";
import { freezeAccount, unfreezeAccount } from "@atlas/services/ledger/post/freeze";
import { holdMoney } from "@atlas/services/ledger/post/hold";
import { getLedgerAccount, listAccounts } from "@atlas/services/ledger/read/list-accounts";
import { getTransfer, listTransfers } from "@atlas/services/ledger/read/list-transfers";
import { ordersAgainstCaptures } from "@atlas/services/ledger/audit/orders-against-captures";
import { listOverdueHolds } from "@atlas/services/ledger/audit/overdue-holds";
import { decidePayout, listPayouts } from "@atlas/services/wallet/payouts";
import { reconcile } from "@atlas/services/ledger/audit/reconcile";
import { reverseTransfer } from "@atlas/services/ledger/post/reverse";
import { accountStatement, balanceAt } from "@atlas/services/ledger/read/statement";
import { topUp } from "@atlas/services/wallet/top-up";
import { transferMoney } from "@atlas/services/ledger/post/transfer";
import { transferLinked } from "@atlas/services/ledger/post/transfer-linked";
import { trialBalance } from "@atlas/services/ledger/audit/trial-balance";
import { verifyChain } from "@atlas/services/ledger/audit/verify-chain";
import { voidHold } from "@atlas/services/ledger/post/void";
import { command, query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const walletRouter = router({
  balance: query(walletBalance),
  topUp: command(topUp),
  cashDeskTopUp: command(cashDeskTopUp),
  cashDeskReceipt: query(getCashDeskReceipt),
  cashDeskCustomers: query(findCashDeskCustomers),
  statement: query(accountStatement),
  statementCsv: query(statementCsvPage),
  balanceAt: query(balanceAt),
  credit: command(creditWallet),
  debit: command(debitWallet),
  transferMoney: command(transferMoney),
  transferLinked: command(transferLinked),
  hold: command(holdMoney),
  capture: command(captureHold),
  void: command(voidHold),
  reverse: command(reverseTransfer),
  freeze: command(freezeAccount),
  unfreeze: command(unfreezeAccount),
  adjust: command(adjustAccount),
  adjustments: query(listAdjustments),
  payouts: query(listPayouts),
  decidePayout: command(decidePayout),
  accounts: query(listAccounts),
  account: query(getLedgerAccount),
  transfers: query(listTransfers),
  transfer: query(getTransfer),
  journalCsv: query(journalCsvPage),
  trialBalance: query(trialBalance),
  reconcile: query(reconcile),
  ordersAgainstCaptures: query(ordersAgainstCaptures),
  overdueHolds: query(listOverdueHolds),
  verifyChain: query(verifyChain),
  chainHead: query(exportChainHead),
  auditLog: query(listAuditLog),
});
