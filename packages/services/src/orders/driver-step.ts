import { type Evidence, type EvidenceMove, gatherEvidence } from "@atlas/core/evidence/evidence";
import type { StartProof } from "@atlas/core/evidence/start";
import type { LatLng } from "@atlas/core/geo";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import type { Transaction } from "@atlas/db/connect";
import type { ServiceContext } from "../context.ts";
import type { OrderRow } from "./record/find-order.ts";
import type { RepeatableCommand } from "./record/find-repeat.ts";
import { positionOf, type Sighting } from "./record/last-seen.ts";
import { recordEvidence } from "./record/record-evidence.ts";

/** A step that a driver asks for, with all that it is verified by. */
export interface DriverStep {
  /** Locked, as it is before the step. */
  readonly order: OrderRow;
  readonly command: RepeatableCommand;
  readonly settings: CitySettings;
  /** Null when nobody drives the order. */
  readonly sighting: Sighting | null;
  /** The step counts although the evidence does not prove it. */
  readonly isOverride: boolean;
  /** The driver's words of the override. */
  readonly note: string | null;
  /** Where the phone said to be. */
  readonly said: LatLng | undefined;
}

/** What the server knows at the step; of a driver who has just got the order, nothing. */
export function evidenceOf({ order, sighting }: DriverStep, at: Date, place: LatLng): Evidence {
  return gatherEvidence(at.getTime(), positionOf(sighting, order.driverId), place);
}

/** Stores the evidence of the step. */
export async function keepEvidence(
  tx: Transaction,
  ctx: Pick<ServiceContext, "newId">,
  { order: { id: orderId, driverId }, note, said }: DriverStep,
  kept: { move: EvidenceMove; evidence: Evidence; proof: StartProof },
): Promise<void> {
  if (driverId === null) throw new Error(`order ${orderId} was moved by a step without a driver`);
  await recordEvidence(tx, ctx, { ...kept, orderId, driverId, note: kept.proof === "override" ? note : null, said });
}
