"use client";
import { classNames } from "@atlas/ui/class-names";
import { Logo } from "@atlas/ui/logo";
import { CarFront, CircleUser, Clock, Wallet } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

const PLACES = [
  { href: "/", name: "ride", Icon: CarFront },
  { href: "/trips", name: "trips", Icon: Clock },
  { href: "/wallet", name: "wallet", Icon: Wallet },
  { href: "/profile", name: "profile", Icon: CircleUser },
] as const;

/** Height of the bar at the bottom on phones. */
export const TAB_BAR_PX = 64;

function isHere(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname.startsWith(href);
}

/** The four places of the app at the bottom of a phone. */
export function TabBar(): ReactNode {
  const t = useTranslations("nav");
  const pathname = usePathname();
  return (
    <nav
      aria-label={t("label")}
      className="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-surface md:hidden"
      style={{ height: TAB_BAR_PX }}
    >
      {PLACES.map(({ href, name, Icon }) => (
        <Link
          key={href}
          href={href}
          aria-current={isHere(pathname, href) ? "page" : undefined}
          className={classNames(
            "relative flex grow basis-0 flex-col items-center justify-center gap-1 text-xs font-semibold",
            isHere(pathname, href) ? "text-ink" : "text-muted",
          )}
        >
          {isHere(pathname, href) ? (
            <span className="absolute top-0 h-[3px] w-10 rounded-b-full bg-action" aria-hidden="true" />
          ) : null}
          <Icon size={22} aria-hidden="true" />
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}

/** The same places on larger screens: a pill that floats over the map, or the top line of a page. */
export function TopNavigation({ isFloating = false }: { readonly isFloating?: boolean }): ReactNode {
  const t = useTranslations("nav");
  const pathname = usePathname();
  return (
    <div
      className={classNames(
        "hidden items-center md:flex",
        isFloating
          ? "absolute right-4 top-4 z-10 gap-1 rounded-full bg-surface py-1 pl-5 pr-1.5 shadow-float"
          : "h-16 justify-between border-b border-line bg-surface px-6",
      )}
    >
      <Link href="/" aria-label="Atlas" className={isFloating ? "mr-3" : undefined}>
        <Logo />
      </Link>
      <nav aria-label={t("label")} className="flex items-center gap-1">
        {PLACES.map(({ href, name, Icon }) => (
          <Link
            key={href}
            href={href}
            aria-current={isHere(pathname, href) ? "page" : undefined}
            className={classNames(
              "flex min-h-11 items-center gap-2 rounded-full px-3.5 text-sm font-semibold transition-colors duration-160",
              isHere(pathname, href) ? "bg-ink text-surface" : "text-ink hover:bg-sunken",
            )}
          >
            <Icon size={18} aria-hidden="true" />
            {t(name)}
          </Link>
        ))}
      </nav>
    </div>
  );
}
