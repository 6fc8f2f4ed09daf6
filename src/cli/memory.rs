//! The memory of the process: its limit, and what it returns to the system.
//!
//! The limit comes from the control group (cgroup v2, or the memory controller of v1). The kernel
//! kills a process that exceeds it.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

/// The interval between two returns of memory.
const RETURNS: Duration = Duration::from_secs(1);
/// More than the allocator takes from a page that other blocks share.
const PAGE: usize = 16 << 20;

/// The mount point of the hierarchy.
const MOUNT: &str = "/sys/fs/cgroup";

/// The limit in bytes, if there is one.
pub fn limit() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    of(&groups, |file| fs::read_to_string(Path::new(MOUNT).join(file)).ok())
}

/// Has the allocator return memory to the system, for ever.
///
/// Mimalloc keeps freed pages for a second, and looks for those that it has kept for longer when
/// another page is freed. A server that has nothing to do frees none, and would keep what its last
/// pictures and passwords needed. This frees a page that nothing was written to.
pub async fn return_unused() {
    loop {
        tokio::time::sleep(RETURNS).await;
        drop(black_box(Vec::<u8>::with_capacity(PAGE)));
    }
}

/// The smallest limit of a group and its ancestors. In a container the path the kernel names often
/// does not exist: the group is then the mount's own root.
fn of(groups: &str, read: impl Fn(&Path) -> Option<String>) -> Option<u64> {
    let mut least = None::<u64>;
    let mut note = |file: &Path| {
        // "max" means no limit.
        let found = read(file).and_then(|text| text.trim().parse::<u64>().ok());
        // In version 1 no limit is a number near the largest.
        if let Some(found) = found.filter(|found| *found < 1 << 60) {
            least = Some(least.map_or(found, |least| least.min(found)));
        }
    };
    for line in groups.lines() {
        let mut parts = line.splitn(3, ':');
        let (Some(_), Some(controllers), Some(group)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let (below, files): (&str, &[&str]) = match controllers {
            "" => ("", &["memory.max", "memory.high"]),
            some if some.split(',').any(|one| one == "memory") => {
                ("memory", &["memory.limit_in_bytes"])
            }
            _ => continue,
        };
        for above in Path::new(group.trim_start_matches('/')).ancestors() {
            files.iter().for_each(|file| note(&Path::new(below).join(above).join(file)));
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tightest_limit_above_holds() {
        let files = [
            ("system.slice/be-right.service/memory.max", "max\n"),
            ("system.slice/be-right.service/memory.high", "402653184\n"),
            ("system.slice/memory.max", "201326592\n"),
            ("memory/docker/7/memory.limit_in_bytes", "134217728\n"),
            ("memory/memory.limit_in_bytes", "9223372036854771712\n"),
        ];
        let read = |path: &Path| {
            let found = files.iter().find(|(name, _)| Path::new(name) == path);
            found.map(|(_, text)| (*text).to_owned())
        };
        assert_eq!(of("0::/system.slice/be-right.service\n", read), Some(192 << 20));
        assert_eq!(of("4:cpu,memory:/docker/7\n1:name=systemd:/\n", read), Some(128 << 20));
        assert_eq!(of("0::/\n", read), None);
        assert_eq!(of("", read), None);
    }
}
