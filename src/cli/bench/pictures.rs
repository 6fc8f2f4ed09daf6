//! Compares resizing a photograph with libvips' own command, if installed: alternately, in separate
//! processes, on one core and on two.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::adapters::LocalImages;
use crate::cli::failure::Failure;
use crate::model::media::{MediaLimits, PictureRequest};
use crate::ports::{Bounds, Images, Source};

/// Runs of each; the best time counts.
const REPEATS: usize = 7;

/// Resizes the photograph to `width` pixels, in a process that is measured.
pub fn make(photo: &Path, width: u32, out: &Path) -> Result<(), Failure> {
    let transform = format!("w_{width},q_80,f_jpg").parse().map_err(Failure::new)?;
    let bounds = Bounds { limits: MediaLimits::default(), deadline: None };
    let images = LocalImages::new(512 << 20);
    let made = images.transform(Source::File(photo), &PictureRequest::plain(transform), &bounds)?;
    Ok(fs::write(out, made.bytes)?)
}

/// A table of both, by width and number of cores.
pub fn table(photo: &Path) -> Result<String, Failure> {
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("out.jpg");
    let mut table = format!(
        "{:<14}{:>7}{:>14}{:>12}{:>14}{:>12}{:>8}{:>8}\n",
        "width, cores", "", "ours ms", "MiB", "libvips ms", "MiB", "time", "memory"
    );
    for width in [2048, 400] {
        for cores in ["0", "0,1"] {
            let ours = || -> std::io::Result<Command> {
                let mut command = pinned(cores, &std::env::current_exe()?);
                command.args(["bench", "--make", &width.to_string(), "--photo"]);
                command.arg(photo).env("BE_RIGHT_BENCH_OUT", &out);
                Ok(command)
            };
            let theirs = || {
                let mut command = pinned(cores, Path::new("vipsthumbnail"));
                let path = format!("{}[Q=80]", out.display());
                command.args(["--size", &format!("{width}x"), "-o", &path]).arg(photo);
                command
            };
            let mut best = [Cost::WORST; 2];
            for _ in 0..REPEATS {
                best[0] = best[0].better(cost(ours()?)?);
                best[1] = best[1].better(cost(theirs())?);
            }
            let [ours, vips] = best;
            let count = cores.split(',').count();
            // Writing to a string does not fail.
            let _ = writeln!(
                table,
                "{width:<14}{count:>7}{:>14.0}{:>12.1}{:>14.0}{:>12.1}{:>7.2}x{:>7.2}x",
                ours.millis(),
                ours.mib(),
                vips.millis(),
                vips.mib(),
                ours.millis() / vips.millis(),
                ours.mib() / vips.mib(),
            );
        }
    }
    Ok(table)
}

fn pinned(cores: &str, program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", cores]).arg(program).stdout(Stdio::null());
    command
}

#[derive(Clone, Copy)]
struct Cost {
    took: Duration,
    /// The peak memory, in KiB.
    held: u64,
}

impl Cost {
    const WORST: Cost = Cost { took: Duration::MAX, held: 0 };

    /// The shorter time, and the larger memory.
    fn better(self, other: Cost) -> Cost {
        Cost { took: self.took.min(other.took), held: self.held.max(other.held) }
    }

    fn millis(self) -> f64 {
        self.took.as_secs_f64() * 1_000.0
    }

    fn mib(self) -> f64 {
        self.held as f64 / 1_024.0
    }
}

/// Runs a program to its end, and samples its memory every millisecond.
fn cost(mut command: Command) -> Result<Cost, Failure> {
    let start = Instant::now();
    let mut child = command.spawn().context("taskset and vipsthumbnail (libvips-tools)")?;
    let mut held = 0;
    let status = loop {
        held = held.max(peak(&child));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    match status.success() {
        true => Ok(Cost { took: start.elapsed(), held }),
        false => Err(Failure::new(format!("{command:?} failed"))),
    }
}

fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let word = line.and_then(|line| line.split_whitespace().next());
    word.and_then(|word| word.parse().ok()).unwrap_or(0)
}
