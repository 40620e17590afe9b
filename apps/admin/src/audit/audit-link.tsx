import { Button } from "@atlas/ui/button";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { May } from "../shell/may.tsx";
import type { AuditAddress } from "./audit-filter.ts";

/** To what the audit log has about an object, or of an operator. */
export function AuditLink({ of: filter }: { readonly of: AuditAddress }): ReactNode {
  const t = useTranslations("audit");
  return (
    <May permission="audit.read">
      <Button asChild size="sm">
        <Link href={{ pathname: "/audit", query: { ...filter } }}>{t("title")}</Link>
      </Button>
    </May>
  );
}
