import { useErrorText } from "@atlas/ui/client/use-error-text";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { useDrive } from "../drive/drive-context.ts";
import { useRpc } from "../rpc.ts";
import type { OrderView } from "../views.ts";

export type Step = "ARRIVED" | "STARTED" | "FINISHED";

export interface TripStep {
  readonly take: (step: Step, startPin?: string) => void;
  readonly isBusy: boolean;
  /** Why the last step was refused. */
  readonly error: unknown;
}

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
        // A refused PIN is told beside its field.
        if (status !== "STARTED") toast.error(errorText(error));
      },
    }),
  );
  return {
    take: (status, startPin) =>
      update.mutate({
        orderId: order.orderId,
        status,
        ...(startPin === undefined ? {} : { startPin }),
        ...(ping === null ? {} : { position: { lat: ping.lat, lng: ping.lng } }),
      }),
    isBusy: update.isPending,
    error: update.error,
  };
}
