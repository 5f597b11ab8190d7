// Three weeks of an organization, once for each property. Many of them are drawn in weeks.slow.test.ts.
import { testWeeks } from './weeks/properties';

testWeeks();
