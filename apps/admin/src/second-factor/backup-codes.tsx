"use client";
import { Button } from "@atlas/ui/button";
import { Check, Copy, Download } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { saveFile } from "../shell/save-file.ts";

interface BackupCodesProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

/** Backup codes, the one time that they are shown. */
export function BackupCodes({ codes, onKept }: BackupCodesProps): ReactNode {
  const t = useTranslations("secondFactor");
  const [isCopied, setIsCopied] = useState(false);
  const text = `${codes.join("\n")}\n`;
  return (
    <div className="flex flex-col gap-4">
      <h3 className="font-bold">{t("codesTitle")}</h3>
      <p className="text-sm text-muted">{t("codesHint")}</p>
      <ul aria-label={t("codesTitle")} className="grid gap-x-6 gap-y-1 rounded-control bg-sunken p-3 font-mono text-sm">
        {codes.map((code) => (
          <li key={code} className="break-all">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button
          size="sm"
          icon={isCopied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
          onClick={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true))}
        >
          {t(isCopied ? "copied" : "copy")}
        </Button>
        <Button
          size="sm"
          icon={<Download size={18} aria-hidden="true" />}
          onClick={() => saveFile("atlas-backup-codes.txt", new Blob([text], { type: "text/plain" }))}
        >
          {t("download")}
        </Button>
      </div>
      <Button variant="primary" onClick={onKept} className="self-start">
        {t("codesKept")}
      </Button>
    </div>
  );
}
