export interface EarningsView {
  readonly currency: string;
  readonly totalMinor: string;
  readonly trips: number;
  readonly buckets: readonly {
    readonly key: string;
    readonly startsAt: string;
    readonly totalMinor: string;
    readonly grossMinor: string;
    readonly commissionMinor: string;
    readonly taxMinor: string;
    readonly trips: number;
  }[];
  readonly items: readonly {
    readonly orderId: string;
    readonly finishedAt: string;
    readonly fareMinor: string;
    readonly commissionMinor: string;
    readonly taxMinor: string;
    readonly netMinor: string;
    readonly paymentMethod: "wallet" | "cash";
  }[];
}

export interface PayoutView {
  readonly payoutId: string;
  readonly driverId: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly status: string;
  readonly requestedAt: string;
  readonly decidedAt: string | null;
  readonly reason: string | null;
}
