"use client";
import { classNames } from "@atlas/ui/class-names";
import { Distance } from "@atlas/ui/figures";
import { Input } from "@atlas/ui/field";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { PlaceOption } from "./place-option.ts";
import { PlaceLine } from "./place-row.tsx";
import type { PlaceCombobox } from "./use-place-combobox.ts";

interface PlaceFieldProps {
  readonly combobox: PlaceCombobox;
  readonly label: string;
  readonly isLabelHidden?: boolean;
  /** It is what the page is for. */
  readonly takesFocus?: boolean;
}

/** The field of a search for a place: arrows move through the list, Enter takes what is marked, Escape empties the field. */
export function PlaceField({ combobox, label, isLabelHidden, takesFocus = false }: PlaceFieldProps): ReactNode {
  const t = useTranslations("plan");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus]);
  const { listId, marked, text } = combobox;
  return (
    <Input
      label={label}
      isLabelHidden={isLabelHidden}
      placeholder={t("searchPlaceholder")}
      value={text}
      onChange={({ target }) => combobox.onText(target.value)}
      onKeyDown={combobox.onKeyDown}
      ref={field}
      type="text"
      role="combobox"
      aria-expanded={combobox.count > 0}
      aria-controls={listId}
      aria-autocomplete="list"
      aria-activedescendant={marked === null ? undefined : `${listId}-${marked.key}`}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      enterKeyHint="search"
      maxLength={2_000}
    />
  );
}

interface PlaceListProps {
  readonly combobox: PlaceCombobox;
  readonly label: string;
}

/** Places to choose from; the focus stays in the field. */
export function PlaceList({ combobox, label }: PlaceListProps): ReactNode {
  const { listId, groups } = combobox;
  return (
    <div id={listId} role="listbox" aria-label={label}>
      {groups.map(({ key, title, options }) =>
        options.length === 0 ? null : title === null ? (
          <Options key={key} combobox={combobox} options={options} />
        ) : (
          <div key={key} role="group" aria-labelledby={`${listId}-${key}`} className="pb-2">
            <p id={`${listId}-${key}`} className="px-2 pb-1 pt-2 text-sm font-semibold text-muted">
              {title}
            </p>
            <Options combobox={combobox} options={options} />
          </div>
        ),
      )}
    </div>
  );
}

interface OptionsProps {
  readonly combobox: PlaceCombobox;
  readonly options: readonly PlaceOption[];
}

function Options({ combobox: { listId, marked, mark, choose }, options }: OptionsProps): ReactNode {
  const t = useTranslations("plan");
  return options.map((option) => (
    // Keys are the field's, which has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      key={option.key}
      id={`${listId}-${option.key}`}
      role="option"
      tabIndex={-1}
      aria-selected={option.key === marked?.key}
      aria-disabled={!option.isServed}
      onPointerMove={() => mark(option)}
      onClick={() => choose(option)}
      className={classNames(
        "flex min-h-14 items-center gap-3 rounded-control px-2 py-1.5 transition-colors duration-160",
        option.isServed ? "cursor-pointer" : "cursor-not-allowed",
        option.key === marked?.key && "bg-sunken",
      )}
    >
      <PlaceLine
        icon={option.icon}
        title={option.title}
        detail={option.isServed ? option.detail : t("notServed")}
        trailing={
          option.distanceM === null ? null : (
            <span className="shrink-0 text-sm text-muted">
              <Distance metres={option.distanceM} />
            </span>
          )
        }
      />
    </div>
  ));
}
