/**
 * INVALID: only somebody without AWS's private key can have caused it. INCOMPLETE: something is unverified.
 * NOTICE: nothing is wrong, and it changes no verdict.
 */
export type Severity = 'INVALID' | 'INCOMPLETE' | 'NOTICE';
export type Verdict = 'VALID' | 'INVALID' | 'INCOMPLETE';

/** INVALID outweighs INCOMPLETE, which outweighs VALID. */
export function worstVerdict(...verdicts: readonly (Verdict | Severity | undefined)[]): Verdict {
  return verdicts.includes('INVALID') ? 'INVALID' : verdicts.includes('INCOMPLETE') ? 'INCOMPLETE' : 'VALID';
}
