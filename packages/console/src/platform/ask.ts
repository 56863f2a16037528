import { authorization, loseToken } from './session.ts';

export type Variables = Readonly<Record<string, unknown>>;

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly name?: string }[];
}

/** What the platform said instead of an answer. */
export class Refused extends Error {
  /** The platform's word for it, such as `FORBIDDEN_ACCESS`. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.name = 'Refused';
    this.code = code;
  }
}

/** One GraphQL request. @throws Refused; TypeError when the sandbox does not answer */
export async function ask<Data>(query: string, variables: Variables = {}, signal?: AbortSignal): Promise<Data> {
  const answer = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization() },
    body: JSON.stringify({ query, variables }),
    ...(signal ? { signal } : {}),
  });
  return read<Data>(answer);
}

/** A GraphQL request with one file, by the convention for multipart requests (protocol.md 1.6). */
export async function askWithFile<Data>(query: string, variables: Variables, file: File): Promise<Data> {
  const form = new FormData();
  form.append('operations', JSON.stringify({ query, variables: { ...variables, file: null } }));
  form.append('map', JSON.stringify({ 0: ['variables.file'] }));
  form.append('0', file, file.name);
  return read<Data>(await fetch('/graphql', { method: 'POST', headers: authorization(), body: form }));
}

async function read<Data>(answer: Response): Promise<Data> {
  const { data, errors } = (await answer.json()) as Answer<Data>;
  const [error] = errors ?? [];
  if (error?.name === 'AUTH_REQUIRED') loseToken();
  if (error) throw new Refused(error.message, error.name ?? '');
  if (!data) throw new Refused(`The sandbox answered ${answer.status} without data`, '');
  return data;
}

/** A page of the sandbox's own. @throws Refused */
export async function askSandbox<Data>(path: string, signal?: AbortSignal): Promise<Data> {
  const answer = await fetch(path, { headers: authorization(), ...(signal ? { signal } : {}) });
  if (answer.status === 403) loseToken();
  if (!answer.ok) throw new Refused(`${path} answered ${answer.status}`, String(answer.status));
  return (await answer.json()) as Data;
}

/** Brings a file of the platform to the visitor's disk. The token goes in a header, so a plain link does not do. */
export async function download(id: string, name: string): Promise<void> {
  const path = id.split('/').map(encodeURIComponent).join('/');
  const answer = await fetch(`/storage/get/${path}`, { headers: authorization() });
  if (!answer.ok) throw new Refused(`The file could not be read (${answer.status})`, String(answer.status));
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
