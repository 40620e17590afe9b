interface PlaceName {
  /** What the place is called: large. */
  readonly name: string;
  /** Where that is; empty when the label says no more. */
  readonly detail: string;
}

/** A label such as `Blok M Plaza, Jalan Bulungan, Kebayoran Baru` in two parts. */
export function splitPlaceName(label: string): PlaceName {
  const [name = label, ...rest] = label.split(", ");
  return { name, detail: rest.join(", ") };
}
