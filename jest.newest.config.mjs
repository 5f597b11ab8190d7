import { common } from './jest.config.mjs';

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
