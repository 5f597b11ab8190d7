import { subscribe } from 'node:diagnostics_channel';
import { escapeText } from '../../lambda/core/format/escape';
import type { Io } from './io';
import { VERSION } from './version';

interface Published {
  readonly request: { readonly origin: string | URL; readonly method: string; readonly path: string };
  readonly response?: { readonly statusCode: number };
  readonly error?: { readonly code?: string; readonly message: string };
}

/** Shows each request and its answer from now on: `--debug`. Nothing that is sent as a header is shown. */
export function showRequests({ stderr }: Pick<Io, 'stderr'>): void {
  const show = (text: string) => stderr.write(`debug: ${escapeText(text)}\n`);
  show(`version ${VERSION}, Node.js ${process.version}`);
  const showAnswer = (message: unknown) => show(answerOf(message as Published));
  for (const channel of ['undici:request:headers', 'undici:request:error']) subscribe(channel, showAnswer);
}

function answerOf({ request, response, error }: Published): string {
  const outcome = response?.statusCode ?? [error?.code, error?.message].filter(Boolean).join(' ');
  return `${request.method} ${String(request.origin)}${request.path} ${outcome}`;
}
