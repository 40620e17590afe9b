"use client";
import { useQueryStates } from "nuqs";
import { useCallback, useEffect, useMemo, useRef, type Dispatch } from "react";

import { useIsStranger } from "../use-is-stranger.ts";
import type { Place } from "../views.ts";
import { dropPlan, keptPlan } from "./kept-plan.ts";
import { PLAN_KEYS, PLAN_STATE, planOf, stateOf, stateOfQuery } from "./plan-address.ts";
import { planAfter, type Plan, type PlanAction } from "./plan.ts";

/** How the address changes: Back undoes a step. */
const AS_STEP = { history: "push" } as const;
/** What is no step of its own, or leaves nothing to go back to. */
const IN_PLACE = { history: "replace" } as const;
const IN_PLACE_OF: ReadonlySet<PlanAction["type"]> = new Set(["vehicle", "reset"]);

/** The rider's plan, which is the address of the page; `located` is where they stand. Escape goes back as the browser does. */
export function usePlan(located: Place | null): { readonly plan: Plan; readonly dispatch: Dispatch<PlanAction> } {
  const [state, setState] = useQueryStates(PLAN_STATE, { ...AS_STEP, urlKeys: PLAN_KEYS });
  const plan = useMemo(() => planOf(state, located), [state, located]);
  const latest = useRef(plan);
  useEffect(() => {
    latest.current = plan;
  }, [plan]);

  const dispatch = useCallback(
    (action: PlanAction) => {
      if (action.type === "back" && hasStepBefore()) {
        history.back();
        return;
      }
      const next = planAfter(latest.current, action);
      // What was decided a moment ago counts before it is drawn.
      latest.current = next;
      const isInPlace = action.type === "back" || IN_PLACE_OF.has(action.type);
      void setState(stateOf(next), isInPlace ? IN_PLACE : AS_STEP);
    },
    [setState],
  );

  useKeptPlan(setState);
  useEscape(plan.step.name !== "home", dispatch);
  return { plan, dispatch };
}

/** Who has just signed in goes on where they left. */
function useKeptPlan(setState: ReturnType<typeof useQueryStates<typeof PLAN_STATE>>[1]): void {
  const isStranger = useIsStranger();
  useEffect(() => {
    const query = isStranger ? null : keptPlan();
    if (query === null) return;
    dropPlan();
    void setState(stateOfQuery(query), IN_PLACE);
  }, [isStranger, setState]);
}

function useEscape(isOn: boolean, dispatch: Dispatch<PlanAction>): void {
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent): void => {
      // A dialog closes by itself, and a search is emptied first.
      const isTyped = event.target instanceof HTMLInputElement && event.target.value !== "";
      if (event.key === "Escape" && !event.defaultPrevented && !isTyped) dispatch({ type: "back" });
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [isOn, dispatch]);
}

/** Whether Back leads to this page, and not to where a shared link was pressed. */
function hasStepBefore(): boolean {
  if (!("navigation" in window)) return false;
  const { currentEntry } = navigation;
  const url = currentEntry === null ? null : navigation.entries()[currentEntry.index - 1]?.url;
  return url != null && new URL(url).pathname === location.pathname;
}
