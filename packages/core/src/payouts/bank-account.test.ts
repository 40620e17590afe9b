import { expect, test } from "vitest";
import { z } from "zod";
import { bankAccountFields, isBic, isIban, maskAccountNumber, wrongBankFields } from "./bank-account.ts";

const schema = z.object(bankAccountFields);
const account = { holderName: "Siti Rahma", bankName: "Bank Contoh", bankCode: "014", accountNumber: "0123 456-789" };
const isAccepted = (changes: object): boolean => schema.safeParse({ ...account, ...changes }).success;

test("numbers are kept without spaces, codes in capitals", () => {
  expect(schema.parse({ ...account, bankCode: " cenaidja " })).toEqual({
    ...account,
    bankCode: "CENAIDJA",
    accountNumber: "0123456789",
  });
  expect(schema.parse({ ...account, bankCode: undefined }).bankCode).toBeUndefined();
});

test("an IBAN has right check digits, other numbers have none", () => {
  expect(isAccepted({ accountNumber: "DE89 3704 0044 0532 0130 00" })).toBe(true);
  expect(isAccepted({ accountNumber: "DE89 3704 0044 0532 0130 01" })).toBe(false);
  expect(isAccepted({ accountNumber: "GB82 WEST 1234 5698 7654 32" })).toBe(true);
  expect(isAccepted({ accountNumber: "GB82 WEST 1234 5698 7654 23" })).toBe(false);
  expect(isIban("0123456789")).toBe(false);
});

test.each([
  ["a number that is too short", { accountNumber: "123" }],
  ["a number that is too long", { accountNumber: "1".repeat(35) }],
  ["a number with other signs", { accountNumber: "12<34>56" }],
  ["a holder who cannot be seen", { holderName: "\u200B" }],
  ["a holder's name that no bank takes", { holderName: "a".repeat(71) }],
  ["a bank without a name", { bankName: " " }],
  ["a code with a space inside", { bankCode: "CENA IDJA" }],
])("%s is refused", (_, changes) => {
  expect(isAccepted(changes)).toBe(false);
});

test("a form learns which of its fields are wrong, and may leave the code empty", () => {
  expect(wrongBankFields({ ...account, bankCode: " " })).toEqual([]);
  const wrong = {
    holderName: " ",
    bankName: "Bank Contoh",
    bankCode: "C-1",
    accountNumber: "DE89 3704 0044 0532 0130 01",
  };
  expect(wrongBankFields(wrong)).toEqual(["holderName", "bankCode", "accountNumber"]);
});

test("a BIC has eight or eleven characters; the last four of a number are shown", () => {
  expect(["CENAIDJA", "CENAIDJAXXX", "014", "CENAIDJAXX"].map(isBic)).toEqual([true, true, false, false]);
  expect(maskAccountNumber("0123456789")).toBe("•••• 6789");
});
