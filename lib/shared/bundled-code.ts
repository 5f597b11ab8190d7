import * as path from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** A bundle that comes with this package: nothing is built at the user's synthesis. */
export function bundledCode(name: string): lambda.Code {
  return lambda.Code.fromAsset(path.join(__dirname, '..', '..', 'assets', name));
}
