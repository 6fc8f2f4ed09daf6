//! The instance that is measured: this very program, as a process of its own on
//! a folder of its own.

use std::fs::File;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::{Client, request};
use crate::cli::failure::Failure;

/// Nothing takes that long to start.
const PATIENCE: Duration = Duration::from_secs(20);
/// Everything as it comes, but for the limits, which are there to stop the likes of us.
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

/// Killed when dropped.
pub struct Instance {
    child: Child,
    pub address: SocketAddr,
}

impl Instance {
    /// Starts it; how long it took until it said 200.
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
            // Finer than the runtime's timer, and nothing else is going on.
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// Memory it holds now, and the most it ever held, in KiB; none where the
    /// system does not tell.
    pub fn memory(&self) -> (Option<u64>, Option<u64>) {
        super::memory(self.child.id())
    }

    /// The time it has spent on the cores, in ticks of a hundredth of a second
    /// (proc(5)); none where the system does not tell.
    pub fn ticks(&self) -> Option<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // The name of the program, which may hold anything, ends with the last bracket.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let (user, system) = (fields.next()?.parse::<u64>(), fields.next()?.parse::<u64>());
        Some(user.ok()? + system.ok()?)
    }

    /// As a power cut does.
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

/// The data folder of the instance in a folder of ours.
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
