/** Runs a command; whatever it throws becomes one line on stderr and exit code 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
    // Not process.exitCode: an engine's threads may still be waiting.
    process.exit(1);
  }
}
