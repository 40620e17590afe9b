import type { AccountKind } from "@atlas/core/ledger";

const NAMES: { readonly [K in AccountKind]: string } = {
  rider_wallet: "Rider wallet",
  driver_wallet: "Driver wallet",
  platform_revenue: "Platform revenue",
  tax: "Tax payable",
  cash_clearing: "Cash clearing",
  top_up_clearing: "Top-up clearing",
  payout_clearing: "Payout clearing",
  promotions: "Promotions",
  adjustments: "Adjustments",
  driver_debt: "Driver debt",
  rider_debt: "Rider debt",
  cash_desk: "Cash desk",
  unclaimed: "Unclaimed money",
};

const OF_ONE_PERSON: ReadonlySet<AccountKind> = new Set(["rider_wallet", "driver_wallet", "driver_debt", "rider_debt"]);

export interface NamedAccount {
  readonly kind: AccountKind;
  readonly shard: number;
  readonly ownerName: string | null;
}

/** How an account is called in lists: its kind with the owner's name, or with the number of the sub-account. */
export function accountName({ kind, shard, ownerName }: NamedAccount): string {
  if (OF_ONE_PERSON.has(kind)) return ownerName === null ? NAMES[kind] : `${NAMES[kind]}: ${ownerName}`;
  return `${NAMES[kind]} ${String(shard + 1).padStart(2, "0")}`;
}
