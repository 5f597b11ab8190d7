import { LambdaClient } from '@aws-sdk/client-lambda';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Reads } from '../reads';

interface DataLakeSettings {
  readonly CreateDatabaseDefaultPermissions?: readonly unknown[];
  readonly CreateTableDefaultPermissions?: readonly unknown[];
}

/**
 * What is read of Lake Formation: one call, with the credentials and the connections of a client that is here anyway.
 *
 * Of each list AWS permits nothing but everything to IAM_ALLOWED_PRINCIPALS, or an empty one.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataLakeSettings.html
 */
export const DATA_LAKE_READS: Pick<Reads, 'dataLakeDefaults'> = {
  async dataLakeDefaults(region, dnsSuffix) {
    const { DataLakeSettings: settings } = await call(region, dnsSuffix, 'GetDataLakeSettings');
    const isLeftToIam = (list: readonly unknown[] | undefined) => (list ?? []).length > 0;
    return {
      databasesAreLeftToIam: isLeftToIam(settings?.CreateDatabaseDefaultPermissions),
      tablesAreLeftToIam: isLeftToIam(settings?.CreateTableDefaultPermissions),
    };
  },
};

async function call(region: string, dnsSuffix: string, operation: string) {
  const { credentials, sha256, requestHandler } = new LambdaClient({ region }).config;
  const signer = new SignatureV4({ service: 'lakeformation', region, credentials, sha256 });
  const url = new URL(operation, process.env.AWS_ENDPOINT_URL ?? `https://lakeformation.${region}.${dnsSuffix}`);
  const { protocol, hostname, port, host, pathname: path } = url;
  const headers = { host, 'content-type': 'application/json' };
  const at = { protocol, hostname, path, ...(port !== '' && { port: Number(port) }) };
  const request = await signer.sign(new HttpRequest({ ...at, method: 'POST', headers, body: '{}' }));
  const { response } = await requestHandler.handle(request as HttpRequest);
  const text = await textOf(response.body as AsyncIterable<Uint8Array>);
  if (response.statusCode !== 200) throw failure(response.headers, text);
  return JSON.parse(text) as { readonly DataLakeSettings?: DataLakeSettings };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** As the clients of the SDK name it. */
function failure(headers: Readonly<Record<string, string>>, text: string): Error {
  const body = asObject(text);
  const error = new Error(String(body.Message ?? body.message ?? 'no reason was given'));
  error.name = String(headers['x-amzn-errortype'] ?? body.__type ?? 'UnknownError').split(':')[0];
  return error;
}

function asObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
