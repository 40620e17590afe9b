"use client";
import { useRpc } from "@atlas/features/rpc";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Button } from "@atlas/ui/button";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { RatingInput } from "@atlas/ui/rating";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Order } from "../views.ts";

/** Stars and a word for the driver; a thank-you once it is sent. */
export function RateDriver({ order }: { readonly order: Order }): ReactNode {
  const t = useTranslations("trip");
  const errorText = useErrorText();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const [stars, setStars] = useState(0);
  const [comment, setComment] = useState("");
  const rate = useMutation(
    rpc.order.rate.mutationOptions({
      onSuccess: (rated) => {
        queryClient.setQueryData(rpc.order.get.queryKey({ orderId: rated.orderId }), rated);
        void queryClient.invalidateQueries(rpc.order.pathFilter());
      },
    }),
  );
  const name = order.driver?.name.split(/\s+/)[0] ?? "";
  if (order.rating !== null || rate.isSuccess) {
    return <Notice tone="go">{t("rated", { stars: order.rating ?? stars })}</Notice>;
  }
  return (
    <section aria-labelledby="rate-title" className="flex flex-col gap-3">
      <h2 id="rate-title" className="text-center text-lg font-bold">
        {t("rateTitle", { name })}
      </h2>
      <RatingInput label={t("rateTitle", { name })} value={stars} onChange={setStars} />
      {stars > 0 ? (
        <>
          <Input
            label={t("comment")}
            value={comment}
            maxLength={500}
            onChange={(event) => setComment(event.target.value)}
          />
          {rate.isError ? <Notice tone="stop">{errorText(rate.error)}</Notice> : null}
          <Button
            variant="primary"
            size="lg"
            isWide
            isBusy={rate.isPending}
            onClick={() =>
              rate.mutate({ orderId: order.orderId, stars, ...(comment.trim() ? { comment: comment.trim() } : {}) })
            }
          >
            {t("sendRating")}
          </Button>
        </>
      ) : null}
    </section>
  );
}
