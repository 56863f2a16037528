/** Proxies of the environment. They are settings too: they may be private. */
export function proxies(): string[] {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
  return names.flatMap((name) => process.env[name] ?? process.env[name.toLowerCase()] ?? []);
}
