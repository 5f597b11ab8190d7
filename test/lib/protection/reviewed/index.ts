// Every action of the services in the table that writes and is none of its calls, with the reason. AWS adds actions: the
// test names those that are neither here nor a call. Look at what an attacker can do with one before you give a reason.
import { ACCOUNTS } from './accounts';
import { ARCHIVE } from './archive';
import { DETECTION } from './detection';
import { OPERATIONS } from './operations';
import { QUESTIONS } from './questions';
import type { ActionsByService } from './reasons';

export { REVIEWED_TYPES } from './types';

export const REVIEWED_ACTIONS: ActionsByService = {
  ...OPERATIONS,
  ...ARCHIVE,
  ...QUESTIONS,
  ...DETECTION,
  ...ACCOUNTS,
};
