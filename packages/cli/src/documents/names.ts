/** Names under which a connector is published. */

/** Who publishes: what stands around a connector's own name. */
export interface Publisher {
  /** Page of the sources, without a slash at the end; empty when there is none. */
  readonly repository: string;
  /** In front of the names of images: an account with its slash, or nothing. */
  readonly imagePrefix: string;
}

/** Name of a connector's image, without prefix and tag. */
export function imageBase(slug: string): string {
  return `connector-${slug}`;
}

/** Name of a connector's image, without tag. */
export function imageName(slug: string, { imagePrefix }: Publisher): string {
  return imagePrefix + imageBase(slug);
}

/** Page of the sources that a package.json names by `repository`, in any of npm's forms with a URL. */
export function repositoryPage(repository: { readonly url: string } | string | undefined): string {
  const url = typeof repository === 'string' ? repository : repository?.url;
  return (url ?? '').replace(/^git\+/, '').replace(/\.git$/, '');
}
