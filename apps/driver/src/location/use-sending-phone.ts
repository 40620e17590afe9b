import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { toast } from "@atlas/ui/toast";
import { useMutation } from "@tanstack/react-query";

export interface SendingPhone {
  /** Another phone of this driver sends the position instead of this one. */
  readonly isElsewhere: boolean;
  readonly takeOver: () => void;
  readonly isTakingOver: boolean;
}

/** Whether this phone is the one that sends the driver's position. */
export function useSendingPhone(): SendingPhone {
  const rpc = useRpc();
  const errorText = useErrorText();
  const live = useLive(rpc.tracker.watchSendingPhone.subscriptionOptions());
  const change = useMutation(
    rpc.tracker.takeOverSending.mutationOptions({ onError: (error) => toast.error(errorText(error)) }),
  );
  return {
    isElsewhere: live.data?.isTakenOver ?? false,
    takeOver: () => change.mutate(),
    isTakingOver: change.isPending,
  };
}
