import type { Arguments } from './arguments';
import type { Outcome } from './exit-status';
import type { Io } from './io';
import type { OptionGroups } from './options';

/** A command, or a verb of one: what `--help` shows of it, and what it does. */
export interface Command<Name extends string = string> {
  /** What is typed, such as `cdk-organization-trail check`. */
  readonly name: string;
  /** What it does, in a few words without a capital or a full stop. */
  readonly summary: string;
  /** What follows the name, one way to use it each. */
  readonly synopsis: readonly string[];
  /** What `--help` says beside that. */
  readonly notes?: string;
  readonly options: OptionGroups;
  readonly examples: readonly Example[];
  /** Loads what the command needs when it is called, so that `--help` stays fast. */
  run(given: Arguments<Name>, io: Io): Promise<Outcome>;
}

export interface Example {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What has a name on the command line: a command, verbs, or both. */
export interface Program {
  readonly name: string;
  readonly summary: string;
  /** What runs without a verb; left out where a verb is required. */
  readonly command?: Command;
  readonly verbs: Readonly<Record<string, Command>>;
}
