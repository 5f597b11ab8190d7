// What the schemas of all records are made of. An object has the fields of its schema and no others: whoever adds one
// raises the version of the format.
import * as v from 'valibot';

/** Stops at the first problem, which names its place. */
export const FIRST_PROBLEM = { abortEarly: true, abortPipeEarly: true } as const;

export type Schema<Type> = v.GenericSchema<unknown, Type>;

/** A type as records have it: nothing of it can be changed. */
export type Immutable<Type> = Type extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : Type extends object
    ? { readonly [Name in keyof Type]: Immutable<Type[Name]> }
    : Type;

type Same<One, Other> =
  (<Type>() => Type extends One ? 1 : 2) extends <Type>() => Type extends Other ? 1 : 2 ? true : false;

/** The schema of a type that is declared elsewhere. It does not compile where one has a field that the other lacks. */
export function schemaOf<Type>() {
  return <Own extends v.GenericSchema>(
    schema: Own & (Same<Immutable<v.InferOutput<Own>>, Immutable<Type>> extends true ? unknown : never),
  ): Schema<Type> => schema as unknown as Schema<Type>;
}

/** JSON has neither NaN nor infinity. */
export const number: Schema<number> = v.custom<number>((value) => Number.isFinite(value), 'number');

export const string = v.string();

/** A time as people write it. */
export const timeTextSchema = v.pipe(
  string,
  v.check((text) => !Number.isNaN(Date.parse(text)), 'a time'),
);

export const timeRangeSchema = v.strictObject({ start: number, end: number });

/** The fields that name a chain. */
export const chainFields = { accountId: string, region: string };

/** A bucket and a key. */
export const objectFields = { bucket: string, key: string };

/**
 * A list that may be long. Its items are checked one by one and stay as they are: the copy of the whole list that
 * `v.array` makes would take as much memory again.
 */
export function listOf<Item>(item: Schema<Item>): Schema<readonly Item[]> {
  return v.pipe(
    v.custom<readonly Item[]>((value) => Array.isArray(value), 'Array'),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const [index, value] of dataset.value.entries()) {
        const [issue] = v.safeParse(item, value, FIRST_PROBLEM).issues ?? [];
        if (issue === undefined) continue;
        const place = { type: 'array', origin: 'value', input: dataset.value, key: index, value } as const;
        addIssue({ expected: expectedBy(issue), received: issue.received, path: [place, ...(issue.path ?? [])] });
        return;
      }
    }),
  );
}

/** What a schema expected, in a word: a custom one says it by its message. */
export function expectedBy({ type, expected, message }: v.BaseIssue<unknown>): string {
  return type === 'custom' ? message : (expected ?? message);
}

/** An object whose names are data. */
export function mapOf<Value>(value: Schema<Value>): Schema<Readonly<Record<string, Value>>> {
  return v.pipe(
    v.custom<object>((input) => typeof input === 'object' && !Array.isArray(input), 'Object'),
    v.record(string, value),
  );
}
