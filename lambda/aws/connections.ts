import { Agent, EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';
import { proxiesOf, type Proxies } from './proxies';

export interface ConnectionOptions {
  /** Certificates in PEM that are trusted instead of those that Node brings. */
  readonly ca?: string;
  /** The most connections to one host. */
  readonly connections: number;
  /** The most milliseconds until a connection stands; 0 for no limit. */
  readonly connectTimeout: number;
  /** The most milliseconds without a byte from the service; 0 for no limit. */
  readonly timeout: number;
}

/** Opens connections, by the proxies that the environment names where it names some. */
export function openConnections({ ca, connections, connectTimeout, timeout }: ConnectionOptions): Dispatcher {
  const connect = { timeout: connectTimeout, ...(ca !== undefined && { ca }) };
  const limits = { connections, headersTimeout: timeout, bodyTimeout: timeout, connect };
  const proxies = proxiesOf(process.env);
  const factory = (origin: string | URL, options: object) =>
    hasProxy(proxies, new URL(origin)) ? byProxy(proxies, limits) : new Pool(origin, options);
  return new Agent({ ...limits, factory });
}

/** As for the AWS CLI, HTTP_PROXY is for http alone. */
function hasProxy({ http, https }: Proxies, { protocol }: URL): boolean {
  return (protocol === 'https:' ? https : http) !== undefined;
}

function byProxy({ http = '', https = '', none }: Proxies, limits: { readonly connect: object }): Dispatcher {
  const tls = { requestTls: limits.connect, proxyTls: limits.connect };
  return new EnvHttpProxyAgent({ ...limits, ...tls, httpProxy: http, httpsProxy: https, noProxy: none });
}
