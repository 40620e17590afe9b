"use client";
import { classNames } from "@atlas/ui/class-names";
import { useClientConfig } from "@atlas/ui/client/client-config";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Button } from "@atlas/ui/button";
import { toast } from "@atlas/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { Download, X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { usePermissions } from "../shell/may.tsx";
import { saveFile } from "../shell/save-file.ts";
import { type Filter, queryOf } from "./table-address.ts";

interface ExportListProps {
  /** Of the gateway, such as `/admin/orders.csv`. */
  readonly path: string;
  readonly filter: Filter;
}

/** Takes the whole list as it is filtered away as a CSV file, however long; a second press gives up. */
export function ExportList(props: ExportListProps): ReactNode {
  const held = usePermissions();
  if (held !== null && !held.has("lists.export")) return null;
  // Its place is kept until that is known: a bar that grows later would push the list down.
  return (
    <span className={classNames(held === null && "invisible")}>
      <ExportButton {...props} />
    </span>
  );
}

function ExportButton({ path, filter }: ExportListProps): ReactNode {
  const t = useTranslations();
  const { gatewayUrl } = useClientConfig();
  const errorText = useErrorText();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const take = useMutation({
    mutationFn: async () => {
      stop.current = new AbortController();
      return await readFile(`${gatewayUrl}${path}?${queryOf(filter)}`, stop.current.signal);
    },
    onSuccess: (file) => saveFile(path.slice(path.lastIndexOf("/") + 1), file),
    onError: (error) => {
      if (!stop.current.signal.aborted) toast.error(errorText(error));
    },
  });
  const Icon = take.isPending ? X : Download;
  return (
    <Button
      size="sm"
      icon={<Icon size={16} aria-hidden="true" />}
      onClick={() => (take.isPending ? stop.current.abort() : take.mutate())}
    >
      {take.isPending ? t("table.stopExport") : t("common.export")}
    </Button>
  );
}

/** The browser keeps a long body outside the page, on the disk. @throws the gateway's refusal; TypeError when it ends too early */
async function readFile(address: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(address, { credentials: "include", signal });
  if (!response.ok) throw Object.assign(new Error("the export was refused"), await response.json());
  return await response.blob();
}
