"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { MAX_VIEW_NAME_LENGTH, type SavedList } from "@atlas/core/saved-view";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { classNames } from "@atlas/ui/class-names";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { ErrorState } from "@atlas/ui/error-state";
import { Input } from "@atlas/ui/field";
import { IconButton } from "@atlas/ui/icon-button";
import { Notice } from "@atlas/ui/notice";
import { Popover } from "@atlas/ui/popover";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, Check, Pencil, Star, Trash2 } from "lucide-react";
import { createLoader, createSerializer, type ParserMap, useQueryStates } from "nuqs";
import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

import { AS_STEP } from "./list-state.ts";

type View = RouterOutputs["views"]["list"][number];

interface ViewsMenuProps {
  readonly list: SavedList;
  /** The list in its address: filters, sorting and columns. */
  readonly state: ParserMap;
}

/**
 * The operator's views of a list: the address under a name. Choosing one writes it into the address, which stays the truth; a list that is
 * opened without anything in its address gets the view that was made its first.
 */
export function ViewsMenu({ list, state }: ViewsMenuProps): ReactNode {
  const t = useTranslations("views");
  const rpc = useRpc();
  const views = useQuery(rpc.views.list.queryOptions({ list }));
  const [values, setValues] = useQueryStates(state, AS_STEP);
  const write = createSerializer(state);
  const read = createLoader(state);
  const here = queryOf(write(values));
  // What a view says by what this version of the list knows of it.
  const meaningOf = (view: View): string => queryOf(write(read(`?${view.query}`)));
  const current = views.data?.find((view) => meaningOf(view) === here) ?? null;
  const choose = (view: View, history: "push" | "replace" = "push"): void =>
    void setValues(read(`?${view.query}`), { history });
  useOpeningView({ views: views.data, here, open: (view) => choose(view, "replace") });
  return (
    <Popover
      label={current === null ? t("title") : `${t("title")}: ${current.name}`}
      icon={<Bookmark size={16} aria-hidden="true" />}
      isActive={current !== null}
      isLabelHidden={current === null}
    >
      {(close) =>
        views.isError ? (
          <ErrorState error={views.error} onRetry={() => void views.refetch()} />
        ) : views.data === undefined ? (
          <SkeletonRows rows={3} label={t("title")} />
        ) : (
          <>
            <ViewRows
              views={views.data}
              current={current}
              onChoose={(view) => {
                choose(view);
                close();
              }}
            />
            <SaveView list={list} query={here} />
          </>
        )
      }
    </Popover>
  );
}

/** The query of an address, without its question mark. */
function queryOf(search: string): string {
  return search.replace(/^\?/, "");
}

interface Opening {
  readonly views: readonly View[] | undefined;
  readonly here: string;
  readonly open: (view: View) => void;
}

/** Once, when the views are known: the first one, unless the address or the operator has asked for something by then. */
function useOpeningView({ views, here, open }: Opening): void {
  const isOpened = useRef(false);
  useEffect(() => {
    if (isOpened.current || (views === undefined && here === "")) return;
    isOpened.current = true;
    const first = here === "" ? views?.find(({ isDefault }) => isDefault) : undefined;
    if (first) open(first);
  });
}

interface ViewRowsProps {
  readonly views: readonly View[];
  readonly current: View | null;
  readonly onChoose: (view: View) => void;
}

function ViewRows({ views, current, onChoose }: ViewRowsProps): ReactNode {
  const t = useTranslations("views");
  const errorText = useErrorText();
  const [renamed, setRenamed] = useState<string | null>(null);
  const { change, remove } = useChanges();
  const error = change.error ?? remove.error;
  if (views.length === 0) return <p className="px-2 text-muted">{t("none")}</p>;
  return (
    <>
      <ul aria-label={t("title")} className="flex flex-col">
        {views.map((view) => (
          <li key={view.viewId} className="flex min-h-9 items-center gap-1 max-md:min-h-11">
            {renamed === view.viewId ? (
              <RenameView view={view} onClose={() => setRenamed(null)} />
            ) : (
              <>
                <button
                  type="button"
                  aria-current={view.viewId === current?.viewId ? "true" : undefined}
                  onClick={() => onChoose(view)}
                  className="flex min-h-9 min-w-0 grow items-center gap-2 rounded-control px-2 text-left hover:bg-sunken max-md:min-h-11"
                >
                  <Check
                    size={16}
                    aria-hidden="true"
                    className={classNames("shrink-0", view.viewId !== current?.viewId && "invisible")}
                  />
                  <span className="truncate">{view.name}</span>
                </button>
                <IconButton
                  size="sm"
                  label={t(view.isDefault ? "notFirst" : "first", { name: view.name })}
                  aria-pressed={view.isDefault}
                  onClick={() => change.mutate({ viewId: view.viewId, isDefault: !view.isDefault })}
                >
                  <Star size={16} aria-hidden="true" fill={view.isDefault ? "currentColor" : "none"} />
                </IconButton>
                <IconButton size="sm" label={t("rename", { name: view.name })} onClick={() => setRenamed(view.viewId)}>
                  <Pencil size={16} aria-hidden="true" />
                </IconButton>
                <IconButton
                  size="sm"
                  label={t("delete", { name: view.name })}
                  onClick={() => remove.mutate({ viewId: view.viewId })}
                >
                  <Trash2 size={16} aria-hidden="true" />
                </IconButton>
              </>
            )}
          </li>
        ))}
      </ul>
      {error ? <Notice tone="stop">{errorText(error)}</Notice> : null}
    </>
  );
}

function RenameView({ view, onClose }: { readonly view: View; readonly onClose: () => void }): ReactNode {
  const t = useTranslations("views");
  const errorText = useErrorText();
  const [name, setName] = useState(view.name);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.select(), []);
  const { change } = useChanges(onClose);
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (name.trim() !== "") change.mutate({ viewId: view.viewId, name: name.trim() });
  }
  return (
    <form ref={form} onSubmit={submit} className="flex grow items-start gap-2 py-1">
      <Input
        label={t("name")}
        isLabelHidden
        inputSize="sm"
        value={name}
        maxLength={MAX_VIEW_NAME_LENGTH}
        error={change.error ? errorText(change.error) : null}
        onChange={({ target }) => setName(target.value)}
        required
      />
      <Button size="sm" type="submit" isBusy={change.isPending}>
        {t("doRename")}
      </Button>
    </form>
  );
}

function SaveView({ list, query }: { readonly list: SavedList; readonly query: string }): ReactNode {
  const t = useTranslations("views");
  const rpc = useRpc();
  const reread = useReread();
  const errorText = useErrorText();
  const [name, setName] = useState("");
  const save = useMutation(
    rpc.views.save.mutationOptions({
      onSuccess: async () => {
        setName("");
        await reread();
      },
    }),
  );
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (name.trim() !== "") save.mutate({ list, name: name.trim(), query, isDefault: false });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 border-t border-line pt-3">
      <Input
        label={t("saveAs")}
        inputSize="sm"
        value={name}
        maxLength={MAX_VIEW_NAME_LENGTH}
        error={save.error ? errorText(save.error) : null}
        onChange={({ target }) => setName(target.value)}
        required
      />
      <Button size="sm" type="submit" variant="primary" isBusy={save.isPending}>
        {t("save")}
      </Button>
    </form>
  );
}

/** Changes of views, after which they are read again. */
function useChanges(onChanged: () => void = () => {}) {
  const rpc = useRpc();
  const reread = useReread();
  const onSuccess = async (): Promise<void> => {
    onChanged();
    await reread();
  };
  return {
    change: useMutation(rpc.views.change.mutationOptions({ onSuccess })),
    remove: useMutation(rpc.views.delete.mutationOptions({ onSuccess })),
  };
}

function useReread(): () => Promise<void> {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  return async () => queryClient.invalidateQueries(rpc.views.list.pathFilter());
}
