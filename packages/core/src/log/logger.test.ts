import { expect, test } from 'vitest';
import { PlatformError } from '../errors.ts';
import { createLogger } from './logger.ts';

function capture(level: 'info' | 'error' = 'info', secrets: string[] = []) {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, log: createLogger({ name: 'whois', level, secrets, destination }) };
}

test('writes the five keys that the platform users know', () => {
  const { lines, log } = capture();

  log.with({ connector_id: 'c1' }).warn('odd answer', { status: 418 });

  expect(Object.keys(lines[0] ?? {}).sort()).toEqual(['attributes', 'level', 'message', 'name', 'timestamp']);
  expect(lines[0]).toMatchObject({ level: 'WARNING', name: 'whois', attributes: { connector_id: 'c1', status: 418 } });
});

test('masks secrets in messages, fields, errors and their stacks', () => {
  const { lines, log } = capture('info', ['s3cret-token']);

  log.error('refused s3cret-token', { header: ['Bearer s3cret-token'], error: new Error('with s3cret-token') });

  expect(JSON.stringify(lines)).not.toContain('s3cret-token');
});

test('gives code and message of our errors without a stack, and the stack of others', () => {
  const { lines, log } = capture();

  log.error('a', { error: new PlatformError('refused', { code: 'FORBIDDEN_ACCESS' }) });
  log.error('b', { error: new TypeError('x is undefined') });

  expect(lines[0]?.attributes).toEqual({ error: { code: 'FORBIDDEN_ACCESS', message: 'refused' } });
  expect(lines[1]?.attributes).toMatchObject({ error: { stack: expect.stringContaining('logger.test.ts') } });
});

test('says nothing below its level', () => {
  const { lines, log } = capture('error');

  log.info('quiet');

  expect(lines).toEqual([]);
});
