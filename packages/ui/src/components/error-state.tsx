"use client";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useErrorText } from "../client/use-error-text.ts";
import { Button } from "./button.tsx";

interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** It is all that the page says. */
  readonly isPage?: boolean;
}

/** What stands where a request failed: the sentence for its code, and a button to try again. */
export function ErrorState({ error, onRetry, isPage = false }: ErrorStateProps): ReactNode {
  const t = useTranslations("ui");
  const errorText = useErrorText();
  const Title = isPage ? "h1" : "p";
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-4 py-8 text-center">
      <div className="mb-1 flex size-14 items-center justify-center rounded-full bg-stop-soft text-stop">
        <TriangleAlert size={26} aria-hidden="true" />
      </div>
      <Title className="text-lg font-semibold">{t("loadFailed")}</Title>
      <p className="max-w-sm text-muted">{errorText(error)}</p>
      {onRetry ? (
        <Button className="mt-3" onClick={onRetry}>
          {t("retry")}
        </Button>
      ) : null}
    </div>
  );
}
