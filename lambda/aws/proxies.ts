/** The proxies of an environment, read as the AWS CLI reads them. */
export interface Proxies {
  readonly http?: string;
  readonly https?: string;
  /** Hosts to which no proxy leads, with commas. */
  readonly none: string;
}

/** Names in lower case come first. One that is empty says that there is no proxy. */
export function proxiesOf(environment: NodeJS.ProcessEnv): Proxies {
  const read = (name: string) => environment[name] ?? environment[name.toUpperCase()];
  return { http: proxyUrl(read('http_proxy')), https: proxyUrl(read('https_proxy')), none: read('no_proxy') ?? '' };
}

/** A proxy without a scheme is spoken to over HTTP. */
function proxyUrl(given: string | undefined): string | undefined {
  const text = given?.trim() ?? '';
  if (text === '') return undefined;
  if (text.startsWith('//')) return `http:${text}`;
  return /^[a-z][a-z0-9]*:\/\//i.test(text) ? text : `http://${text}`;
}
