import { PointGlyph } from "@atlas/ui/map/point-marker";
import { Briefcase, Clock, House, MapPin, Star, TrendingUp, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

const ICONS = { home: House, work: Briefcase, other: Star, recent: Clock, popular: TrendingUp, place: MapPin } as const;
export type PlaceIcon = keyof typeof ICONS | "pickup" | "dropoff";

interface PlaceLineProps {
  readonly icon: PlaceIcon;
  readonly title: string;
  readonly detail?: string | null | undefined;
  readonly trailing?: ReactNode;
}

interface PlaceRowProps extends PlaceLineProps {
  readonly onClick: () => void;
}

/** A place as a row to tap. */
export function PlaceRow({ onClick, ...line }: PlaceRowProps): ReactNode {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex min-h-14 w-full items-center gap-3 rounded-control px-2 py-1.5 text-left transition-colors duration-160 hover:bg-sunken"
    >
      <PlaceLine {...line} />
    </button>
  );
}

/** What a row says of a place. */
export function PlaceLine({ icon, title, detail, trailing }: PlaceLineProps): ReactNode {
  return (
    <>
      <span className="flex size-9 shrink-0 items-center justify-center rounded-full bg-sunken text-muted">
        {icon === "pickup" || icon === "dropoff" ? <PointGlyph kind={icon} size={20} /> : <Glyph Icon={ICONS[icon]} />}
      </span>
      <span className="min-w-0 grow">
        <span className="block truncate font-semibold">{title}</span>
        {detail ? <span className="block truncate text-sm text-muted">{detail}</span> : null}
      </span>
      {trailing}
    </>
  );
}

function Glyph({ Icon }: { readonly Icon: LucideIcon }): ReactNode {
  return <Icon size={18} aria-hidden="true" />;
}
