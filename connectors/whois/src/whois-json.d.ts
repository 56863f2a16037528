/** It carries no types of its own. */
declare module 'whois-json' {
  export default function whois(name: string, options: object): Promise<Record<string, string>>;
}
