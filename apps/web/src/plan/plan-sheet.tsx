"use client";
import type { ReactNode } from "react";

import { TabBar } from "../frame/navigation.tsx";
import { useIsStranger } from "../use-is-stranger.ts";
import type { City } from "../views.ts";
import { CenterPin } from "./center-pin.tsx";
import { ChooseStep } from "./choose-step.tsx";
import { ConfirmStep } from "./confirm-step.tsx";
import { HomeStep } from "./home-step.tsx";
import { PinStep } from "./pin-step.tsx";
import { SearchStep } from "./search-step.tsx";
import { isQuote } from "./use-quotes.ts";
import type { Planning } from "./use-planning.ts";

interface PlanSheetProps {
  readonly planning: Planning;
  readonly city: City | null;
}

/** The step that the plan is at; each asks for one decision. */
export function PlanSheet({ planning, city }: PlanSheetProps): ReactNode {
  const { plan, dispatch, quotes, quote } = planning;
  const { step } = plan;
  const isStranger = useIsStranger();
  switch (step.name) {
    case "home":
      return (
        <>
          <HomeStep
            plan={plan}
            dispatch={dispatch}
            isLocating={planning.locateState === "asking"}
            carsNearby={planning.cars.length}
          />
          {isStranger ? null : <TabBar />}
        </>
      );
    case "search":
      return (
        <SearchStep
          key={step.end}
          end={step.end}
          plan={plan}
          dispatch={dispatch}
          near={planning.near}
          from={planning.from}
          locateState={planning.locateState}
          onUseOwnPosition={planning.takeOwnAsPickup}
        />
      );
    case "pin":
      return (
        <>
          <CenterPin end={step.end} />
          <PinStep end={step.end} city={city} center={planning.center} dispatch={dispatch} />
        </>
      );
    case "choose":
      return <ChooseStep plan={plan} city={city} quotes={quotes} dispatch={dispatch} />;
    case "confirm":
      if (isStranger) return <ChooseStep plan={plan} city={city} quotes={quotes} dispatch={dispatch} />;
      return (
        <ConfirmStep
          quote={isQuote(quote) ? quote : null}
          note={planning.note}
          onPriceGone={() => void quotes.refetch()}
          dispatch={dispatch}
        />
      );
  }
}
