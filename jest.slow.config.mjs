import { common } from './jest.config.mjs';

/** What needs other programs than Node and npm, or takes long: the files named `.slow.test.ts`. */
export default { ...common, testMatch: ['**/*.slow.test.ts'] };
