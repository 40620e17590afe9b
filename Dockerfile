# One file, one target per process: docker build --target gateway .
FROM node:24-bookworm-slim AS base
ENV NEXT_TELEMETRY_DISABLED=1
RUN npm install --global pnpm@12
WORKDIR /atlas

# Only what decides an install, so that a change of sources does not repeat it.
FROM base AS manifests
COPY pnpm-lock.yaml pnpm-workspace.yaml package.json ./
COPY patches patches
COPY packages/core/package.json packages/core/
COPY packages/db/package.json packages/db/
COPY packages/faults/package.json packages/faults/
COPY packages/queue/package.json packages/queue/
COPY packages/telemetry/package.json packages/telemetry/
COPY packages/geography/package.json packages/geography/
COPY packages/ports/package.json packages/ports/
COPY packages/services/package.json packages/services/
COPY packages/api/package.json packages/api/
COPY packages/ui/package.json packages/ui/
COPY packages/features/package.json packages/features/
COPY apps/web/package.json apps/web/
COPY apps/driver/package.json apps/driver/
COPY apps/admin/package.json apps/admin/
COPY apps/gateway/package.json apps/gateway/
COPY apps/worker/package.json apps/worker/
COPY apps/simulator/package.json apps/simulator/
COPY packages/city-builder/package.json packages/city-builder/
COPY tools/cli/package.json tools/cli/
COPY tools/stack/package.json tools/stack/
COPY tools/setup/package.json tools/setup/
COPY tools/api-client/package.json tools/api-client/
COPY tools/mutation/package.json tools/mutation/
COPY tools/catalogue/package.json tools/catalogue/
COPY tools/checks/package.json tools/checks/
COPY tools/layers/package.json tools/layers/
COPY tools/fault-runs/package.json tools/fault-runs/
COPY e2e/package.json e2e/
COPY bench/package.json bench/

FROM manifests AS migrate
RUN pnpm install --frozen-lockfile --prod --no-optional --filter "@atlas/cli..."
COPY packages packages
COPY tools tools
USER node
CMD ["node", "tools/cli/migrate.ts"]

FROM manifests AS gateway
RUN pnpm install --frozen-lockfile --prod --filter "@atlas/gateway..."
COPY packages packages
COPY apps/gateway apps/gateway
# A volume takes over whose the folder is.
RUN install -d -o node /mail /payments
ENV NODE_ENV=production ATLAS_HOST=0.0.0.0
USER node
EXPOSE 8085
EXPOSE 8087
CMD ["node", "apps/gateway/src/main.ts"]

FROM manifests AS worker
RUN pnpm install --frozen-lockfile --prod --filter "@atlas/worker..."
COPY packages packages
COPY apps/worker apps/worker
# A volume takes over whose the folder is.
RUN install -d -o node /mail /payments
ENV NODE_ENV=production ATLAS_HOST=0.0.0.0
USER node
EXPOSE 8086
CMD ["node", "apps/worker/src/main.ts"]

FROM manifests AS browser-app
RUN pnpm install --frozen-lockfile --filter "@atlas/web..." --filter "@atlas/driver..." --filter "@atlas/admin..."
COPY packages packages
COPY tsconfig.base.json tsconfig.browser.json ./
ENV NODE_ENV=production

FROM browser-app AS web
COPY apps/web apps/web
WORKDIR /atlas/apps/web
RUN node --run build && chown -R node .next
USER node
EXPOSE 3000
CMD ["node", "node_modules/next/dist/bin/next", "start", "-H", "0.0.0.0", "-p", "3000"]

FROM browser-app AS driver
COPY apps/driver apps/driver
WORKDIR /atlas/apps/driver
RUN node --run build && chown -R node .next
USER node
EXPOSE 3001
CMD ["node", "node_modules/next/dist/bin/next", "start", "-H", "0.0.0.0", "-p", "3001"]

FROM browser-app AS admin
COPY apps/admin apps/admin
WORKDIR /atlas/apps/admin
RUN node --run build && chown -R node .next
USER node
EXPOSE 3002
CMD ["node", "node_modules/next/dist/bin/next", "start", "-H", "0.0.0.0", "-p", "3002"]
