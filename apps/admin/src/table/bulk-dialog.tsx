"use client";
import { Button } from "@atlas/ui/button";
import { classNames } from "@atlas/ui/class-names";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Dialog } from "@atlas/ui/dialog";
import { ErrorState } from "@atlas/ui/error-state";
import { Input } from "@atlas/ui/field";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useMutation } from "@tanstack/react-query";
import { Check, CircleAlert, Minus } from "lucide-react";
import { useId, useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

/** What an act on several is about to do to one of them. */
export interface BulkLine {
  readonly key: string;
  /** Which one it is, and whose. */
  readonly name: string;
  /** What will happen, and to whom. */
  readonly effect: string;
  /** Why it cannot be done; null where it can. */
  readonly obstacle: string | null;
}

interface BulkDialogProps {
  readonly title: string;
  readonly hint: string;
  /** What the button says for so many. */
  readonly action: (count: number) => string;
  readonly isDangerous?: boolean;
  /** Undefined until they are read. */
  readonly lines: readonly BulkLine[] | undefined;
  /** Why they could not be read. */
  readonly error: unknown;
  readonly onRetry: () => void;
  /** Does it to one of them; rejects with the refusal. */
  readonly act: (key: string, reason: string) => Promise<unknown>;
  /** Closes it; after an act what is listed has changed. */
  readonly onClose: () => void;
}

/** Null: done. Otherwise the error. */
type Results = ReadonlyMap<string, { readonly error: unknown } | null>;

/** An act on several: what it will do to each and what cannot be done, one reason for all, and then what came of each. */
export function BulkDialog(props: BulkDialogProps): ReactNode {
  const { title, hint, action, isDangerous = false, lines, error, onRetry, act, onClose } = props;
  const t = useTranslations();
  const formId = useId();
  const [reason, setReason] = useState("");
  const [results, setResults] = useState<Results>(new Map());
  const possible = lines?.filter(({ obstacle }) => obstacle === null) ?? [];
  const left = possible.filter(({ key }) => results.get(key) !== null);
  const doAll = useMutation({
    mutationFn: async () => {
      for (const { key } of left) {
        const result = await act(key, reason.trim()).then(
          () => null,
          (refusal: unknown) => ({ error: refusal }),
        );
        setResults((before) => new Map(before).set(key, result));
      }
    },
  });
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (reason.trim() !== "") doAll.mutate();
  }
  const isOver = results.size > 0 && left.length === 0;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description={hint}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.close")}</Button>
          {left.length === 0 ? null : (
            <Button type="submit" form={formId} variant={isDangerous ? "danger" : "primary"} isBusy={doAll.isPending}>
              {action(left.length)}
            </Button>
          )}
        </>
      }
    >
      {lines === undefined && error !== null ? (
        <ErrorState error={error} onRetry={onRetry} />
      ) : lines === undefined ? (
        <SkeletonRows rows={4} label={t("ui.loading")} />
      ) : (
        <form id={formId} onSubmit={submit} className="flex min-h-0 flex-col gap-4">
          <ul
            className="flex max-h-[40dvh] flex-col overflow-y-auto rounded-card border border-line text-sm"
            tabIndex={0}
          >
            {lines.map((line) => (
              <Line key={line.key} line={line} result={results.get(line.key)} />
            ))}
          </ul>
          {isOver || possible.length === 0 ? null : (
            <Input
              label={t("common.reason")}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
              maxLength={200}
              required
            />
          )}
        </form>
      )}
    </Dialog>
  );
}

interface LineProps {
  readonly line: BulkLine;
  readonly result: { readonly error: unknown } | null | undefined;
}

function Line({ line, result }: LineProps): ReactNode {
  const t = useTranslations("table");
  const errorText = useErrorText();
  // What came of it stays, whatever is read of the row afterwards.
  const isRefused = result === undefined ? line.obstacle !== null : result !== null;
  const Icon = result === null ? Check : isRefused ? CircleAlert : Minus;
  const expected = line.obstacle ?? line.effect;
  const said = result === undefined ? expected : result === null ? t("done") : errorText(result.error);
  return (
    <li className="flex items-start gap-2.5 border-b border-line px-3 py-2 last:border-b-0">
      <Icon
        size={16}
        aria-hidden="true"
        className={classNames("mt-0.5 shrink-0", result === null ? "text-go" : isRefused ? "text-stop" : "text-muted")}
      />
      <span className="min-w-0">
        <span className="block font-semibold">{line.name}</span>
        <span className={classNames("block", isRefused ? "text-stop" : "text-muted")}>{said}</span>
      </span>
    </li>
  );
}
