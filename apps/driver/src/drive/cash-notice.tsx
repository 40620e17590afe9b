"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

/** A trip settles moments after its end, and an operator may change balance or threshold at any time. */
const ASK_AGAIN_MS = 15_000;

/** Why no cash trips are offered, while the balance is below what the city asks for. */
export function CashNotice(): ReactNode {
  const t = useTranslations("drive");
  const locale = useLocale();
  const rpc = useRpc();
  const { data } = useQuery({ ...rpc.wallet.balance.queryOptions({}), refetchInterval: ASK_AGAIN_MS });
  if (!data?.driver || data.driver.isOfferedCash) return null;
  const amount = formatMoney(data.driver.cashMinMinor, data.currency, locale);
  const balance = formatMoney(data.netMinor, data.currency, locale);
  return <Notice tone="warn">{t("walletTripsOnly", { amount, balance })}</Notice>;
}
