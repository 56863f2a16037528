/** What a person comes to the console for, done in a browser with real connectors. Pictures go to a temporary folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Stage } from './stage.ts';
import { hasChromium, openBrowser, Visitor } from './visitor.ts';

const SAMPLE = join(import.meta.dirname, '../../connectors/mitre-attack/sample');

describe.skipIf(!hasChromium)('a visitor', { timeout: 60_000 }, () => {
  let stage: Stage;
  let browser: Browser;
  let visitor: Visitor;
  beforeAll(async () => {
    stage = await Stage.open();
    browser = await openBrowser();
    await stage.start('mitre-attack', { MITRE_FOLDER: SAMPLE, MITRE_DOMAINS: 'ics' });
    await stage.startWhois();
    await stage.start('export-file-csv', { OPENCTI_TOKEN: stage.adminToken });
    visitor = await Visitor.open(browser, stage.link);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  test('sees a connector, its state and its work', async () => {
    const { page } = visitor;
    const row = page.getByRole('row', { name: /MITRE ATT&CK/ });
    await row.getByText('Alive').waitFor();
    await visitor.picture('connectors');

    await row.getByRole('link', { name: 'MITRE ATT&CK' }).click();

    await page.getByText('Complete', { exact: true }).waitFor();
    const progress = page.getByRole('progressbar');
    expect(await progress.getAttribute('value')).toBe(await progress.getAttribute('max'));
    await page.locator('pre.state').getByText('ics-attack').waitFor();
    await visitor.picture('connector');
    await visitor.goTo('Works');
    await page.getByText(/objects sent in/).waitFor();
    await visitor.picture('works');
  });

  test('finds a technique in the matrix and looks at what is around it', async () => {
    const { page } = visitor;
    await visitor.goTo('Matrix');
    const tactics = page.locator('.matrix h2');
    await tactics.first().waitFor();
    expect(await tactics.allTextContents()).toEqual(['Invented entry 4', 'Invented control 4', 'Invented damage 4']);
    await visitor.picture('matrix');

    await page.getByRole('searchbox').fill('t9007');
    await expect
      .poll(() => page.locator('a.cell').allInnerTexts(), { timeout: 10_000 })
      .toEqual(['Hidden Ladder\nT9007']);
    await page.getByRole('link', { name: /Hidden Ladder/ }).click();

    await page.getByRole('heading', { level: 1, name: 'Hidden Ladder' }).waitFor();
    const around = page.locator('svg.graph').getByRole('link');
    await expect.poll(() => around.count(), { timeout: 10_000 }).toBeGreaterThan(2);
    await visitor.picture('technique');
    await page
      .getByRole('link', { name: /^is uses by: / })
      .first()
      .click();
    await page.locator('.page-note').getByText('Intrusion-Set').waitFor();
  });

  test('asks to enrich a domain and sees it arrive', async () => {
    const { page } = visitor;
    await stage.push([{ type: 'domain-name', id: 'domain-name--1', value: 'quiet-heron.org' }]);
    await visitor.goTo('Entities');
    await page.getByRole('searchbox').fill('quiet-heron.org');
    await page.getByRole('cell').getByRole('link', { name: 'quiet-heron.org' }).click();
    await page.getByText('Nothing is related to it yet.').waitFor();

    await page.getByRole('button', { name: /^Ask WHOIS/ }).click();

    await visitor.told('The enrichment has arrived');
    await page.getByRole('link', { name: 'belongs-to: Owner of quiet-heron.org, Organization' }).waitFor();
    await visitor.picture('enriched');
  });

  test('exports a list and has the file', async () => {
    const { page } = visitor;
    await visitor.goTo('Entities');
    await page
      .getByRole('navigation', { name: 'Types' })
      .getByRole('link', { name: /Malware/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Malware' }).waitFor();
    await page.getByRole('button', { name: 'Export list…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    const button = page.getByRole('dialog').getByRole('button', { name: 'Download' });
    await button.waitFor();
    await visitor.picture('export');

    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);

    expect(download.suggestedFilename()).toMatch(/Malware_simple\.csv$/);
    expect(readFileSync(await download.path(), 'utf8')).toContain('MarshWorm');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await visitor.goTo('Files');
    await page.getByRole('button', { name: /^Download .*Malware_simple\.csv/ }).waitFor();
    await visitor.picture('files');
  });

  test('drops a STIX file and sees the import', async () => {
    const { page } = visitor;
    await stage.start('import-file-stix');
    await visitor.goTo('Files');
    const dropped = await page.evaluateHandle(DROPPED);
    await page.dispatchEvent('.drop', 'drop', { dataTransfer: dropped });
    await page.getByText('Chosen: heron.json').waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();

    const row = page.getByRole('row', { name: /heron\.json/ });
    await row.getByText('Complete').waitFor();
    await visitor.picture('imported');
    await visitor.goTo('Entities');
    await page.getByRole('searchbox').fill('Dropped Heron');
    await page.getByRole('cell').getByRole('link', { name: 'Dropped Heron' }).click();
    await page.getByRole('link', { name: 'is uses by: Tern Droppers, Intrusion-Set' }).waitFor();
  });

  test('resets a state after the question of the platform', async () => {
    const { page } = visitor;
    await visitor.goTo('Connectors');
    await page.getByRole('link', { name: 'MITRE ATT&CK' }).click();
    await page.getByRole('button', { name: 'Reset state…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Do you want to reset the state and purge messages queue of this connector?').waitFor();
    await dialog.getByText('Number of messages: 0').waitFor();
    await visitor.picture('reset');

    await dialog.getByRole('button', { name: 'Reset', exact: true }).click();

    await visitor.told('The connector state has been reset and messages queue has been purged');
    await page.getByText('Reset under way').waitFor();
    await page.locator('pre.state').getByText('none').waitFor();
  });

  test('follows the event stream', async () => {
    const { page } = visitor;
    await visitor.goTo('Live events');
    await page.getByText('Live', { exact: true }).waitFor();

    await stage.push([{ type: 'malware', id: 'malware--2', name: 'Late Heron', is_family: false }]);

    await page.getByRole('link', { name: 'creates a Malware `Late Heron`' }).waitFor();
    await visitor.picture('events');
    await page.getByRole('button', { name: 'Pause' }).click();
    await stage.push([{ type: 'malware', id: 'malware--3', name: 'Later Heron', is_family: false }]);
    await page.getByText('2 changes').waitFor();
    expect(await page.getByText('Later Heron').count()).toBe(0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('link', { name: 'creates a Malware `Later Heron`' }).waitFor();
  });

  test('did all this without a request to another host, and without an error', () => {
    expect(visitor.addresses.filter((address) => !/^(blob:)?http/.test(address))).toEqual([]);
    expect(visitor.addresses.filter((address) => !address.replace('blob:', '').startsWith(stage.url))).toEqual([]);
    expect(visitor.addresses.filter((address, index) => index > 0 && address.includes(stage.adminToken))).toEqual([]);
    expect(visitor.errors).toEqual([]);
  });
});

const UUID = '7c1f1b6e-3f0a-4c0b-9f0e-0a1b2c3d4e5f';
const TIMES = { created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z' };
const COMMON = { spec_version: '2.1', ...TIMES };
const MALWARE = { type: 'malware', id: `malware--${UUID}`, name: 'Dropped Heron', is_family: true };
const GROUP = { type: 'intrusion-set', id: `intrusion-set--${UUID}`, name: 'Tern Droppers' };
const USES = { relationship_type: 'uses', source_ref: GROUP.id, target_ref: MALWARE.id };
const OBJECTS = [MALWARE, GROUP, { type: 'relationship', id: `relationship--${UUID}`, ...USES }];
const FILE = JSON.stringify({
  type: 'bundle',
  id: `bundle--${UUID}`,
  objects: OBJECTS.map((one) => ({ ...one, ...COMMON })),
});
/** What the browser has in hand when somebody drags a file: only a script of the page can make one. */
const DROPPED = `(() => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([${JSON.stringify(FILE)}], 'heron.json', { type: 'application/json' }));
  return dropped;
})()`;
