import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { partitionOf } from '../../../../lib/shared/partitions';
import { CannotRun } from '../../../shared/failure';

/** A place in AWS: what a client of the SDK is made for. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** A resource as its template has it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A stack as the app synthesized it. */
export interface SynthesizedStack extends Place {
  readonly name: string;
  /** By which the CDK's command line knows it: the path of its construct. */
  readonly path: string;
  readonly partition: string;
  readonly terminationProtection: boolean;
  /** The role by which CloudFormation deploys it, where the app names one. */
  readonly executionRoleArn?: string;
  readonly template: { readonly Resources?: Readonly<Record<string, TemplateResource>> };
}

interface Artifact {
  readonly type?: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly terminationProtection?: boolean;
    readonly directoryName?: string;
    readonly cloudFormationExecutionRoleArn?: string;
  };
}

const SYNTHESIZE = 'run "npx cdk synth" in the project of the app, and name the folder that it writes';

/** All stacks of a cloud assembly, those of its stages included. */
export async function readAssembly(folder: string): Promise<SynthesizedStack[]> {
  const manifest = (await readJson(path.join(folder, 'manifest.json'))) as { artifacts?: Record<string, Artifact> };
  const found = Object.entries(manifest.artifacts ?? {}).map(([id, artifact]) => stacksOf(folder, id, artifact));
  return (await Promise.all(found)).flat();
}

async function stacksOf(folder: string, id: string, { type, environment, displayName, properties = {} }: Artifact) {
  const { directoryName, templateFile } = properties;
  if (type === 'cdk:cloud-assembly' && directoryName !== undefined)
    return readAssembly(path.join(folder, directoryName));
  if (type !== 'aws:cloudformation:stack' || templateFile === undefined) return [];
  const [, accountId = '', region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment ?? '') ?? [];
  const template = (await readJson(path.join(folder, templateFile))) as SynthesizedStack['template'];
  return [
    {
      name: properties.stackName ?? id,
      path: displayName ?? id,
      accountId,
      region,
      partition: partitionOf(region) ?? 'aws',
      terminationProtection: properties.terminationProtection === true,
      executionRoleArn: properties.cloudFormationExecutionRoleArn,
      template,
    },
  ];
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CannotRun(`${file} cannot be read (${code ?? message})`, SYNTHESIZE);
  }
}
