// For each filter, records that it must find and near misses that break one term of its pattern.
import { CHANGE_SAMPLES } from './changes';
import { CONTROL_SAMPLES } from './controls';
import type { Samples } from './sample';
import { SIGN_IN_SAMPLES } from './sign-ins';

export type { Samples } from './sample';

export const PATTERN_SAMPLES: Readonly<Record<string, Samples>> = {
  ...CONTROL_SAMPLES,
  ...CHANGE_SAMPLES,
  ...SIGN_IN_SAMPLES,
};
