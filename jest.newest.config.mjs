import { common } from './jest.config.mjs';

// What is deprecated there warns every user at each synthesis.
process.env.JSII_DEPRECATED ??= 'fail';
// Read by test/synthesis.ts.
process.env.SUITE ??= 'slow';

/** The tests of what is synthesized, on the newest aws-cdk-lib that the library was tried with. */
export default {
  ...common,
  testMatch: ['<rootDir>/test/lib/**/*.test.ts', '<rootDir>/test/app/**/*.test.ts'],
  moduleNameMapper: {
    '^aws-cdk-lib$': 'aws-cdk-lib-newest',
    '^aws-cdk-lib/(.*)$': 'aws-cdk-lib-newest/$1',
    '^constructs$': 'constructs-newest',
  },
};
