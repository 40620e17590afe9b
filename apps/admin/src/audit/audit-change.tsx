import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

/** What an act changed, as it was and as it is, and what else belongs to it, as it is stored. */
export function AuditChange({ details }: { readonly details: unknown }): ReactNode {
  const t = useTranslations("audit");
  const { before, after, ...more } = isRecord(details) ? details : {};
  const isChange = before !== undefined || after !== undefined;
  return (
    <>
      {isChange ? (
        <span className="block break-words text-xs text-muted">
          {before === undefined ? null : <>{wordsOf(before, t("nothing"))} → </>}
          {wordsOf(after, t("nothing"))}
        </span>
      ) : null}
      {Object.keys(more).length > 0 ? (
        <span className="block break-words text-xs text-muted">{wordsOf(more, "")}</span>
      ) : null}
    </>
  );
}

function wordsOf(value: unknown, nothing: string): string {
  if (value === null || value === undefined) return nothing;
  if (Array.isArray(value))
    return value.length === 0 ? nothing : value.map((item) => wordsOf(item, nothing)).join(", ");
  if (typeof value === "string") return value;
  if (!isRecord(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, held]) => `${name}: ${wordsOf(held, nothing)}`)
    .join(", ");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
