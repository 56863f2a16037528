import { CommandError } from '../exit-codes.ts';

/** Names of a connector that is to be. */
export interface NewNames {
  /** Folder, image and npm name, such as `my-feed`. */
  readonly slug: string;
  /** Name shown by the platform, such as `My feed`. */
  readonly title: string;
}

const SLUG = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Prefixes that belong to every connector, and to what is around it. */
const TAKEN = new Set(['opencti', 'connector', 'https', 'http', 'mq', 's3', 'listen-protocol', 'sandbox', 'octc']);

/** Why a name cannot be a slug; undefined when it can. */
export function whyNoSlug(slug: string): string | undefined {
  if (!SLUG.test(slug)) return 'lower-case letters and digits with single hyphens, such as my-feed';
  return TAKEN.has(slug)
    ? `another name: the settings ${slug.replaceAll('-', '_').toUpperCase()}_* mean something else`
    : undefined;
}

/** `My Feed` and `my_feed` are meant as `my-feed`. @throws CommandError when nothing can be made of it. */
export function namesOf(written: string, title: string | undefined): NewNames {
  const slug = written
    .trim()
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[\s_.]+/g, '-');
  const why = whyNoSlug(slug);
  if (why) throw new CommandError(`"${written}" cannot be the name of a connector. It wants ${why}`);
  const words = slug.replaceAll('-', ' ');
  const shown = title ?? words.charAt(0).toUpperCase() + words.slice(1);
  if (/['"`\\$\n]/.test(shown)) throw new CommandError('The title cannot have quotes, backslashes or dollar signs.');
  return { slug, title: shown };
}
