import {
  driverBankAccount,
  payerAccount,
  saveBankAccount,
  savePayerAccount,
} from "@atlas/services/payouts/bank-accounts";
import { exportPayouts } from "@atlas/services/payouts/export-payouts";
import { listPayoutBatches, payoutBatchFile, recallPayoutBatch } from "@atlas/services/payouts/payout-batches";
import { returnSentPayout } from "@atlas/services/payouts/return-sent-payout";
import { markBatchSent, markPayoutSent } from "@atlas/services/payouts/send-payouts";
import { decidePayout, driverPayouts, listPayouts, requestPayout } from "@atlas/services/wallet/payouts";
import { z } from "@hono/zod-openapi";
import { bankAccountSchema, payoutBatchSchema, payoutSchema } from "./ledger-fields.ts";
import { idField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const audit = { tag: "Audit" } as const;
const wallet = { tag: "Wallet" } as const;

const payoutsRoute = route({
  ...audit,
  method: "get",
  path: "/admin/ledger/payouts",
  summary: "Payouts, newest first",
  returns: "The payouts.",
  useCase: listPayouts,
  response: z.array(payoutSchema),
});

const decidePayoutRoute = route({
  ...audit,
  method: "post",
  path: "/admin/ledger/payouts/{id}/decision",
  summary: "Approve or refuse a payout",
  returns: "The payout.",
  useCase: decidePayout,
  names: { payoutId: "id", isApproved: "approve" },
  response: payoutSchema,
});

const sentRoute = route({
  ...audit,
  method: "post",
  path: "/admin/ledger/payouts/{id}/sent",
  summary: "The bank was instructed to pay a payout",
  returns: "The payout.",
  useCase: markPayoutSent,
  names: { payoutId: "id" },
  response: payoutSchema,
});

const returnedRoute = route({
  ...audit,
  method: "post",
  path: "/admin/ledger/payouts/{id}/returned",
  summary: "The bank gave a sent payout back",
  returns: "The payout; its money is in the wallet again.",
  useCase: returnSentPayout,
  names: { payoutId: "id" },
  response: payoutSchema,
});

const exportRoute = route({
  ...audit,
  method: "post",
  path: "/admin/ledger/payout-batches",
  summary: "Write a city's approved payouts into a file for the bank",
  description: "`format` is `csv` or `pain.001` (ISO 20022). A payout stands in one file at a time.",
  returns: "The batch.",
  useCase: exportPayouts,
  response: payoutBatchSchema,
});

const batchesRoute = route({
  ...audit,
  method: "get",
  path: "/admin/ledger/payout-batches",
  summary: "Files for the bank, newest first",
  returns: "A page of batches.",
  useCase: listPayoutBatches,
  response: z.object({ items: z.array(payoutBatchSchema), next_cursor: z.string().nullable() }),
});

const fileRoute = route({
  ...audit,
  method: "get",
  path: "/admin/ledger/payout-batches/{id}/file",
  summary: "The file of a batch, as it was written",
  returns: "Its name, its media type and its text.",
  useCase: payoutBatchFile,
  names: { batchId: "id" },
  response: z.object({ file_name: z.string(), media_type: z.string(), text: z.string() }),
});

const batchSentRoute = route({
  ...audit,
  method: "post",
  path: "/admin/ledger/payout-batches/{id}/sent",
  summary: "The bank has a file: mark its payouts as sent",
  returns: "The batch, and what could not be marked.",
  useCase: markBatchSent,
  names: { batchId: "id" },
  response: z.object({
    batch: payoutBatchSchema,
    refused: z.array(z.object({ payout_id: idField, code: z.string() })),
  }),
});

const recallRoute = route({
  ...audit,
  method: "post",
  path: "/admin/ledger/payout-batches/{id}/recall",
  summary: "The bank did not take a file: its payouts may be exported again",
  returns: "The batch.",
  useCase: recallPayoutBatch,
  names: { batchId: "id" },
  response: payoutBatchSchema,
});

const payerRoute = route({
  ...audit,
  method: "get",
  path: "/admin/ledger/payer-account",
  summary: "The account from which a city pays",
  returns: "The account, masked, or null.",
  useCase: payerAccount,
  response: bankAccountSchema.nullable(),
});

const savePayerRoute = route({
  ...audit,
  method: "put",
  path: "/admin/ledger/payer-account",
  summary: "Name the account from which a city pays",
  returns: "The account, masked.",
  useCase: savePayerAccount,
  response: bankAccountSchema,
});

const requestRoute = route({
  ...wallet,
  method: "post",
  path: "/driver/payouts",
  summary: "Ask for a driver's credit in money",
  returns: "The payout; its amount is held.",
  useCase: requestPayout,
  response: payoutSchema,
});

const ownPayoutsRoute = route({
  ...wallet,
  method: "get",
  path: "/driver/payouts",
  summary: "A driver's payouts, newest first",
  returns: "At most a hundred payouts.",
  useCase: driverPayouts,
  response: z.array(payoutSchema),
});

const bankAccountRoute = route({
  ...wallet,
  method: "get",
  path: "/driver/bank-account",
  summary: "The account that a driver's payouts go to",
  returns: "The account, masked, or null.",
  useCase: driverBankAccount,
  response: bankAccountSchema.nullable(),
});

const saveBankAccountRoute = route({
  ...wallet,
  method: "put",
  path: "/driver/bank-account",
  summary: "Name the account that a driver's payouts go to",
  returns: "The account, masked.",
  useCase: saveBankAccount,
  response: bankAccountSchema,
});

/** From a driver's wish to what the bank did. */
export const payoutRoutes = [
  payoutsRoute,
  decidePayoutRoute,
  sentRoute,
  returnedRoute,
  exportRoute,
  batchesRoute,
  fileRoute,
  batchSentRoute,
  recallRoute,
  payerRoute,
  savePayerRoute,
  requestRoute,
  ownPayoutsRoute,
  bankAccountRoute,
  saveBankAccountRoute,
];
