import { common } from './jest.config.mjs';

/**
 * What needs other programs than Node and npm, or takes long: the files named `.slow.test.ts`. Those of what is
 * synthesized run on the newest aws-cdk-lib.
 */
export default {
  ...common,
  testMatch: ['<rootDir>/test/**/*.slow.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(app|lib|lifecycle)/'],
};
