/** Longest time a stopping process may take to end its work and store its state. */
export const DRAIN_MS = 10_000;

/** An abort signal that SIGTERM and SIGINT trigger; a second one ends the process at once. */
export function stopSignal(): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort(new DOMException(`Stopped by ${name}`, 'AbortError'));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const dispose = () => {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
  };
  return { signal: controller.signal, dispose };
}

/** Ends the process when draining takes longer than it may. The timer does not keep the process alive. */
export function forceExitAfterDrain(signal: AbortSignal, onTimeout: () => void): void {
  signal.addEventListener('abort', () => {
    setTimeout(() => {
      onTimeout();
      process.exit(0);
    }, DRAIN_MS).unref();
  });
}
