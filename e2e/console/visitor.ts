/** Somebody who looks at the console: the system's Chromium, driven by playwright-core, and what it did on the network. */
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's, and what the machines of GitHub have. */
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/google-chrome'];
const executablePath = BROWSERS.find((path) => existsSync(path));
const WAIT_MS = 20_000;

export const hasChromium = executablePath !== undefined;
if (!hasChromium) console.info(`skipped: neither ${BROWSERS.join(' nor ')} is there`);

/** Pictures of the views go here, to be looked at. */
export const PICTURES = join(tmpdir(), 'opencti-connectors-console');

/** The sandbox of Chromium needs more than root in a container has. */
export function openBrowser(): Promise<Browser> {
  mkdirSync(PICTURES, { recursive: true });
  return chromium.launch({ args: ['--no-sandbox'], ...(executablePath ? { executablePath } : {}) });
}

export interface VisitorOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A page of the console, and everything that must not happen on it. */
export class Visitor {
  readonly page: Page;
  /** Every address that was asked for, `data:` and `blob:` included. */
  readonly addresses: string[] = [];
  /** Errors of scripts, and what the browser wrote to its console: refusals of the policy stand there. */
  readonly errors: string[] = [];
  /** Texts of dialogs that a script opened. */
  readonly alerts: string[] = [];
  /** Bytes of bodies that were received. */
  received = 0;

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(WAIT_MS);
    page.on('request', (request) => this.addresses.push(request.url()));
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.errors.push(message.text());
    });
    page.on('dialog', (dialog) => {
      this.alerts.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('requestfinished', async (request) => {
      this.received += (await request.sizes()).responseBodySize;
    });
  }

  /** Opens the console by the link that the sandbox prints. */
  static async open(browser: Browser, link: string, options: VisitorOptions = {}): Promise<Visitor> {
    const { width = 1360, height = 850, colorScheme = 'light' } = options;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, acceptDownloads: true });
    const visitor = new Visitor(await context.newPage());
    await visitor.page.goto(link);
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    return visitor;
  }

  /** Goes to a view by the navigation, as a person does. */
  async goTo(view: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
    await this.page.getByRole('heading', { level: 1, name: view }).waitFor();
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`) });
  }

  /** Waits for a notice at the foot of the page. */
  async told(text: string): Promise<void> {
    await this.page.locator('.notices').getByText(text).first().waitFor();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
