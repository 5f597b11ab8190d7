// Why an action needs no alert and no statement, where several have the reason in common.

export interface ReviewedActions {
  /** Names of actions, a space between them. No wildcards: each was looked at. */
  readonly actions: string;
  readonly because: string;
}

export type ActionsByService = Readonly<Record<string, readonly ReviewedActions[]>>;

export const TAGS = 'no policy of this library reads a tag';
export const STRENGTHENS = 'it restores or strengthens what the calls of the table weaken';
export const TAKEN = 'the name is taken: it changes nothing that exists';
export const PERMISSION = 'it is a permission that another call of the table needs, not a call';
export const USE =
  'it uses the key and changes nothing; who may is said by the policy of the key, whose change raises the alert';
export const READS = 'it reads or copies; what it reads is as it was';
