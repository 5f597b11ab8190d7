import type { Program } from '../shared/command';
import { ACKNOWLEDGE } from './acknowledge/command';
import { VERIFY } from './command';

export const VALIDATE_TRAIL: Program = {
  name: VERIFY.name,
  summary: VERIFY.summary,
  command: VERIFY,
  verbs: { acknowledge: ACKNOWLEDGE },
};
