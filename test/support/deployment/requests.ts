import { decode, ServiceError, type ServiceRequest, type StandInRequest, type StandInService } from '../stand-ins';

/** A request as the accounts see it. */
export interface Asked {
  /** The operation of the API, such as `cloudwatch:GetMetricData`. */
  readonly operation: string;
  /** The IAM action that it takes. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly accountId: string;
  readonly region: string;
  readonly requestId: string;
  /** When it came in. */
  readonly time: number;
}

/** The prefixes of IAM actions where they differ from the names by which requests are signed. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** The IAM actions whose names differ from those of the operations. */
const ACTIONS: Readonly<Record<string, string>> = {
  's3:ListObjectsV2': 's3:ListBucket',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  's3:PutObjectLockConfiguration': 's3:PutBucketObjectLockConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:PutPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
};

/** A session whose policy denies everything has this in its access key. */
const DENIED_SESSION = 'DENIED';

type Verify = (request: StandInRequest) => string | undefined;
type Respond = (asked: Asked) => object | Promise<object>;

/** Takes the requests of all services, notes them, and answers them in their protocols. */
export class AwsRequests {
  public readonly asked: Asked[] = [];

  public constructor(private readonly now: () => number) {}

  public service(accessKeys: Readonly<Record<string, string>>, verify: Verify, respond: Respond): StandInService {
    return async (request) => {
      const operation = decode(request);
      if (operation === undefined) return { status: 501, body: `not understood: ${request.method} ${request.rawUrl}` };
      const requestId = `request-${this.asked.length + 1}`;
      try {
        if (verify(request) !== undefined) throw new ServiceError('SignatureDoesNotMatch', 'not as signed', 403);
        const { accessKeyId = '', region = '' } = request;
        const asked = { ...this.note(operation, accessKeys[accessKeyId], region), requestId, time: this.now() };
        this.asked.push(asked);
        if (accessKeyId.includes(DENIED_SESSION) && operation.service !== 'sts') throw denial(asked.action);
        return withId(operation.encode(await respond(asked)), requestId);
      } catch (error) {
        const answer = error instanceof ServiceError ? error : new ServiceError('StandInFailure', String(error));
        return withId(operation.encodeError(answer), requestId);
      }
    };
  }

  private note({ service, name, input }: ServiceRequest, accountId: string, region: string) {
    const operation = `${PREFIXES[service] ?? service}:${name}`;
    return { operation, action: ACTIONS[operation] ?? operation, input, accountId, region };
  }
}

export function denial(action: string): ServiceError {
  return new ServiceError('AccessDeniedException', `User is not authorized to perform: ${action}`, 403);
}

function withId<T extends { readonly headers?: Record<string, string | number> }>(response: T, id: string): T {
  return { ...response, headers: { ...response.headers, 'x-amzn-requestid': id, 'x-amz-request-id': id } };
}
