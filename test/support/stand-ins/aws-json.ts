import { StandInResponse, StandInService } from './stand-in';

/** The error of an awsJson service: its code, and what it says. */
export class ServiceError extends Error {
  public constructor(
    public readonly code: string,
    message: string,
    public readonly status = 400,
  ) {
    super(message);
  }
}

/** Answers one operation: the input of the request and the Region that it was sent to. */
export type Operation = (input: Record<string, unknown>, region: string, accessKeyId: string) => object;

/** A service with the awsJson protocol: `prefix` ends the target header before the operation, for example `.CloudTrail_20131101.` */
export function awsJsonService(prefix: string, operations: Readonly<Record<string, Operation>>): StandInService {
  return (request, count) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const at = target.indexOf(prefix);
    if (at < 0) return undefined;
    const operation = target.slice(at + prefix.length);
    count(operation);
    try {
      if (!Object.hasOwn(operations, operation)) throw new ServiceError('UnknownOperationException', operation);
      const input = JSON.parse(request.body || '{}');
      return json(200, operations[operation](input, request.region ?? '', request.accessKeyId ?? ''));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return json(error.status, { __type: error.code, message: error.message });
    }
  };
}

function json(status: number, content: object): StandInResponse {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(content) };
}
