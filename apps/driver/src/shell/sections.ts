import { CarFront, Route, UserRound, WalletMinimal, type LucideIcon } from "lucide-react";

/** Height of the bar at the bottom on phones. */
export const TAB_BAR_PX = 64;
/** Width of the rail at the left on larger screens. */
export const RAIL_PX = 96;

interface Section {
  readonly key: "drive" | "earnings" | "trips" | "profile";
  readonly href: "/" | "/earnings" | "/trips" | "/profile";
  readonly Icon: LucideIcon;
}

export const SECTIONS: readonly Section[] = [
  { key: "drive", href: "/", Icon: CarFront },
  { key: "earnings", href: "/earnings", Icon: WalletMinimal },
  { key: "trips", href: "/trips", Icon: Route },
  { key: "profile", href: "/profile", Icon: UserRound },
];

/** Whether a page belongs to a section: the map is only `/` itself. */
export function isInSection(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}
