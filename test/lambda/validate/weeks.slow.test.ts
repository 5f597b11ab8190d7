// Three weeks of an organization with more runs and events, for each act of the owner and each attack.
import { testWeeks } from './weeks/properties';

testWeeks();
