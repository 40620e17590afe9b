"use client";
import { Search, X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { Fragment, useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { classNames } from "../class-names.ts";
import { findMatches } from "../find-matches.ts";
import { Spinner } from "./spinner.tsx";

/** One line: a thing, a page or something to do. */
export interface PaletteItem {
  readonly key: string;
  readonly icon: ReactNode;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly onSelect: () => void;
}

export interface PaletteGroup {
  readonly key: string;
  readonly title: string;
  readonly items: readonly PaletteItem[];
}

interface PaletteProps {
  /** What it is for, as the name of the dialog and of its field. */
  readonly title: string;
  readonly placeholder: string;
  readonly onClose: () => void;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly groups: readonly PaletteGroup[];
  /** Whether the groups are not all there yet. */
  readonly isLoading: boolean;
  /** Stands in place of results: what went wrong, with another try. */
  readonly failure?: ReactNode;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/**
 * The search: a combobox whose list is always open. The focus stays in its field; arrows move through the list, Enter opens what is
 * marked, Escape closes. The whole screen on phones.
 */
export function Palette({
  title,
  placeholder,
  onClose,
  text,
  onText,
  groups,
  isLoading,
  failure,
}: PaletteProps): ReactNode {
  const t = useTranslations("ui.palette");
  const listId = useId();
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const items = groups.flatMap((group) => group.items);
  // What was marked may be gone with the next letter.
  const chosen = items.find(({ key }) => key === chosenKey) ?? items[0];
  function press(event: KeyboardEvent<HTMLInputElement>): void {
    const step = STEPS[event.key];
    if (step !== undefined && items.length > 0 && chosen !== undefined) {
      event.preventDefault();
      const next = items.at((items.indexOf(chosen) + step) % items.length);
      setChosenKey(next?.key ?? null);
      document.getElementById(`${listId}-${next?.key}`)?.scrollIntoView({ block: "nearest" });
    }
    // The letters of some keyboards are put together before Enter takes them.
    if (event.key === "Enter" && !event.nativeEvent.isComposing && chosen !== undefined) {
      event.preventDefault();
      chosen.onSelect();
    }
  }
  return (
    <Primitive.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <Primitive.Content
          aria-describedby={undefined}
          className="fixed inset-0 z-50 flex flex-col bg-raised shadow-float sm:inset-x-0 sm:bottom-auto sm:top-[12dvh] sm:mx-auto sm:max-h-[70dvh] sm:w-[40rem] sm:rounded-card"
        >
          <Primitive.Title className="sr-only">{title}</Primitive.Title>
          <div className="flex items-center gap-3 border-b border-line px-4">
            {isLoading ? (
              <Spinner size={20} />
            ) : (
              <Search size={20} aria-hidden="true" className="shrink-0 text-muted" />
            )}
            <input
              type="text"
              role="combobox"
              aria-label={title}
              aria-expanded={items.length > 0}
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={chosen === undefined ? undefined : `${listId}-${chosen.key}`}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              enterKeyHint="go"
              maxLength={100}
              placeholder={placeholder}
              value={text}
              onChange={({ target }) => onText(target.value)}
              onKeyDown={press}
              className="min-h-14 min-w-0 grow bg-transparent text-base outline-none placeholder:text-muted"
            />
            <Primitive.Close
              aria-label={t("close")}
              className="touch -mr-2 inline-flex size-11 items-center justify-center rounded-control hover:bg-sunken"
            >
              <X size={20} aria-hidden="true" />
            </Primitive.Close>
          </div>
          <p role="status" className="sr-only">
            {isLoading ? t("loading") : t("count", { count: items.length })}
          </p>
          <div className="min-h-0 grow overflow-y-auto overscroll-contain p-2">
            {failure}
            {items.length === 0 && !isLoading && failure === undefined ? (
              <p className="px-3 py-8 text-center text-muted">{t("empty", { text: text.trim() })}</p>
            ) : null}
            <div id={listId} role="listbox" aria-label={t("results")}>
              {groups.map((group) =>
                group.items.length === 0 ? null : (
                  <div key={group.key} role="group" aria-labelledby={`${listId}-${group.key}`} className="pb-2">
                    <p id={`${listId}-${group.key}`} className="px-3 py-1.5 text-xs font-semibold text-muted">
                      {group.title}
                    </p>
                    {group.items.map((item) => (
                      <Option
                        key={item.key}
                        id={`${listId}-${item.key}`}
                        item={item}
                        sought={text}
                        isChosen={item === chosen}
                        onPoint={() => setChosenKey(item.key)}
                      />
                    ))}
                  </div>
                ),
              )}
            </div>
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

interface OptionProps {
  readonly id: string;
  readonly item: PaletteItem;
  readonly sought: string;
  readonly isChosen: boolean;
  readonly onPoint: () => void;
}

function Option({ id, item, sought, isChosen, onPoint }: OptionProps): ReactNode {
  return (
    // Keys are the field's, which has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      onPointerMove={onPoint}
      onClick={item.onSelect}
      className={classNames(
        "flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-3 py-1.5",
        isChosen && "bg-sunken",
      )}
    >
      <span className="shrink-0 text-muted">{item.icon}</span>
      <span className="min-w-0 grow">
        <span className="block truncate font-semibold">
          <Highlighted text={item.label} sought={sought} />
        </span>
        {item.hint === undefined ? null : (
          <span className="block truncate text-sm text-muted">
            <Highlighted text={item.hint} sought={sought} />
          </span>
        )}
      </span>
    </div>
  );
}

/** A text in which what was sought is marked. */
function Highlighted({ text, sought }: { readonly text: string; readonly sought: string }): ReactNode {
  return findMatches(text, sought).map(({ text: part, isMatch }, index) =>
    isMatch ? (
      <mark key={index} className="bg-transparent text-inherit underline decoration-2 underline-offset-4">
        {part}
      </mark>
    ) : (
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
