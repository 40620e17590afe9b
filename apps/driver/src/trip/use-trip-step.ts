import { useRpc } from "@atlas/features/rpc";
import { errorCodeOf } from "@atlas/ui/client/error-code";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { useDrive } from "../drive/drive-context.ts";
import type { OrderView } from "../views.ts";

export type Step = "ARRIVED" | "STARTED" | "FINISHED";

interface StepOptions {
  readonly startPin?: string;
  /** The driver insists, in these words. */
  readonly note?: string;
}

export interface TripStep {
  readonly take: (step: Step, options?: StepOptions) => void;
  readonly isBusy: boolean;
  /** Why the last step was refused. */
  readonly error: unknown;
  /** The step that the position speaks against: the driver may insist on it. */
  readonly disputed: Step | null;
  /** Forgets the refusal. */
  readonly reset: () => void;
}

const DISPUTES: ReadonlySet<string> = new Set(["NOT_AT_PICKUP", "POSITION_STALE", "POSITION_MOCKED"]);

/** Moves the trip one step on, with the driver's position for the record. */
export function useTripStep(order: OrderView): TripStep {
  const rpc = useRpc();
  const { applyOrder, sharing } = useDrive();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const { ping } = sharing.position;
  const update = useMutation(
    rpc.order.updateStatus.mutationOptions({
      onSuccess: (moved) => {
        // The summary of a finished trip is then there at once.
        queryClient.setQueryData(rpc.order.get.queryKey({ orderId: moved.orderId }), moved);
        applyOrder(moved);
      },
      onError: (error, { status }) => {
        // A refused PIN is shown beside its field, and a contradicting position in a dialog.
        if (status !== "STARTED" && !isDispute(error)) toast.error(errorText(error));
      },
    }),
  );
  return {
    take: (status, { startPin, note } = {}) =>
      update.mutate({
        orderId: order.orderId,
        status,
        ...(startPin === undefined ? {} : { startPin }),
        ...(note === undefined ? {} : { override: { note } }),
        ...(ping === null ? {} : { position: { lat: ping.lat, lng: ping.lng } }),
      }),
    isBusy: update.isPending,
    error: update.error,
    disputed: isDispute(update.error) ? (update.variables?.status ?? null) : null,
    reset: update.reset,
  };
}

function isDispute(error: unknown): boolean {
  return error !== null && DISPUTES.has(errorCodeOf(error));
}
