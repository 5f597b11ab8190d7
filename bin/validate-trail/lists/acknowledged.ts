import { findingName, FINDINGS, isState, seenOf, type Finding, type ValidationEvent } from '../../../lambda/core';
import { unescapeText } from '../../../lambda/core/format/escape';
import { rejected } from '../../shared/failure';
import { parseTime } from '../../shared/time';
import { readLines, type Line } from './lines';

/** A finding that a person has acknowledged. */
export interface Acknowledgement {
  readonly name: string;
  /** Which state of the object the person has looked into, see `seenOf`. Undefined for what has none. */
  readonly seen?: string;
  readonly by: string;
  readonly why: string;
  /** The file and the line. */
  readonly at: string;
}

/** What people have acknowledged, and what of it was found. */
export class Acknowledgements {
  private readonly byFinding: ReadonlyMap<string, Acknowledgement>;
  private readonly names: ReadonlySet<string>;
  /** In which state there is what was not acknowledged, by its name. */
  private readonly others = new Map<string, string>();
  /** How many findings each of them is about. */
  private readonly found = new Map<Acknowledgement, number>();

  public constructor(private readonly all: readonly Acknowledgement[]) {
    this.byFinding = new Map(all.map((acknowledgement) => [findingOf(acknowledgement), acknowledgement]));
    this.names = new Set(all.map(({ name }) => name));
  }

  /** For the request of the run. */
  public get findings(): Pick<Acknowledgement, 'name' | 'seen'>[] {
    return [...this.byFinding.values()].map(({ name, seen }) => ({ name, ...(seen !== undefined && { seen }) }));
  }

  /** Who has acknowledged a finding. */
  public of(finding: Finding): Acknowledgement | undefined {
    const name = findingName(finding);
    return finding.acknowledged ? this.byFinding.get(findingOf({ name, seen: seenOf(finding) })) : undefined;
  }

  /** Takes note of what was found. */
  public event(event: ValidationEvent): undefined {
    if (event.type !== 'finding') return undefined;
    const acknowledgement = this.of(event);
    if (acknowledgement) this.found.set(acknowledgement, (this.found.get(acknowledgement) ?? 0) + 1);
    else if (this.names.has(findingName(event))) this.others.set(findingName(event), seenOf(event) ?? '');
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

  /** Those that are about nothing that was found, with the state in which there is what has their name. */
  public unmatched(): (Omit<Acknowledgement, 'seen'> & { readonly seen: string | null })[] {
    const matched = new Set([...this.found.keys()].map(findingOf));
    const unmatched = this.all.filter((acknowledgement) => !matched.has(findingOf(acknowledgement)));
    return unmatched.map((acknowledgement) => ({
      ...acknowledgement,
      seen: this.others.get(acknowledgement.name) ?? null,
    }));
  }
}

function findingOf({ name, seen = '' }: Pick<Acknowledgement, 'name' | 'seen'>): string {
  return `${name}\n${seen}`;
}

/**
 * The acknowledgements in `--acknowledged` files. A line is a line of the text report or a name, with the state in which an
 * object was seen, then who acknowledged it and why: `log-file-modified … s3://BUCKET/KEY seen lastModified 1767225600000 #
 * Jane Doe: restored`, `chain-stale 111111111111 us-east-1 2026-01-01T00:00:00Z/2026-01-01T05:00:00Z # Jane Doe: account closed`.
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
  const [, named, seen] = /^(.*) seen ((?:[a-zA-Z]+ [^\s,]+)(?:, [a-zA-Z]+ [^\s,]+)*)$/.exec(finding) ?? [];
  const hasState = seen !== undefined && isState(seen);
  return { name: nameOf(hasState ? named : finding, line), ...(hasState && { seen }), by, why, at };
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
