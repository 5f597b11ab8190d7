/** How tests and sources are translated: for jest's own module system, which has no import(). */
const TRANSLATION = { format: 'cjs', target: 'node20', supported: { 'dynamic-import': false } };

/** What every suite of tests has in common. */
export const common = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '\\.ts$': ['<rootDir>/test/support/transform.mjs', TRANSLATION] },
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  globalSetup: '<rootDir>/test/support/temporary-folder.mjs',
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  snapshotSerializers: ['<rootDir>/test/support/mask-asset-hash.ts'],
  testTimeout: 180_000,
};

/** The suite of `npm test`. Files named `.slow.test.ts` belong to `npm run test:slow`. */
export default { ...common, testPathIgnorePatterns: ['/node_modules/', '\\.slow\\.test\\.ts$'] };
