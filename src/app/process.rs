//! The resources the process uses, from `/proc/self`.

use std::fs;
use std::time::Duration;

use rustix::param::{clock_ticks_per_second, page_size};
use rustix::process::{Resource, getrlimit};

/// A snapshot of the process; None where the system gives no value.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ProcessFigures {
    /// Resident memory, in bytes.
    pub resident: Option<u64>,
    /// Open file descriptors, and their limit.
    pub open_files: Option<u64>,
    pub most_files: Option<u64>,
    /// CPU time of all threads.
    pub on_cores: Option<Duration>,
    /// The start time, on the monotonic clock since boot.
    pub started: Option<Duration>,
}

impl ProcessFigures {
    pub fn now() -> Self {
        let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let memory = fs::read_to_string("/proc/self/statm").unwrap_or_default();
        let pages = memory.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
        let (on_cores, started) = times(&stat, clock_ticks_per_second());
        Self {
            resident: pages.map(|pages| pages * page_size() as u64),
            open_files: fs::read_dir("/proc/self/fd").ok().map(|all| all.count() as u64),
            most_files: getrlimit(Resource::Nofile).current,
            on_cores,
            started,
        }
    }
}

/// CPU time and start time, from `/proc/PID/stat` (proc(5)). The fields from the third on follow
/// the name, which may contain anything.
fn times(stat: &str, per_second: u64) -> (Option<Duration>, Option<Duration>) {
    let Some((_, rest)) = stat.rsplit_once(')') else { return (None, None) };
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
    let time = |ticks: u64| Duration::from_secs_f64(ticks as f64 / per_second.max(1) as f64);
    let used = ticks(14).zip(ticks(15)).map(|(user, system)| time(user + system));
    (used, ticks(22).map(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_spaces_and_brackets_does_not_confuse() {
        let stat = "7 (a b) c) S 1 7 7 0 -1 4194560 9 0 0 0 150 50 0 0 20 0 9 0 12300 9 9";
        let (used, started) = times(stat, 100);
        assert_eq!(used, Some(Duration::from_secs(2)));
        assert_eq!(started, Some(Duration::from_secs(123)));
        assert_eq!(times("", 100), (None, None));
        let now = ProcessFigures::now();
        assert!(now.resident.is_some_and(|bytes| bytes > 1 << 20), "{now:?}");
        assert!(now.open_files.is_some_and(|files| files > 2), "{now:?}");
    }
}
