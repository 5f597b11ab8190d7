import * as v from 'valibot';
import { Format } from './format';
import { number, schemaOf, string, type Immutable } from './schema';

const leaseSchema = v.strictObject({
  /** The id of the run that has it. */
  owner: string,
  /** In milliseconds since 1970. */
  expires: number,
  /** The execution of the state machine that the owner has handed its work to. */
  execution: v.optional(string),
});

/** Who may run, as the attributes of an item of the table. */
export type LeaseRecord = Immutable<v.InferOutput<typeof leaseSchema>>;

export const leaseFormat = new Format(1, schemaOf<LeaseRecord>()(leaseSchema));
