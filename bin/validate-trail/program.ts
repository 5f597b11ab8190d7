import type { Program } from '../shared/command';
import { ACKNOWLEDGE } from './acknowledge/command';
import { CHECK_REPORT } from './check-report/command';
import { VERIFY } from './command';

export const VALIDATE_TRAIL: Program = {
  name: VERIFY.name,
  summary: VERIFY.summary,
  command: VERIFY,
  verbs: { acknowledge: ACKNOWLEDGE, 'check-report': CHECK_REPORT },
};
