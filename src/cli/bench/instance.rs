//! The measured instance: this program, as a separate process on a folder of its own.

use std::fs::File;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::{Client, request};
use crate::cli::failure::Failure;

/// The timeout of a start.
const PATIENCE: Duration = Duration::from_secs(20);
/// The default settings, except limits, which would refuse a benchmark.
const SETTINGS: &[&str] = &[
    "registration=open",
    "tokens.access=12h",
    "http.connections_per_address=1000000",
    "limits.login_per_address=1000000 per 1s",
    "limits.login_per_account=1000000 per 1s",
    "limits.consent_per_address=1000000 per 1s",
    "live.streams=1000000",
    "live.streams_per_company=1000000",
    "live.streams_per_user=1000000",
];

/// The running process; killed when dropped.
pub struct Instance {
    child: Child,
    pub address: SocketAddr,
}

impl Instance {
    /// Starts it; returns the time until the first 200.
    pub async fn start(folder: &Path) -> Result<(Self, Duration), Failure> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let log = log(folder);
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", "--port", &address.port().to_string(), "--data-dir"]);
        command.arg(data(folder)).env_clear();
        for setting in SETTINGS {
            command.args(["--set", setting]);
        }
        let file = File::options().create(true).append(true).open(&log)?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        let began = Instant::now();
        let mut instance = Self { child: command.spawn()?, address };
        let (mut client, health) =
            (Client::new(address), request("GET", "/healthz", "", &Value::Null));
        loop {
            match client.send(&health).await {
                Ok(reply) if reply.status == 200 => return Ok((instance, began.elapsed())),
                Ok(reply) => return Err(failed(&log, &format!("it says {}", reply.status))),
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {}
                Err(error) => return Err(failed(&log, &error.to_string())),
            }
            if instance.child.try_wait()?.is_some() || began.elapsed() > PATIENCE {
                return Err(failed(&log, "it did not start"));
            }
            // Finer than the runtime's timer, and nothing else runs.
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// The current and the peak memory in KiB, if the system reports them.
    pub fn memory(&self) -> (Option<u64>, Option<u64>) {
        super::memory(self.child.id())
    }

    /// CPU time used, in ticks of a hundredth of a second (proc(5)), if the system reports it.
    pub fn ticks(&self) -> Option<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // The program's name may contain anything, and ends with the last bracket.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let (user, system) = (fields.next()?.parse::<u64>(), fields.next()?.parse::<u64>());
        Some(user.ok()? + system.ok()?)
    }

    /// Waits until it has done what was queued: until it uses less than a tenth of a core.
    pub async fn is_quiet(&self) {
        loop {
            let before = self.ticks();
            tokio::time::sleep(Duration::from_millis(500)).await;
            match (before, self.ticks()) {
                (Some(before), Some(now)) if now - before > 5 => {}
                _ => return,
            }
        }
    }

    /// Kills it without warning, like a power cut.
    pub fn kill(mut self) -> Result<(), Failure> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The data folder of the instance.
pub fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn log(folder: &Path) -> PathBuf {
    folder.join("log")
}

fn failed(log: &Path, why: &str) -> Failure {
    let said = std::fs::read_to_string(log).unwrap_or_default();
    let last: Vec<&str> = said.lines().rev().take(5).collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    Failure::new(format!("the instance to be measured cannot be used: {why}"))
        .next(format!("The last it said:\n{}", last.join("\n")))
}
