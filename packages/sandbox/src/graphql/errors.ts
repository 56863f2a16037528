import { GraphQLError } from 'graphql';

/** HTTP-like status that the platform puts beside each code (protocol.md 1.4). */
const STATUS: Readonly<Record<string, number>> = {
  AUTH_REQUIRED: 401,
  FORBIDDEN_ACCESS: 403,
  FUNCTIONAL_ERROR: 400,
  MISSING_REFERENCE_ERROR: 404,
  ALREADY_DELETED_ERROR: 400,
  UNSUPPORTED_ERROR: 500,
  WORK_NOT_ALIVE: 400,
  DRAFT_LOCKED: 400,
};

/** An error with a code of the platform's. */
export function platformError(code: string, message: string, data: Record<string, unknown> = {}): GraphQLError {
  const status = STATUS[code] ?? 500;
  const genre = status < 500 && code !== 'AUTH_REQUIRED' && code !== 'FORBIDDEN_ACCESS' ? 'BUSINESS' : 'TECHNICAL';
  return new GraphQLError(message, { extensions: { code, data: { http_status: status, genre, ...data } } });
}

const SYNTAX = /^Syntax Error/;
const VARIABLE_VALUE = /^Variable "\$\w+" has invalid value/;
const OPERATION = /operation name/;

/** Errors of the GraphQL engine get the codes of the platform's server; a crash has no data. */
export function engineCode({ message, originalError }: GraphQLError): string {
  if (SYNTAX.test(message)) return 'GRAPHQL_PARSE_FAILED';
  if (OPERATION.test(message)) return 'OPERATION_RESOLUTION_FAILURE';
  if (VARIABLE_VALUE.test(message)) return 'BAD_USER_INPUT';
  return originalError ? 'INTERNAL_SERVER_ERROR' : 'GRAPHQL_VALIDATION_FAILED';
}

/** An error as the platform writes it: `name` repeats the code. */
export function printError(error: GraphQLError, fallback: string): Record<string, unknown> {
  const code = String(error.extensions.code ?? fallback);
  return { ...error.toJSON(), name: code, extensions: { ...error.extensions, code } };
}
