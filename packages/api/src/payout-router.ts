import { payerAccount, savePayerAccount } from "@atlas/services/payouts/bank-accounts";
import { exportPayouts } from "@atlas/services/payouts/export-payouts";
import { listPayoutBatches, payoutBatchFile, recallPayoutBatch } from "@atlas/services/payouts/payout-batches";
import { returnSentPayout } from "@atlas/services/payouts/return-sent-payout";
import { markBatchSent, markPayoutSent } from "@atlas/services/payouts/send-payouts";
import { command, query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const payoutRouter = router({
  payerAccount: query(payerAccount),
  savePayerAccount: command(savePayerAccount),
  export: command(exportPayouts),
  batches: query(listPayoutBatches),
  batchFile: query(payoutBatchFile),
  recallBatch: command(recallPayoutBatch),
  markSent: command(markPayoutSent),
  markBatchSent: command(markBatchSent),
  returnSent: command(returnSentPayout),
});
