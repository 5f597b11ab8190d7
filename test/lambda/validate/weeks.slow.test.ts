// Three weeks of an organization: nothing besides, each act of the owner, and each attack.
import { testWeeks } from './weeks/properties';

testWeeks();
