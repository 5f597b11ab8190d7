import { mkdtempSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { CDK_ORGANIZATION_TRAIL } from '../../../../bin/cdk-organization-trail/program';
import type { Io } from '../../../../bin/shared/io';
import type { World } from '../../../support/deployment/world';
import type { Run } from '../../aws';
import { run } from '../../run';

const folder = mkdtempSync(path.join(os.tmpdir(), 'verify-'));
const profiles = Object.entries({
  management: 'AKIAMANAGEMENT',
  archive: 'AKIAARCHIVE',
  other: 'AKIAOTHER',
}).map(([name, key]) => `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = secret\n`);
const credentials = path.join(folder, 'credentials');
writeFileSync(credentials, profiles.join('\n'));

/** The profiles of both accounts. */
export const BOTH = ['--profile', 'management=management', '--profile', 'log-archive=archive'];

/** Runs the verb in this process, against a world. */
export function verify(world: World, argv: readonly string[], io: Partial<Io> = {}): Promise<Run> {
  return run(['verify', '--app', world.app.folder, ...argv], {
    program: CDK_ORGANIZATION_TRAIL,
    endpoint: world.endpoint,
    environment: {
      ...{ AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    },
    io: { now: () => world.now(), wait: async (milliseconds) => world.pass(milliseconds), ...io },
  });
}

interface Report {
  readonly checks: readonly {
    readonly id: string;
    readonly answers: readonly {
      readonly name: string;
      readonly accountId: string;
      readonly state: string;
      readonly found: string;
      readonly todo: string | null;
    }[];
  }[];
}

/** The answers of one check. */
export async function answersOf(world: World, id: string, argv: readonly string[] = BOTH) {
  const { status, stdout, stderr } = await verify(world, [...argv, '--check', id, '--output', 'json']);
  if (stdout === '') throw new Error(stderr);
  const [check] = (JSON.parse(stdout) as Report).checks;
  return { status, answers: check.answers };
}
