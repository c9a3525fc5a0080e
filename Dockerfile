# Debian, not Alpine: bcrypt's and swc's prebuilt binaries want glibc.
ARG NODE=node:20-bookworm-slim

FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --include=dev --no-audit --no-fund
COPY . .
RUN node tools/build.mjs && node node_modules/vite/bin/vite.js build dashboard

FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM ${NODE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json NOTICE ./
COPY --from=build /app/dist dist
# What the compiled code reads beside itself: SDL, published SQL and the supergraph, the ZIP table, the dashboard.
COPY schema schema
COPY subgraphs/calls/clients/zipTable/zips.csv.gz subgraphs/calls/clients/zipTable/zips.csv.gz
COPY --from=build /app/dashboard/dist dashboard/dist
RUN mkdir .data && chown node:node .data
USER node
EXPOSE 4000
CMD ["node", "dist/tools/start.js"]
