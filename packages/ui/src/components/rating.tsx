"use client";
import { Star } from "lucide-react";
import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

const STARS = [1, 2, 3, 4, 5] as const;

interface RatingInputProps {
  readonly label: string;
  /** 1 to 5, or 0 while nothing is chosen. */
  readonly value: number;
  readonly onChange: (stars: number) => void;
}

/** Five stars to choose from: touch, mouse or arrow keys. */
export function RatingInput({ label, value, onChange }: RatingInputProps): ReactNode {
  const t = useTranslations("ui");
  return (
    <RadioGroup.Root
      aria-label={label}
      orientation="horizontal"
      value={value === 0 ? "" : String(value)}
      onValueChange={(next) => onChange(Number(next))}
      className="flex justify-center gap-1"
    >
      {STARS.map((stars) => (
        <RadioGroup.Item
          key={stars}
          value={String(stars)}
          aria-label={t("starCount", { stars })}
          className="flex size-13 items-center justify-center rounded-control hover:bg-sunken"
        >
          <StarSign isFilled={stars <= value} size={34} />
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}

/** A mean rating as a star and a number. */
export function RatingMark({ rating }: { readonly rating: number }): ReactNode {
  const t = useTranslations("ui");
  return (
    <span
      className="figures inline-flex items-center gap-1 text-sm font-semibold"
      role="img"
      aria-label={t("stars", { rating })}
    >
      <StarSign isFilled size={15} />
      {rating.toFixed(1)}
    </span>
  );
}

function StarSign({ isFilled, size }: { readonly isFilled: boolean; readonly size: number }): ReactNode {
  return (
    <Star
      size={size}
      strokeWidth={1.6}
      aria-hidden="true"
      className={isFilled ? "text-ink [&>*]:fill-action" : "text-control"}
    />
  );
}
