"use client";
import type { Permission } from "@atlas/core/permissions";
import { ErrorState } from "@atlas/ui/error-state";
import { Palette, type PaletteGroup, type PaletteItem } from "@atlas/ui/palette";
import { ArrowRight, Ban, Car, ClipboardList, Clock, Landmark, List, Receipt, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { RestrictDialog } from "../people/restrict-person.tsx";
import { usePermissions } from "../shell/may.tsx";
import { OpenSearchContext } from "./palette-context.ts";
import { PALETTE_PAGES } from "./palette-pages.ts";
import { useRecentItems } from "./recent-items.ts";
import { type SearchResults, useResults } from "./use-results.ts";

interface ChosenPerson {
  readonly userId: string;
  readonly name: string;
}

const NONE: ReadonlySet<Permission> = new Set();
const ICON = { size: 18, "aria-hidden": true } as const;

/** The search of the whole app: ⌘K or Ctrl+K, and whatever calls `useOpenSearch` below it. */
export function SearchPalette({ children }: { readonly children: ReactNode }): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const [suspending, setSuspending] = useState<ChosenPerson | null>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setIsOpen((wasOpen) => !wasOpen);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  return (
    <OpenSearchContext value={() => setIsOpen(true)}>
      {children}
      {isOpen ? <OpenPalette onClose={() => setIsOpen(false)} onSuspend={setSuspending} /> : null}
      {suspending ? (
        <RestrictDialog {...suspending} kind="suspension" isOpen onClose={() => setSuspending(null)} />
      ) : null}
    </OpenSearchContext>
  );
}

interface OpenPaletteProps {
  readonly onClose: () => void;
  readonly onSuspend: (person: ChosenPerson) => void;
}

function OpenPalette({ onClose, onSuspend }: OpenPaletteProps): ReactNode {
  const t = useTranslations();
  const router = useRouter();
  const [text, setText] = useState("");
  const [recent, remember] = useRecentItems();
  const permissions = usePermissions() ?? NONE;
  const { found, error, isWaiting, tryAgain } = useResults(text);
  const sought = text.trim();

  function go(href: string, label?: string): void {
    if (label !== undefined) remember({ href, label });
    onClose();
    router.push(href);
  }
  function suspend(person: ChosenPerson): void {
    onClose();
    onSuspend(person);
  }
  const pages = PALETTE_PAGES.filter(
    ({ key, permission }) =>
      permissions.has(permission) && t(`search.pages.${key}`).toLowerCase().includes(sought.toLowerCase()),
  ).map(({ href, key }): PaletteItem => {
    return { key: href, icon: <ArrowRight {...ICON} />, label: t(`search.pages.${key}`), onSelect: () => go(href) };
  });
  const results = found === null ? [] : foundGroups(found, go, t);
  const actions = sought.length < 2 ? [] : actionItems();
  const last = recent.map(({ href, label }): PaletteItem => {
    return { key: `recent-${href}`, icon: <Clock {...ICON} />, label, onSelect: () => go(href, label) };
  });
  const groups: PaletteGroup[] = [
    ...(sought === "" ? [{ key: "recent", title: t("search.recent"), items: last }] : results),
    { key: "actions", title: t("search.actions"), items: actions },
    { key: "pages", title: t("search.goTo"), items: pages },
  ];
  return (
    <Palette
      title={t("search.title")}
      placeholder={t("search.placeholder")}
      onClose={onClose}
      text={text}
      onText={setText}
      groups={groups}
      isLoading={isWaiting}
      failure={error !== null && sought.length >= 2 ? <ErrorState error={error} onRetry={tryAgain} /> : undefined}
    />
  );

  function actionItems(): PaletteItem[] {
    const people = permissions.has("people.restrict") ? (found?.people ?? []) : [];
    const suspensions = people
      .filter(({ role }) => role === "rider" || role === "driver")
      .slice(0, 2)
      .map(({ userId, name }): PaletteItem => {
        const label = t("search.suspend", { name });
        return { key: `suspend-${userId}`, icon: <Ban {...ICON} />, label, onSelect: () => suspend({ userId, name }) };
      });
    const list = { key: "all-orders", icon: <List {...ICON} />, label: t("search.allOrders", { text: sought }) };
    return [...suspensions, { ...list, onSelect: () => go(`/orders?q=${encodeURIComponent(sought)}`) }];
  }
}

type Translate = ReturnType<typeof useTranslations<never>>;

/** What was found, by kind. */
function foundGroups(
  { people, vehicles, orders, accounts, transferId }: SearchResults,
  go: (href: string, label: string) => void,
  t: Translate,
): PaletteGroup[] {
  const item = (href: string, icon: ReactNode, label: string, hint?: string): PaletteItem => {
    return { key: href, icon, label, hint, onSelect: () => go(href, label) };
  };
  return [
    {
      key: "people",
      title: t("search.people"),
      items: people.map(({ userId, name, role, email, phone }) =>
        item(
          `/people/${userId}`,
          <UserRound {...ICON} />,
          name,
          [t(`people.roles.${role}`), email, phone].filter(Boolean).join(" · "),
        ),
      ),
    },
    {
      key: "vehicles",
      title: t("search.vehicles"),
      items: vehicles.map(({ vehicleId, plate, model, driverId, driverName }) => {
        const vehicle = item(`/people/${driverId}`, <Car {...ICON} />, plate, `${model} · ${driverName}`);
        return { ...vehicle, key: `vehicle-${vehicleId}` };
      }),
    },
    {
      key: "orders",
      title: t("search.orders"),
      items: orders.map(({ orderId, status, riderName, driverName, pickupLabel, dropoffLabel }) =>
        item(
          `/orders/${orderId}`,
          <ClipboardList {...ICON} />,
          `${pickupLabel} → ${dropoffLabel}`,
          [orderId.slice(-8), t(`ui.status.${status}`), riderName, driverName].filter(Boolean).join(" · "),
        ),
      ),
    },
    {
      key: "accounts",
      title: t("search.accounts"),
      items: accounts.map(({ accountId, code, name }) =>
        item(`/ledger/accounts/${accountId}`, <Landmark {...ICON} />, name, `${code} · ${accountId.slice(-8)}`),
      ),
    },
    {
      key: "transfers",
      title: t("search.transfers"),
      items:
        transferId === null
          ? []
          : [item(`/ledger/transfers/${transferId}`, <Receipt {...ICON} />, transferId.slice(-8))],
    },
  ];
}
