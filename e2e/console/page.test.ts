/** What holds for the page itself: hostile data, its policy, its size, large knowledge, keys, and accessibility. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Sandbox, startSandbox } from '@opencti-connectors/sandbox';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { askEnrichment } from '../../packages/sandbox/src/jobs/enrichment.ts';
import { sandboxOnBroker } from '../amqp-wires.ts';
import { brokerPlace, hasBroker } from '../broker/vhost.ts';
import { hasChromium, openBrowser, Visitor, type VisitorOptions } from './visitor.ts';

const DIST = join(import.meta.dirname, '../../packages/console/dist');
const MAX_GZIP = 80_000;
const MANY = 24_000;

let browser: Browser;
beforeAll(async () => {
  if (hasChromium) browser = await openBrowser();
});
afterAll(() => browser?.close());

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(options: VisitorOptions = {}, sandbox?: Sandbox): Promise<{ sandbox: Sandbox; visitor: Visitor }> {
  const given = sandbox ?? (await startSandbox());
  if (!sandbox) closing.push(() => given.close());
  const visitor = await Visitor.open(browser, given.consoleLink ?? '', options);
  closing.push(() => visitor.close());
  return { sandbox: given, visitor };
}

const REGISTER = 'mutation R($input: RegisterConnectorInput) { registerConnector(input: $input) { id } }';

async function register({ url, platform }: Sandbox, input: object): Promise<void> {
  await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${platform.connectorToken}` },
    body: JSON.stringify({ query: REGISTER, variables: { input } }),
  });
}

/** A little of everything, one of each kind under a name that wants to be a script. */
const EVIL = '<img src=x onerror=alert(1)><script>alert(2)</script>" onfocus="alert(3)';
async function fill(sandbox: Sandbox, name = EVIL): Promise<{ malware: string; technique: string }> {
  const { graph, works } = sandbox.platform;
  const phase = { kill_chain_name: name, phase_name: name, x_opencti_order: 1 };
  const malware = graph.upsert({ type: 'malware', id: 'malware--1', name, description: name, labels: [name] });
  const technique = graph.upsert({
    type: 'attack-pattern',
    id: 'attack-pattern--1',
    name,
    kill_chain_phases: [phase],
    external_references: [{ source_name: name, url: 'javascript:alert(4)' }],
  });
  const refs = { source_ref: malware.standardId, target_ref: technique.standardId };
  graph.upsert({ type: 'relationship', id: 'relationship--1', relationship_type: 'uses', ...refs });
  await register(sandbox, { id: 'c1', name, type: 'EXTERNAL_IMPORT', scope: [name], enrichment_resolution: 'none' });
  const work = works.add('c1', name, true, 'user');
  works.toProcessed(work.id, name, true);
  return { malware: malware.id, technique: technique.id };
}

/** What a script would do that got into the page: call another host, and write a script of its own. */
const TRY_TO_ESCAPE = `(async () => {
  const fetched = await fetch('http://127.0.0.1:9/').catch((error) => error.name);
  let set = 'set';
  try {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.head.append(script);
  } catch (error) {
    set = error.name;
  }
  return { fetched, set, ran: 'ran' in window };
})()`;

/** Every view, with a text that stands there once its data have come. */
const viewsOf = ({ malware, technique }: { malware: string; technique: string }, text: string) =>
  new Map([
    ['#/connectors', text],
    ['#/connectors/c1', text],
    ['#/works', text],
    ['#/entities', text],
    ['#/relationships', text],
    [`#/entity/${malware}`, text],
    [`#/entity/${technique}`, text],
    ['#/matrix', text],
    ['#/files', 'No file was uploaded yet.'],
    ['#/events', 'Waiting for the next change…'],
  ]);

/** Shows a view, and waits for its data. */
async function visit(page: Page, hash: string, text: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  const shown = page.locator('main').getByText(text).filter({ visible: true });
  await expect.poll(() => shown.count(), { timeout: 10_000, message: `${text} in ${hash}` }).toBeGreaterThan(0);
}

test('is small', () => {
  const files = readdirSync(DIST, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const sizes = files.map(({ parentPath, name }) => gzipSync(readFileSync(join(parentPath, name))).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_GZIP);
});

describe.skipIf(!hasChromium)('in a browser', { timeout: 60_000 }, () => {
  test('hostile names are text in every view, and nothing runs or is fetched', async () => {
    const { sandbox, visitor } = await open();
    const ids = await fill(sandbox);
    const { page } = visitor;
    for (const [view, text] of viewsOf(ids, '<img src=x onerror')) {
      await visit(page, view, text);
      if (view === '#/events') {
        await page.getByText('Live', { exact: true }).waitFor();
        await fill(sandbox, `${EVIL} again`);
        await page
          .getByRole('link', { name: /onerror.* again/ })
          .first()
          .waitFor();
      }
      expect(await page.locator('img, script:not([src])').count()).toBe(0);
      // Addresses of data are shown, and lead nowhere.
      expect(await page.locator('a:not([href^="#"])').count()).toBe(0);
    }
    expect(visitor.alerts).toEqual([]);
    expect(visitor.errors).toEqual([]);
    expect(visitor.addresses.filter((address) => !address.startsWith(sandbox.url))).toEqual([]);
  });

  test('signs that turn text round are spelt out', async () => {
    const { sandbox, visitor } = await open();
    const { id } = sandbox.platform.graph.upsert({ type: 'malware', id: 'malware--1', name: 'heron\u202egpj.exe' });
    await visit(visitor.page, `#/entity/${id}`, 'heron');
    await visitor.page.getByRole('heading', { level: 1, name: 'heron\\u202egpj.exe' }).waitFor();
  });

  test('the policy refuses another host, inline scripts and text as code', async () => {
    const { visitor } = await open();
    const { page } = visitor;
    const refused = await page.evaluate(TRY_TO_ESCAPE);
    expect(refused).toEqual({ fetched: 'TypeError', set: 'TypeError', ran: false });
    expect(visitor.errors.join()).toContain("connect-src 'self'");
  });

  test('the token leaves the address at once, and a wrong one is asked for again', async () => {
    const { sandbox, visitor } = await open();
    const { page } = visitor;
    await page.getByText('No connector has registered yet.').waitFor();
    expect(page.url()).toBe(`${sandbox.url}/console/#/connectors`);
    await page.evaluate("sessionStorage.setItem('sandbox-token', 'wrong')");
    await page.reload();
    await page.getByLabel('Admin token').fill(sandbox.platform.adminToken);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('No connector has registered yet.').waitFor();
  });

  test(`of ${MANY} objects only a page is fetched, and the last page is reached by cursors`, async () => {
    const { sandbox, visitor } = await open();
    const { graph } = sandbox.platform;
    for (let number = 0; number < MANY; number++) {
      const name = `Heron ${String(number).padStart(5, '0')}`;
      graph.upsert({ type: 'malware', id: `malware--${number}`, name, description: 'x'.repeat(1_000) });
    }
    const { page } = visitor;
    const before = visitor.received;
    await visitor.goTo('Entities');
    await page.getByRole('link', { name: 'Heron 00000' }).waitFor();
    expect(await page.getByRole('table').getByRole('row').count()).toBe(51);
    expect(visitor.received - before).toBeLessThan(40_000);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('link', { name: 'Heron 00050' }).waitFor();
    await page.getByText('51–100 of 24,000').waitFor();
    await page.getByRole('searchbox').fill('"Heron 2399"');
    await page.getByText('1–10 of 10').waitFor();
    expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
  });

  test('is worked by keys alone', async () => {
    const { sandbox, visitor } = await open();
    await fill(sandbox, 'Heron');
    const { page } = visitor;
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.getByRole('heading', { level: 1, name: 'Entities' }).waitFor();
    await page.getByRole('link', { name: 'Heron' }).first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Heron' }).waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys and help' }).waitFor();
    await page.getByRole('checkbox', { name: 'Single-key shortcuts' }).press('Space');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    expect(await page.getByRole('heading', { level: 1, name: 'Matrix' }).count()).toBe(0);
  });

  test('arrows lead through the matrix, and Tab leaves it', async () => {
    const { sandbox, visitor } = await open();
    const { graph } = sandbox.platform;
    for (const [number, phase] of ['a', 'a', 'b'].entries()) {
      const kill_chain_phases = [{ kill_chain_name: 'chain', phase_name: phase, x_opencti_order: number }];
      graph.upsert({
        type: 'attack-pattern',
        id: `attack-pattern--${number}`,
        name: `Way ${number}`,
        kill_chain_phases,
      });
    }
    const { page } = visitor;
    await visitor.goTo('Matrix');
    await page.getByRole('link', { name: 'Way 0' }).focus();
    const focused = () => page.evaluate('document.activeElement.querySelector(".cell-name").textContent');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('Way 1');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('Way 2');
    expect(await page.locator('a.cell[tabindex="0"]').allTextContents()).toEqual(['Way 2']);
  });

  test.each([
    { colorScheme: 'light', width: 1360 },
    { colorScheme: 'dark', width: 1360 },
    { colorScheme: 'light', width: 390 },
  ] as const)('axe finds nothing in any view, and none is wider than the window: %j', async (options) => {
    const { sandbox, visitor } = await open(options);
    const ids = await fill(sandbox, 'Quiet Heron of the very long name that is nearly a sentence');
    const { page } = visitor;
    for (const [view, text] of viewsOf(ids, 'Quiet Heron of the very')) {
      await visit(page, view, text);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      expect({ view, found }).toEqual({ view, found: [] });
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect({ view, overflow }).toEqual({ view, overflow: 0 });
    }
    await visitor.picture(`axe-${options.colorScheme}-${options.width}`);
  });

  test('the theme is chosen, and stays', async () => {
    const { visitor } = await open();
    const { page } = visitor;
    const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await paper();
    await page.getByRole('button', { name: 'Theme: system' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    expect(await paper()).not.toBe(light);
    await page.reload();
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    expect(await paper()).not.toBe(light);
  });

  test.skipIf(!hasBroker)('a reset says how many messages wait, and they are gone', async () => {
    const sandbox = await sandboxOnBroker(await brokerPlace());
    closing.push(() => sandbox.close());
    const { platform } = sandbox;
    await register(sandbox, { id: 'c2', name: 'Waiting', type: 'INTERNAL_ENRICHMENT', scope: ['Malware'] });
    const malware = platform.graph.upsert({ type: 'malware', id: 'malware--1', name: 'Heron' });
    for (let number = 0; number < 3; number++) await askEnrichment(platform, malware, 'c2', 'user');
    const { visitor } = await open({}, sandbox);
    const { page } = visitor;
    await page.getByRole('link', { name: 'Waiting' }).click();
    await page.getByRole('button', { name: 'Reset state…' }).click();
    await page.getByText('Number of messages: 3').waitFor();
    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    await page.getByText('0 messages').waitFor();
    await visitor.told('messages queue has been purged');
  });
});
