import { findingName, FINDINGS, type Finding, type ValidationEvent } from '../../../lambda/core';
import { unescapeText } from '../../../lambda/core/format/escape';
import { rejected } from '../../shared/failure';
import { parseTime } from '../../shared/time';
import { readLines, type Line } from './lines';

/** A finding that a person has acknowledged. */
export interface Acknowledgement {
  readonly name: string;
  readonly by: string;
  readonly why: string;
  /** The file and the line. */
  readonly at: string;
}

/** What people have acknowledged, and what of it was found. */
export class Acknowledgements {
  private readonly byName: ReadonlyMap<string, Acknowledgement>;
  /** How many findings each of them is about. */
  private readonly found = new Map<Acknowledgement, number>();

  public constructor(private readonly all: readonly Acknowledgement[]) {
    this.byName = new Map(all.map((acknowledgement) => [acknowledgement.name, acknowledgement]));
  }

  public get names(): string[] {
    return [...this.byName.keys()];
  }

  /** Who has acknowledged a finding. */
  public of(finding: Finding): Acknowledgement | undefined {
    return finding.acknowledged ? this.byName.get(findingName(finding)) : undefined;
  }

  /** Takes note of what was found. */
  public event(event: ValidationEvent): undefined {
    const acknowledgement = event.type === 'finding' ? this.of(event) : undefined;
    if (acknowledgement) this.found.set(acknowledgement, (this.found.get(acknowledgement) ?? 0) + 1);
    return undefined;
  }

  /** How many findings each person has acknowledged for each reason. */
  public summary(): { readonly by: string; readonly why: string; readonly count: number }[] {
    const counts = new Map<string, { by: string; why: string; count: number }>();
    for (const [{ by, why }, count] of this.found) {
      const before = counts.get(`${by}\n${why}`)?.count ?? 0;
      counts.set(`${by}\n${why}`, { by, why, count: before + count });
    }
    return [...counts.values()];
  }

  /** Those that are about nothing that was found. */
  public unmatched(): Acknowledgement[] {
    const matched = new Set([...this.found.keys()].map(({ name }) => name));
    return this.all.filter(({ name }) => !matched.has(name));
  }
}

/**
 * The acknowledgements in `--acknowledged` files. A line is a line of the text report or a name, then who acknowledged it
 * and why: `chain-stale 111111111111 us-east-1 2026-01-01T00:00:00Z/2026-01-01T05:00:00Z # Jane Doe: account closed`.
 */
export async function readAcknowledged(files: readonly string[]): Promise<Acknowledgements> {
  return new Acknowledgements((await readLines(files)).map(parseLine));
}

function parseLine(line: Line): Acknowledgement {
  const { text, at } = line;
  const [, finding, by, why] = /^(.*\S)\s+#\s*([^:]*[^:\s])\s*:\s*(\S.*)$/.exec(text) ?? [];
  if (finding === undefined || by === undefined || why === undefined) {
    throw rejected({
      what: at,
      given: text,
      allowed: 'a finding, then # and who acknowledged it and why',
      todo: 'write a line as chain-stale 111111111111 us-east-1 2026-01-01T00:00:00Z/2026-01-01T05:00:00Z # Jane Doe: closed',
    });
  }
  return { name: nameOf(finding, line), by, why, at };
}

function nameOf(finding: string, { text, at }: Line): string {
  const name = nameIn(finding);
  const [code] = name.split(' ');
  if (!Object.hasOwn(FINDINGS, code)) {
    throw rejected({
      what: at,
      given: text,
      allowed: 'a finding by its code',
      todo: 'write code, account, Region and object, as log-file-missing 111111111111 us-east-1 s3://BUCKET/KEY # Jane Doe: why',
    });
  }
  if (FINDINGS[code as keyof typeof FINDINGS].acknowledgedBy === 'nothing') {
    const todo = 'mend what it is about: nobody can know in its place';
    throw rejected({ what: at, given: text, allowed: 'a finding that a person can acknowledge', todo });
  }
  const range = / (\S+Z)\/(\S+Z)$/;
  return unescapeText(name.replace(range, (_, start, end) => ` ${exactTime(at, start)}/${exactTime(at, end)}`));
}

/** A line of the report ends with the code, and for an object with its account and Region too. */
function nameIn(text: string): string {
  const [, subject, label] = /^[^\t]+\t([^\t]+)\t.* \[([^\]]+)\]$/.exec(text) ?? [];
  return subject === undefined || label === undefined ? text : `${label} ${subject}`;
}

/** Names write times with milliseconds; the report does not. */
function exactTime(at: string, time: string): string {
  return new Date(parseTime(at, time)).toISOString();
}
