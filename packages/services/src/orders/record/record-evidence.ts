import type { Evidence, EvidenceMove } from "@atlas/core/evidence/evidence";
import type { StartProof } from "@atlas/core/evidence/start";
import type { LatLng } from "@atlas/core/geo";
import type { Transaction } from "@atlas/db/connect";
import { orderEvidence } from "@atlas/db/schema/orders";
import type { ServiceContext } from "../../context.ts";

/** One step of a driver, with what proves it. */
export interface EvidencedMove {
  readonly orderId: string;
  readonly driverId: string;
  readonly move: EvidenceMove;
  readonly evidence: Evidence;
  readonly proof: StartProof;
  /** The driver's words of an override. */
  readonly note: string | null;
  /** Where the phone said to be: kept, and proof of nothing. */
  readonly said: LatLng | undefined;
}

/** Stores what the server knew at a move, in the move's transaction. */
export async function recordEvidence(
  tx: Transaction,
  ctx: Pick<ServiceContext, "newId">,
  { evidence, said, ...move }: EvidencedMove,
): Promise<void> {
  const { atMs, position, ageS, distanceM } = evidence;
  await tx.insert(orderEvidence).values({
    id: ctx.newId(),
    ...move,
    at: new Date(atMs),
    lat: position?.lat ?? null,
    lng: position?.lng ?? null,
    positionAt: position === null ? null : new Date(position.atMs),
    isMock: position === null ? null : position.isMock === true,
    ageS,
    distanceM,
    saidLat: said?.lat ?? null,
    saidLng: said?.lng ?? null,
  });
}
