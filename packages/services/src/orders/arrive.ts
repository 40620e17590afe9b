import { verifyArrival } from "@atlas/core/evidence/arrival";
import { acceptedOrThrow } from "@atlas/core/refusal";
import type { ServiceContext } from "../context.ts";
import type { UnitOfWork } from "../messaging/in-transaction.ts";
import { type DriverStep, evidenceOf, keepEvidence } from "./driver-step.ts";
import { decideMove, type MovedOrder, writeMove } from "./record/move-order.ts";
import { pickupOf } from "./record/journey-ends.ts";

/**
 * The driver is at the pickup, by the car's position or by the driver's own word.
 * @throws DomainError NOT_AT_PICKUP, POSITION_STALE, POSITION_MOCKED, and what the machine refuses
 */
export async function arrive(tx: UnitOfWork, ctx: ServiceContext, step: DriverStep): Promise<MovedOrder> {
  const { order, command, settings, isOverride, note } = step;
  const move = decideMove(ctx, order, command);
  const evidence = evidenceOf(step, move.at, pickupOf(order));
  const { proof } = acceptedOrThrow(verifyArrival({ evidence, isOverride }, settings));
  const arrivalNote = proof === "override" ? note : null;
  const stands = { arrivalLostAt: null, arrivalLostReason: null };
  const moved = await writeMove(tx, ctx, order, { move, more: { arrivalProof: proof, arrivalNote, ...stands } });
  await keepEvidence(tx, ctx, step, { move: "arrived", evidence, proof });
  return moved;
}
