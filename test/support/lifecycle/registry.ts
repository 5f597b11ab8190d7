// What CloudFormation's registry says of a resource type, as the CDK's own tool chain keeps it.
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

/** Whether a change of a property replaces the resource; "maybe" depends on more than the property. */
type Replacement = 'yes' | 'maybe';

interface RegistryEntry {
  /** The properties or attributes that identify a resource of the type. */
  readonly primaryIdentifier: readonly string[];
  /** Whether a template can give all of them. What is only known after the creation can't be found again by them. */
  readonly canBeWritten: boolean;
  readonly replacing: ReadonlyMap<string, Replacement>;
}

const database = loadAwsServiceSpecSync();
const entries = new Map<string, RegistryEntry>();

/** @throws for a type that the registry does not know */
export function registryEntry(type: string): RegistryEntry {
  const known = entries.get(type);
  if (known !== undefined) return known;
  const entry = readEntry(type);
  entries.set(type, entry);
  return entry;
}

function readEntry(type: string): RegistryEntry {
  const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', type);
  if (resource?.primaryIdentifier === undefined) throw new Error(`the registry has no primary identifier of ${type}`);
  const { primaryIdentifier, properties } = resource;
  return {
    primaryIdentifier,
    canBeWritten: primaryIdentifier.every((name) => name in properties),
    replacing: new Map(
      Object.entries(properties).flatMap(([name, { causesReplacement = 'no' }]): [string, Replacement][] =>
        causesReplacement === 'no' ? [] : [[name, causesReplacement]],
      ),
    ),
  };
}
