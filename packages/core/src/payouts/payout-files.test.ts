import { XMLParser } from "fast-xml-parser";
import { expect, test } from "vitest";
import { z } from "zod";
import type { BankAccount } from "./bank-account.ts";
import { writePain001 } from "./pain-001.ts";
import type { PayoutBatch } from "./payout-batch.ts";
import { writePayoutCsv } from "./payout-csv.ts";

const payer: BankAccount = {
  holderName: "Atlas & Co",
  bankName: "Bank Contoh",
  bankCode: "CENAIDJA",
  accountNumber: "DE89370400440532013000",
};
const batch: PayoutBatch = {
  batchId: "0197a3c0-0000-7000-8000-000000000001",
  createdAt: new Date("2026-11-30T01:02:03.456Z"),
  executionDay: "2026-11-30",
  currency: "IDR",
  payouts: [
    {
      payoutId: "0197a3c0-0000-7000-8000-000000000002",
      amountMinor: 60_000n,
      account: { holderName: "Siti <Rahma>", bankName: "Bank Contoh", bankCode: "014", accountNumber: "0123456789" },
    },
    {
      payoutId: "0197a3c0-0000-7000-8000-000000000003",
      amountMinor: 40_001n,
      account: { holderName: '=1+1,"x"\u0001', bankName: "Bank Lain", bankCode: null, accountNumber: "9876543210" },
    },
  ],
};

/** Which elements may stand in which, in the order of the schema; `?` may be left out, `+` comes once or more, `|` is a choice. */
const GRAMMAR: Readonly<Record<string, string>> = {
  Document: "CstmrCdtTrfInitn",
  CstmrCdtTrfInitn: "GrpHdr PmtInf+",
  GrpHdr: "MsgId CreDtTm NbOfTxs CtrlSum? InitgPty",
  InitgPty: "Nm?",
  PmtInf: "PmtInfId PmtMtd NbOfTxs? CtrlSum? ReqdExctnDt Dbtr DbtrAcct DbtrAgt CdtTrfTxInf+",
  ReqdExctnDt: "Dt",
  Dbtr: "Nm?",
  DbtrAcct: "Id",
  DbtrAgt: "FinInstnId",
  CdtTrfTxInf: "PmtId Amt CdtrAgt? Cdtr? CdtrAcct? RmtInf?",
  PmtId: "EndToEndId",
  Amt: "InstdAmt",
  CdtrAgt: "FinInstnId",
  Cdtr: "Nm?",
  CdtrAcct: "Id",
  Id: "IBAN|Othr",
  Othr: "Id",
  FinInstnId: "BICFI? ClrSysMmbId? Nm?",
  ClrSysMmbId: "MmbId",
  RmtInf: "Ustrd?",
};
/** What the texts of the schema look like. */
const TEXTS: Readonly<Record<string, RegExp>> = {
  MsgId: /^.{1,35}$/,
  PmtInfId: /^.{1,35}$/,
  EndToEndId: /^.{1,35}$/,
  CreDtTm: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  Dt: /^\d{4}-\d\d-\d\d$/,
  NbOfTxs: /^\d{1,15}$/,
  CtrlSum: /^\d{1,17}(\.\d{1,17})?$/,
  InstdAmt: /^\d{1,13}(\.\d{1,5})?$/,
  PmtMtd: /^TRF$/,
  Nm: /^.{1,140}$/,
  Ustrd: /^.{1,140}$/,
  IBAN: /^[A-Z]{2}\d{2}[A-Za-z\d]{1,30}$/,
  BICFI: /^[A-Z\d]{4}[A-Z]{2}[A-Z\d]{2}([A-Z\d]{3})?$/,
  MmbId: /^.{1,35}$/,
  Id: /^.{1,34}$/,
};

const nodes = z.array(z.record(z.string(), z.unknown()));

/** What is wrong with an element of the parsed file, and with all that stands in it. */
function faultsOf(name: string, content: unknown): string[] {
  const children = nodes.parse(content).map((node) => {
    const [child = ""] = Object.keys(node).filter((key) => key !== ":@");
    return { child, content: node[child] };
  });
  const [only] = children;
  if (only?.child === "#text") {
    return TEXTS[name]?.test(String(only.content)) ? [] : [`${name} holds ${String(only.content)}`];
  }
  const sequence = GRAMMAR[name];
  if (sequence === undefined) return [`${name} is unknown or empty`];
  const pattern = sequence.split(" ").map((item) => {
    const names = item.replace(/[?+]$/, "");
    return `(?:(?:${names}) )${/[?+]$/.exec(item)?.[0] ?? ""}`;
  });
  const found = children.map(({ child }) => `${child} `).join("");
  const isInOrder = new RegExp(`^${pattern.join("")}$`).test(found);
  return [
    ...(isInOrder ? [] : [`${name} holds ${found}`]),
    ...children.flatMap((one) => faultsOf(one.child, one.content)),
  ];
}

function faultsOfFile(xml: string): string[] {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    parseTagValue: false,
    ignoreDeclaration: true,
  });
  return nodes.parse(parser.parse(xml)).flatMap((node) => faultsOf("Document", node["Document"]));
}

test("pain.001 has the elements of its schema, in their order, with texts as the schema has them", () => {
  expect(faultsOfFile(writePain001(batch, payer))).toEqual([]);
  expect(faultsOfFile(writePain001(batch, payer).replace("<PmtMtd>TRF</PmtMtd>", ""))).not.toEqual([]);
  expect(faultsOfFile(writePain001(batch, { ...payer, holderName: "a".repeat(141) }))).not.toEqual([]);
});

test("pain.001 pays each its amount at its bank, counts and sums them, and is the same each time", () => {
  const xml = writePain001(batch, payer);
  expect(xml).toBe(writePain001(batch, payer));
  expect(xml.match(/<NbOfTxs>2<\/NbOfTxs><CtrlSum>100001<\/CtrlSum>/g)).toHaveLength(2);
  expect(xml).toContain("<DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>");
  expect(xml).toContain("<DbtrAgt><FinInstnId><BICFI>CENAIDJA</BICFI><Nm>Bank Contoh</Nm></FinInstnId></DbtrAgt>");
  expect(xml).toContain(
    '<Amt><InstdAmt Ccy="IDR">60000</InstdAmt></Amt>' +
      "<CdtrAgt><FinInstnId><ClrSysMmbId><MmbId>014</MmbId></ClrSysMmbId><Nm>Bank Contoh</Nm></FinInstnId></CdtrAgt>" +
      "<Cdtr><Nm>Siti &lt;Rahma&gt;</Nm></Cdtr>" +
      "<CdtrAcct><Id><Othr><Id>0123456789</Id></Othr></Id></CdtrAcct>",
  );
  expect(xml).toContain("<CdtrAgt><FinInstnId><Nm>Bank Lain</Nm></FinInstnId></CdtrAgt>");
  expect(xml).toContain("<Nm>=1+1,&quot;x&quot;</Nm>");
});

test("a currency with decimals has them in both files", () => {
  const inEuro = { ...batch, currency: "EUR" } as const;
  expect(writePain001(inEuro, payer)).toContain('<InstdAmt Ccy="EUR">600.00</InstdAmt>');
  expect(writePayoutCsv(inEuro)).toContain(",400.01,EUR\r\n");
});

test("the table has a line for each payment and runs no formula", () => {
  expect(writePayoutCsv(batch).split("\r\n")).toEqual([
    "payout_id,holder_name,bank_name,bank_code,account_number,amount,currency",
    "0197a3c0-0000-7000-8000-000000000002,Siti <Rahma>,Bank Contoh,014,0123456789,60000,IDR",
    `0197a3c0-0000-7000-8000-000000000003,"'=1+1,""x""\u0001",Bank Lain,,9876543210,40001,IDR`,
    "",
  ]);
});
