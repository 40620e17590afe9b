"use client";
import {
  BANK_ACCOUNT_FIELDS,
  type BankAccountEntry,
  type BankAccountField,
  wrongBankFields,
} from "@atlas/core/payouts/bank-account";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Input } from "./field.tsx";

const EMPTY: BankAccountEntry = { holderName: "", bankName: "", bankCode: "", accountNumber: "" };

/** What a form holds of a bank account. */
export interface BankAccountDraft {
  readonly entry: BankAccountEntry;
  readonly setEntry: (entry: BankAccountEntry) => void;
  /** Where the last check found something. */
  readonly wrong: readonly BankAccountField[];
  /** Whether it can be saved; if not, the fields say why. */
  readonly check: () => boolean;
  readonly clear: () => void;
}

/** An empty one. */
export function useBankAccountDraft(): BankAccountDraft {
  const [entry, setEntry] = useState(EMPTY);
  const [wrong, setWrong] = useState<readonly BankAccountField[]>([]);
  return {
    entry,
    setEntry,
    wrong,
    check() {
      const faults = wrongBankFields(entry);
      setWrong(faults);
      return faults.length === 0;
    },
    clear: () => setEntry(EMPTY),
  };
}

/** The fields of a bank account, each with what is wrong in it. */
export function BankAccountFields({ entry, setEntry, wrong }: BankAccountDraft): ReactNode {
  const t = useTranslations("ui.bank");
  return BANK_ACCOUNT_FIELDS.map((field) => (
    <Input
      key={field}
      label={t(field)}
      value={entry[field]}
      onChange={({ target }) => setEntry({ ...entry, [field]: target.value })}
      maxLength={70}
      autoComplete="off"
      error={wrong.includes(field) ? t(`faults.${field}`) : null}
    />
  ));
}
