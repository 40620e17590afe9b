import { decimalAmount } from "../money.ts";
import { type BankAccount, isBic, isIban } from "./bank-account.ts";
import type { BatchedPayout, PayoutBatch } from "./payout-batch.ts";

const NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
/** What XML 1.0 cannot hold at all, not even escaped. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/**
 * A batch as a customer credit transfer initiation, version 9, as the schema of ISO 20022 orders its elements: one payment
 * information with a transaction for each payout. Accounts are IBANs or proprietary numbers, banks BICs, clearing codes or names.
 */
export function writePain001(batch: PayoutBatch, payer: BankAccount): string {
  const id = compact(batch.batchId);
  const sumMinor = batch.payouts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const totals =
    text("NbOfTxs", batch.payouts.length.toString()) + text("CtrlSum", decimalAmount(sumMinor, batch.currency));
  const header = element(
    "GrpHdr",
    text("MsgId", id),
    text("CreDtTm", `${batch.createdAt.toISOString().slice(0, 19)}Z`),
    totals,
    element("InitgPty", text("Nm", payer.holderName)),
  );
  const payment = element(
    "PmtInf",
    text("PmtInfId", id),
    text("PmtMtd", "TRF"),
    totals,
    element("ReqdExctnDt", text("Dt", batch.executionDay)),
    element("Dbtr", text("Nm", payer.holderName)),
    element("DbtrAcct", accountId(payer)),
    element("DbtrAgt", institution(payer)),
    ...batch.payouts.map((payout) => transaction(payout, batch)),
  );
  const document = element("CstmrCdtTrfInitn", header, payment);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${NAMESPACE}">${document}</Document>\n`;
}

function transaction({ payoutId, amountMinor, account }: BatchedPayout, { currency }: PayoutBatch): string {
  return element(
    "CdtTrfTxInf",
    element("PmtId", text("EndToEndId", compact(payoutId))),
    element("Amt", `<InstdAmt Ccy="${escaped(currency)}">${decimalAmount(amountMinor, currency)}</InstdAmt>`),
    element("CdtrAgt", institution(account)),
    element("Cdtr", text("Nm", account.holderName)),
    element("CdtrAcct", accountId(account)),
    element("RmtInf", text("Ustrd", `Payout ${payoutId}`)),
  );
}

function accountId({ accountNumber }: BankAccount): string {
  const id = isIban(accountNumber) ? text("IBAN", accountNumber) : element("Othr", text("Id", accountNumber));
  return element("Id", id);
}

function institution({ bankCode, bankName }: BankAccount): string {
  if (bankCode === null) return element("FinInstnId", text("Nm", bankName));
  const code = isBic(bankCode) ? text("BICFI", bankCode) : element("ClrSysMmbId", text("MmbId", bankCode));
  return element("FinInstnId", code, text("Nm", bankName));
}

/** A UUID within the 35 characters that an identification may have. */
function compact(id: string): string {
  return id.replaceAll("-", "");
}

function text(name: string, value: string): string {
  return element(name, escaped(value));
}

function element(name: string, ...content: readonly string[]): string {
  return `<${name}>${content.join("")}</${name}>`;
}

function escaped(value: string): string {
  return value.replaceAll(NOT_XML, "").replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
