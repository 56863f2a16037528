import type { CallOptions } from './platform.ts';

/** Files that wait for a person to look at them and to import them. */
export interface WorkbenchPort {
  /** Puts a bundle, as JSON text, where its name is listed for analysts. @throws PlatformError */
  offer(fileName: string, bundle: string, options?: CallOptions): Promise<void>;
}
