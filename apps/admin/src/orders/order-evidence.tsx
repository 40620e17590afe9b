"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { Badge, type Tone } from "@atlas/ui/badge";
import { Distance, Instant } from "@atlas/ui/figures";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

type EvidenceRow = RouterOutputs["order"]["timeline"]["evidence"][number];

const TONES: Record<EvidenceRow["proof"], Tone> = { pin: "go", position: "go", override: "warn", none: "neutral" };

/** What the server knew of the car at each step of the driver, and what proves the step. */
export function OrderEvidence({ evidence }: { readonly evidence: readonly EvidenceRow[] }): ReactNode {
  const t = useTranslations("orders.evidence");
  if (evidence.length === 0) return <p className="text-sm text-muted">{t("none")}</p>;
  return (
    <ul className="flex flex-col divide-y divide-line text-sm">
      {evidence.map((row) => (
        <li key={`${row.at} ${row.move}`} className="flex items-start justify-between gap-3 py-2 first:pt-0 last:pb-0">
          <div className="min-w-0">
            <p className="font-semibold">
              {t(`moves.${row.move}`)} · <Instant at={row.at} format="time" />
            </p>
            <p className="text-muted">
              <Position row={row} />
            </p>
            {row.note === null ? null : <p className="break-words">{t("note", { note: row.note })}</p>}
          </div>
          <Badge tone={TONES[row.proof]}>{t(`proofs.${row.proof}`)}</Badge>
        </li>
      ))}
    </ul>
  );
}

function Position({ row }: { readonly row: EvidenceRow }): ReactNode {
  const t = useTranslations("orders.evidence");
  if (row.distanceM === null || row.ageS === null) return t("unknown");
  return (
    <>
      <Distance metres={row.distanceM} /> {t("away", { seconds: Math.round(row.ageS) })}
      {row.isMock ? ` · ${t("mock")}` : ""}
    </>
  );
}
