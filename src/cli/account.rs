//! File ownership: commands run as root switch to the owner of the data folder, so that the server
//! can use every file they make.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::process::{Gid, Uid, geteuid};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};

use super::failure::Failure;

/// As root, switches to the owner of the folder, or of its nearest existing parent. On Linux the
/// identity belongs to a thread and is inherited by those it starts: call this before starting any
/// other thread.
pub fn become_owner_of(folder: &Path) -> Result<(), Failure> {
    if !geteuid().is_root() {
        return Ok(());
    }
    let folder = std::path::absolute(folder)?;
    let Some(about) = folder.ancestors().find_map(|path| fs::metadata(path).ok()) else {
        return Ok(());
    };
    if about.uid() == 0 {
        return Ok(());
    }
    let (uid, gid) = (Uid::from_raw(about.uid()), Gid::from_raw(about.gid()));
    let become_it = || {
        set_thread_groups(&[gid])?;
        set_thread_res_gid(gid, gid, gid)?;
        set_thread_res_uid(uid, uid, uid)
    };
    become_it().map_err(|error| {
        let why = format!("cannot act as {}, who owns {}", name_of(about.uid()), folder.display());
        Failure::new(format!("{why}: {error}")).next(as_owner(about.uid()))
    })?;
    tracing::info!(account = name_of(about.uid()), "acts as the owner of the data folder");
    Ok(())
}

/// The advice on a file without access.
pub fn advice(path: &Path) -> String {
    let owner = path.ancestors().find_map(|path| fs::metadata(path).ok()).map(|found| found.uid());
    match owner {
        Some(owner) if owner != geteuid().as_raw() => as_owner(owner),
        _ => "Make it readable and writable for the account be-right runs under.".to_owned(),
    }
}

fn as_owner(uid: u32) -> String {
    format!("Run it as the account that owns the data folder: sudo -u {} be-right …", name_of(uid))
}

/// The name of an account, or `#` and its number if it has no name.
fn name_of(uid: u32) -> String {
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let found = accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    });
    found.unwrap_or_else(|| format!("'#{uid}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_goes_by_its_name_if_it_has_one() {
        assert_eq!(name_of(0), "root");
        assert_eq!(name_of(4_000_000_001), "'#4000000001'");
    }
}
