"use client";
import { Check, Copy } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

/** The last eight digits of an id (its random end; UUIDv7 begins with the time), whole on hover, copied on click. */
export function ShortId({ id }: { readonly id: string }): ReactNode {
  const t = useTranslations("common");
  const [isCopied, setIsCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(id);
    setIsCopied(true);
    setTimeout(() => setIsCopied(false), 1_500);
  }
  return (
    <button
      type="button"
      title={id}
      onClick={() => void copy()}
      className="touch inline-flex items-center gap-1.5 rounded-control font-mono text-xs text-muted hover:text-ink"
    >
      <span className="sr-only">{t("copyId")}</span>
      {id.slice(-8)}
      {isCopied ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" className="opacity-60" />}
    </button>
  );
}
