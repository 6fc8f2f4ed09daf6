//! `be-right man` and `be-right completions`: what packages install beside the program, made from
//! the definition of the command line.

use std::fs;
use std::io::stdout;
use std::path::PathBuf;

use clap::CommandFactory;
use clap_complete::Shell;

use super::Arguments;
use super::failure::Failure;

#[derive(clap::Args)]
pub struct Man {
    /// The folder to write to; it is made if it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

#[derive(clap::Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// Writes a page per command: `be-right.1`, `be-right-serve.1`, …
pub fn write_pages(man: &Man) -> Result<(), Failure> {
    let at = |error: &std::io::Error| Failure::at(&man.folder, error);
    fs::create_dir_all(&man.folder).map_err(|error| at(&error))?;
    clap_mangen::generate_to(Arguments::command(), &man.folder).map_err(|error| at(&error))
}

/// Prints the completions of one shell.
pub fn print_completions(completions: &Completions) {
    let mut command = Arguments::command();
    clap_complete::generate(completions.shell, &mut command, "be-right", &mut stdout());
}
