import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FUNCTION_IDS, type FunctionId } from '../identity/validation-names';
import { bundledCode } from '../shared/bundled-code';
import { clipped } from '../shared/clipped';
import { createRole, type Permission } from '../shared/permission';
import { controlTower, nistAndPci, suppress } from '../shared/suppress';
import type { ValidationContext } from './context';
import { FUNCTION_PERMISSIONS } from './permissions';

export interface ValidationFunctionsProps {
  readonly context: ValidationContext;
  readonly environment: (id: FunctionId) => Record<string, string>;
  readonly key: kms.IKey;
  readonly queue: sqs.IQueue;
  /** What the publisher needs to reach people. */
  readonly publishStatements: iam.PolicyStatement[];
  readonly reservedConcurrency?: number;
}

interface FunctionRow {
  readonly asset: string;
  readonly handler: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly memorySize: number;
}

/** 1,769 MB is one whole processor: verifying is hashing and unpacking. */
const WHOLE_PROCESSOR = 1769;

/** In MB: a report and the one before take a few, however many accounts there are; more memory is more processor. */
const REPORT_MEMORY = 1024;

/** The longest that Lambda runs anything. */
export const RUN_TIMEOUT = Duration.minutes(15);

const validator = { asset: 'validate', timeout: RUN_TIMEOUT, memorySize: WHOLE_PROCESSOR };

const FUNCTIONS: Readonly<Record<FunctionId, FunctionRow>> = {
  Validator: { ...validator, handler: 'index.handler', description: 'Verifies the digests and log files of the trail' },
  Shard: { ...validator, handler: 'index.shard', description: 'Verifies one account and Region over a time' },
  Merge: {
    ...validator,
    handler: 'index.merge',
    description: 'Makes one verdict of all shards, and keeps it as evidence',
  },
  Publisher: {
    asset: 'publish',
    handler: 'index.handler',
    description: 'Publishes what a run found to people and services',
    timeout: Duration.minutes(5),
    memorySize: REPORT_MEMORY,
  },
  Watch: {
    asset: 'watch',
    handler: 'index.handler',
    description: 'Measures the age of the newest evidence, apart from the function that makes it',
    timeout: Duration.minutes(1),
    memorySize: 256,
  },
};

/** The functions of digest validation, each with a role and a log group of its own. */
export class ValidationFunctions extends Construct {
  constructor(scope: Construct, id: string, props: ValidationFunctionsProps) {
    super(scope, id);
    for (const functionId of FUNCTION_IDS) new ValidationFunction(this, functionId, { ...props, id: functionId });
  }
}

class ValidationFunction extends Construct {
  constructor(scope: Construct, id: string, props: ValidationFunctionsProps & { readonly id: FunctionId }) {
    super(scope, id);
    const { names, trail } = props.context;
    const row = FUNCTIONS[props.id];
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      logGroupName: names.functionLogGroupName(props.id),
      encryptionKey: props.key,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.createRole(props);
    const resource = new lambda.Function(this, 'Resource', {
      functionName: clipped(names.functionName(props.id)),
      description: `${row.description} (${trail.trailName})`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: bundledCode(row.asset),
      handler: row.handler,
      timeout: row.timeout,
      memorySize: row.memorySize,
      // Its policy is complete: the L2 would add wider statements of its own.
      role: role.withoutPolicyUpdates(),
      environment: props.environment(props.id),
      environmentEncryption: props.key,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      deadLetterQueue: props.queue,
      retryAttempts: 1,
      maxEventAge: Duration.hours(1),
      reservedConcurrentExecutions: props.id === 'Validator' ? props.reservedConcurrency : undefined,
    });
    resource.node.addDependency(role);
    suppress(
      resource.node.defaultChild!,
      'It calls public endpoints of AWS in all Regions and holds no inbound connection; a VPC would need a NAT gateway or endpoints in each Region',
      [...nistAndPci('LambdaInsideVPC'), controlTower('lambda_inside_vpc_check')],
    );
    suppress(
      resource.node.defaultChild!,
      'One run at a time is held by a lease. Reserved concurrency, possible by a property, fails to deploy where an account has the quota of a new one',
      nistAndPci('LambdaConcurrency'),
    );
  }

  private createRole({
    context,
    id,
    publishStatements,
  }: ValidationFunctionsProps & { readonly id: FunctionId }): iam.Role {
    const { names, trail } = context;
    return createRole(this, 'Role', {
      roleName: names.roleName(id),
      description: `${FUNCTIONS[id].description} (${trail.trailName})`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      permissions: [
        ...FUNCTION_PERMISSIONS[id](context),
        ...(id === 'Publisher' ? publishStatements.map(toPermission) : []),
      ],
    });
  }
}

function toPermission(statement: iam.PolicyStatement, index: number): Permission {
  return {
    sid: ['NotifyPeople', 'EncryptForPeople'][index],
    actions: statement.actions,
    resources: statement.resources,
    conditions: statement.conditions as iam.Conditions,
    wildcard: 'The condition names the one key by its alias, so that no stack refers to another',
  };
}
