/** A hierarchy of cgroups that limits CPU time. */
interface Hierarchy {
  /** Where it is mounted. */
  readonly mountPoint: string;
  /** The process's group, below the mount point: `a/b`, or empty. */
  readonly group: string;
  readonly version: 1 | 2;
}

/**
 * How many processors' time the cgroups of this process grant it: the least that any of its groups, the outer ones included, has as
 * quota. Infinity without a quota, and where there are no cgroups.
 *
 * @param root The folder that holds proc/ and sys/: `/` but in tests.
 */
export function cpuQuota(root: string): number {
  const quotas = hierarchies(root).flatMap(({ mountPoint, group, version }) => {
    const names = group === '' ? [] : group.split('/');
    // The process's group, the one around it, and so on to the mount point.
    return Array.from({ length: names.length + 1 }, (_, depth) => {
      const folder = [mountPoint, ...names.slice(0, depth)].join('/');
      return version === 2 ? quotaOf(root, `${folder}/cpu.max`) : quotaOfVersion1(root, folder);
    });
  });
  return Math.min(Number.POSITIVE_INFINITY, ...quotas);
}

/** The hierarchies in which the process has a group, from proc/self/cgroup and proc/self/mountinfo. */
function hierarchies(root: string): Hierarchy[] {
  const groups = (read(root, 'proc/self/cgroup') ?? '').split('\n').map((line) => {
    const [, controllers = '', ...path] = line.split(':');
    return { controllers: controllers.split(','), path: path.join(':') };
  });
  return (read(root, 'proc/self/mountinfo') ?? '').split('\n').flatMap((line): Hierarchy[] => {
    // Fields of a mount, ` - `, then its file system, source and options. Blanks in paths are written as \040.
    const [mount = '', system = ''] = line.split(' - ');
    const [, , , mountRoot = '', mountPoint = ''] = mount.split(' ').map(withoutEscapes);
    const [type, , options = ''] = system.split(' ');
    const version = type === 'cgroup2' ? 2 : 1;
    if (version === 1 && !(type === 'cgroup' && options.split(',').includes('cpu'))) {
      return [];
    }
    const found = groups.find(({ controllers }) => controllers.includes(version === 2 ? '' : 'cpu'));
    return found === undefined ? [] : [{ mountPoint, group: below(mountRoot, found.path), version }];
  });
}

/** A group's path below the root of a mount; empty if it lies elsewhere, as seen from within some containers. */
function below(mountRoot: string, path: string): string {
  const outer = mountRoot === '/' ? '' : mountRoot;
  const inside = path === outer || path.startsWith(`${outer}/`);
  const rest = inside ? path.slice(outer.length).replace(/^\/+|\/+$/g, '') : '';
  return rest.split('/').includes('..') ? '' : rest;
}

/** The quota of `cpu.max`, such as `150000 100000` or `max 100000`: microseconds in each period. */
function quotaOf(root: string, file: string): number {
  const [quota = 'max', period = '100000'] = (read(root, file) ?? 'max').trim().split(/\s+/);
  return ratio(Number(quota), Number(period));
}

/** The quota of version 1, of which -1 means none. */
function quotaOfVersion1(root: string, folder: string): number {
  const quota = read(root, `${folder}/cpu.cfs_quota_us`);
  return ratio(Number(quota ?? -1), Number(read(root, `${folder}/cpu.cfs_period_us`) ?? 100_000));
}

function ratio(quota: number, period: number): number {
  return quota > 0 && period > 0 ? quota / period : Number.POSITIVE_INFINITY;
}

function withoutEscapes(path: string): string {
  return path.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** The text of a file; undefined if there is none or it cannot be read. */
function read(root: string, path: string): string | undefined {
  try {
    // getBuiltinModule keeps node:fs out of browser bundles.
    return process.getBuiltinModule('node:fs').readFileSync(`${root}/${path}`, 'utf8');
  } catch {
    return undefined;
  }
}
