"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatMoney } from "@atlas/ui/format";
import { toast } from "@atlas/ui/toast";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";

type Kind = RouterOutputs["approvals"]["limits"][number]["kind"];

/** What a dialog that moves money says before it is sent: above what it waits for a second operator. Null until that is known. */
export function useLimitHint(kind: Kind, currency: string): string | null {
  const t = useTranslations("approvals");
  const rpc = useRpc();
  const locale = useLocale();
  const limits = useQuery(rpc.approvals.limits.queryOptions({}));
  const limit = limits.data?.find((each) => each.kind === kind);
  return limit ? t("aboveLimit", { amount: formatMoney(limit.limitMinor, currency, locale) }) : null;
}

/** Says that money has moved, in the words of what moved it, or that it waits for a second operator, and leads to where. */
export function useSayOutcome(): (result: object, done: string) => void {
  const t = useTranslations("approvals");
  const router = useRouter();
  return (result, done) => {
    if (!("requestId" in result)) toast.success(done);
    else toast.info(t("waits"), { action: { label: t("look"), onClick: () => router.push("/approvals") } });
  };
}
