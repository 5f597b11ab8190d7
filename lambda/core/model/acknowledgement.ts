import { FINDINGS } from './finding-catalogue';
import type { OpenItem } from './checkpoint';
import { findingName, type Finding } from './finding';

/** What a named person has acknowledged: one finding as it was seen, not all that may ever have its name. */
export interface Acknowledgement {
  /** See `findingName`. */
  readonly name: string;
  /** When it was first seen. What is over and comes up again is seen anew. Undefined for what is stored by no run. */
  readonly firstSeen?: number;
  /** Which state of the object was seen, see `seenOf`. */
  readonly seen?: string;
}

/** What distinguishes one state of an object from another: when it was written, and the hash of its content. */
const STATES = ['lastModified', 'delivered', 'measured', 'versionId'] as const;

const STATE = new RegExp(`^(?:${STATES.join('|')}) [^\\s,]+$`);

/** Whether a text is the state of an object, as `seenOf` says it. */
export function isState(text: string): boolean {
  return text.split(', ').every((part) => STATE.test(part));
}

/** The state of the object that a finding is about; undefined where it was not there, or could not be read. */
export function seenOf({ detail = {} }: Pick<Finding, 'detail'>): string | undefined {
  const states = STATES.flatMap((name) => (detail[name] === undefined ? [] : [`${name} ${detail[name]}`]));
  return states.length === 0 ? undefined : states.join(', ');
}

/** The acknowledgement of a finding as it is seen here. */
export function acknowledgementOf(finding: Finding): Acknowledgement {
  const { firstSeen } = finding;
  const seen = seenOf(finding);
  return {
    name: findingName(finding),
    ...(firstSeen !== undefined && { firstSeen }),
    ...(seen !== undefined && { seen }),
  };
}

/** The acknowledgements that hold for one run. */
export class Acknowledgements {
  private readonly byName = new Map<string, Acknowledgement[]>();

  /** A run from which no later one goes on has no first sight to compare with: a person gives it names and states. */
  public constructor(
    all: readonly Acknowledgement[] = [],
    private readonly hasFirstSights = true,
  ) {
    for (const acknowledgement of all) {
      const others = this.byName.get(acknowledgement.name);
      if (others === undefined) this.byName.set(acknowledgement.name, [acknowledgement]);
      else others.push(acknowledgement);
    }
  }

  /** Whether a person has acknowledged the finding, as it is now. */
  public cover(finding: Finding, name = findingName(finding)): boolean {
    if (FINDINGS[finding.code].acknowledgedBy === 'nothing') return false;
    const acknowledgements = this.byName.get(name) ?? [];
    return acknowledgements.some(
      ({ firstSeen, seen }) => (firstSeen === finding.firstSeen || !this.hasFirstSights) && seen === seenOf(finding),
    );
  }

  /** Whether a person has acknowledged what was stored as open. */
  public coverItem({ finding, firstSeen }: OpenItem): boolean {
    return this.cover({ ...finding, firstSeen });
  }

  /** The finding as a notice, where a person has acknowledged it. */
  public apply(finding: Finding, name?: string): Finding {
    return this.cover(finding, name) ? { ...finding, severity: 'NOTICE', acknowledged: true } : finding;
  }
}

const NONE: readonly Acknowledgement[] = [];
const indexes = new WeakMap<readonly Acknowledgement[], Acknowledgements>();

/** The acknowledgements of a request. They are indexed once, however many chains ask. */
export function acknowledgementsOf({
  acknowledged = NONE,
  isContinued,
}: {
  readonly acknowledged?: readonly Acknowledgement[];
  readonly isContinued?: boolean;
}): Acknowledgements {
  const index = indexes.get(acknowledged) ?? new Acknowledgements(acknowledged, isContinued !== false);
  indexes.set(acknowledged, index);
  return index;
}
