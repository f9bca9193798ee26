// Errors as the server states them (RFC 9457), and as the network leaves them.

export type ProblemDocument = {
  type?: string;
  title?: string;
  status?: number;
  detail?: string | null;
  code?: string | null;
  trace_id?: string | null;
  errors?: { loc: (string | number)[]; msg: string; type: string }[] | null;
};

export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly document: ProblemDocument,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(describe(status, document));
    this.name = 'ApiProblem';
  }

  get code(): string | null {
    return this.document.code ?? null;
  }
}

/** One or two sentences for a person: the detail, and each field at fault. */
function describe(status: number, document: ProblemDocument): string {
  const text = document.detail || document.title || `The server answered ${status}.`;
  const fields = (document.errors ?? [])
    // A single fault is often the detail itself, and is not said twice.
    .filter(({ msg }) => !text.includes(msg))
    .map(({ loc, msg }) => `${loc.filter((part) => part !== 'query' && part !== 'body').join('.')}: ${msg}`);
  return [text, ...fields].join(' ');
}

/** Reads any failed answer, also one from a proxy that does not speak problem documents. */
export function problemFrom(response: Response, body: unknown): ApiProblem {
  const seconds = Number(response.headers.get('retry-after'));
  const document = isDocument(body) ? body : { title: response.statusText };
  return new ApiProblem(response.status, document, seconds > 0 ? seconds : null);
}

export function isDocument(body: unknown): body is ProblemDocument {
  return typeof body === 'object' && body !== null && ('title' in body || 'detail' in body);
}

/** `fetch` found nobody: the one failure that comes without an answer. */
export class NoAnswer extends Error {
  constructor(cause: unknown) {
    super('The server cannot be reached.', { cause });
    this.name = 'NoAnswer';
  }
}

/** What to show for anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiProblem) {
    const wait = error.retryAfterSeconds;
    return wait ? `${error.message} Try again in ${wait} s.` : error.message;
  }
  if (error instanceof NoAnswer) return error.message;
  return error instanceof Error ? error.message : String(error);
}
