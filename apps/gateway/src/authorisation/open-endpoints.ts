/** What is served over HTTP beside procedures and REST calls, and for whom. Held against the gateway's own routes. */
export const OTHER_ENDPOINTS: Readonly<Record<string, string>> = {
  "GET /healthz": "everybody",
  "GET /readyz": "everybody",
  "GET /metrics": "everybody",
  "GET /docs": "everybody",
  "GET /docs/start.js": "everybody",
  "GET /docs/:asset": "everybody",
  "GET /openapi.json": "everybody",
  "GET /cities/:id/basemap.pmtiles": "everybody",
};
