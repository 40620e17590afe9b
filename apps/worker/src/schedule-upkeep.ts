import { UPKEEP_TASKS } from "@atlas/queue/catalog";
import type { Queues } from "@atlas/queue/create-queues";
import { UPKEEP } from "@atlas/services/jobs/upkeep";

/** Sees to it that every task comes round. Call it now and then: a wiped Redis has forgotten it. */
export async function scheduleUpkeep(queues: Queues): Promise<void> {
  for (const task of UPKEEP_TASKS) await queues.schedule(task, UPKEEP[task].everyMs);
}
