/** What of the open alerts tells whether something is new. */
export interface OpenAlerts {
  readonly newestAlertId: string | null;
  /** In how many the rider calls for help. */
  readonly calls: number;
}

/** The notices to an operator on any page: a rider calls for help, or there is an alert that was not there before. */
export function alertNews(before: OpenAlerts | null, now: OpenAlerts): "help" | "new" | null {
  if (before === null) return null;
  if (now.calls > before.calls) return "help";
  return (now.newestAlertId ?? "") > (before.newestAlertId ?? "") ? "new" : null;
}
