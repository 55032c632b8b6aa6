/** Names of the GPUs that nvidia-smi lists, each once; none where it is not installed or fails. */
export function nvidiaGpuNames(): readonly string[] {
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  try {
    const listed = execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    const names = listed.split('\n').map((line) => line.trim());
    return [...new Set(names.filter((name) => name !== ''))];
  } catch {
    return [];
  }
}
