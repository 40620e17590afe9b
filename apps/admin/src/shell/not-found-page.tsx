"use client";
import { Button } from "@atlas/ui/button";
import { EmptyState } from "@atlas/ui/empty-state";
import { MapPinOff } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "./page-frame.tsx";

/** For an address that leads nowhere. */
export function NotFoundPage(): ReactNode {
  const t = useTranslations("notFound");
  return (
    <PageFrame title={t("title")}>
      <EmptyState
        icon={<MapPinOff size={26} aria-hidden="true" />}
        title={t("hint")}
        action={
          <Button asChild>
            <Link href="/">{t("toMap")}</Link>
          </Button>
        }
      />
    </PageFrame>
  );
}
