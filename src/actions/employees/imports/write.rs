//! Import of one line: its employee is created, updated or unchanged.

use std::collections::{HashMap, HashSet};

use jiff::tz::TimeZone;

use super::super::write;
use super::accept::found_or_made;
use crate::error::{Error, Invalid, Result};
use crate::model::billing::Limit;
use crate::model::billing::rules::PlanRules;
use crate::model::employee::{Details, GuardianDetails};
use crate::model::group::GroupInput;
use crate::model::import::{ImportedEmployee, merged};
use crate::model::{
    Email, Employee, EmployeeId, GroupId, Guardian, Import, Keys, Outcome, Person, fold,
};
use crate::store::{Read, Tx, billing, employees, groups};

/// The outcome of a line: its employee, or what is wrong.
pub(super) type Written = std::result::Result<(Outcome, Option<EmployeeId>), Vec<Invalid>>;

/// The groups of the lines, with those already looked up.
#[derive(Clone)]
pub(super) struct Groups {
    /// The group that all employees join.
    all: Option<GroupId>,
    /// Its name, if it does not exist yet.
    new: Option<String>,
    known: HashMap<String, GroupId>,
    /// What limits how many people there are.
    rules: Option<PlanRules>,
}

impl Groups {
    pub fn of(import: &Import, rules: Option<PlanRules>) -> Self {
        let new = import.group_name.clone();
        Self { all: import.group, new, known: HashMap::new(), rules }
    }

    /// Adds an employee to the groups of the line; true if one was new to them.
    fn join(&mut self, tx: &Tx, person: EmployeeId, imported: &ImportedEmployee) -> Result<bool> {
        let mut joined = match self.all {
            Some(group) => groups::add(tx, group, person)?,
            None => false,
        };
        let named: Vec<String> = imported.groups.iter().chain(&self.new).cloned().collect();
        for name in named {
            let id = self.find(tx, &name)?;
            joined |= groups::add(tx, id, person)?;
        }
        Ok(joined)
    }

    fn find(&mut self, tx: &Tx, name: &str) -> Result<GroupId> {
        let key = fold(name);
        if let Some(id) = self.known.get(&key) {
            return Ok(*id);
        }
        let input = GroupInput { name: name.to_owned(), description: None };
        let id = found_or_made(tx, &input.checked()?)?;
        self.known.insert(key, id);
        Ok(id)
    }
}

/// What a dry run would have written so far. None of it is in the database.
#[derive(Default)]
pub(super) struct DryRun {
    pages: HashMap<(String, String), (Details, HashSet<String>)>,
    /// How many employees would have been created, which the plan limits.
    created: u64,
}

/// Imports one line. In a dry run, everything is rolled back.
pub(super) fn write_line(
    tx: &Tx,
    keys: &Keys,
    zone: &TimeZone,
    imported: &ImportedEmployee,
    joined: &mut Groups,
    dry_run: Option<&mut DryRun>,
) -> Result<Written> {
    let Some(DryRun { pages, created }) = dry_run else {
        let written = tx.part(|| write(tx, keys, zone, imported, joined));
        if written.is_err() {
            // Groups created for this line were rolled back.
            joined.known.clear();
        }
        return refused(written.map(|(outcome, id, _)| (outcome, Some(id))));
    };
    let key = (imported.details.name_key(), imported.details.email.key.clone());
    let groups: HashSet<String> = imported.groups.iter().map(|name| fold(name)).collect();
    if let Some((known, within)) = pages.get_mut(&key) {
        // An earlier line had the same employee.
        let new = match merged(known, imported) {
            Ok(new) => new,
            Err((field, code)) => return Ok(Err(vec![Invalid { field: field.into(), code }])),
        };
        let same = new == *known && groups.is_subset(within);
        *known = new;
        within.extend(groups);
        let outcome = if same { Outcome::Unchanged } else { Outcome::Updated };
        return Ok(Ok((outcome, None)));
    }
    let mut written = None;
    // Groups created here are rolled back, so their ids must not be kept.
    let mut trial = Groups { known: HashMap::new(), ..joined.clone() };
    let undone = tx.part(|| -> Result<()> {
        let tried = write(tx, keys, zone, imported, &mut trial).and_then(|done| {
            // This one is counted; those of the lines before are not there any more.
            if done.0 == Outcome::Created {
                billing::check(tx, joined.rules.as_ref(), Limit::People, *created)?;
            }
            Ok(done)
        });
        written = Some(tried);
        Err(Error::Internal(anyhow::anyhow!("a trial run writes nothing")))
    });
    let Some(written) = written else { return undone.map(|()| Ok((Outcome::Unchanged, None))) };
    let written = written.map(|(outcome, id, details)| {
        pages.insert(key, (details, groups));
        *created += u64::from(outcome == Outcome::Created);
        (outcome, (outcome != Outcome::Created).then_some(id))
    });
    refused(written)
}

/// Validation errors are the outcome of the line; other errors end the import.
fn refused(written: Result<(Outcome, Option<EmployeeId>)>) -> Result<Written> {
    match written {
        Ok(written) => Ok(Ok(written)),
        Err(Error::Invalid(fields)) => Ok(Err(fields)),
        Err(Error::PlanLimit(_)) => refused(Err(Error::invalid("lastName", "plan_limit"))),
        Err(error) => Err(error),
    }
}

fn write(
    tx: &Tx,
    keys: &Keys,
    zone: &TimeZone,
    imported: &ImportedEmployee,
    joined: &mut Groups,
) -> Result<(Outcome, EmployeeId, Details)> {
    let refuse = |(field, code): (&'static str, &'static str)| Error::invalid(field, code);
    let said = &imported.details;
    let Some(employee) = find(tx, said)? else {
        // For a new employee, known and imported values are the same.
        let new =
            merged(&Details { guardians: vec![], ..said.clone() }, imported).map_err(refuse)?;
        let id = write::insert(tx, joined.rules.as_ref(), &new)?;
        joined.join(tx, id, imported)?;
        return Ok((Outcome::Created, id, new));
    };
    let id = employee.id;
    let person = employees::whole(tx, employee)?;
    let known = details(&person)?;
    let new = merged(&known, imported).map_err(refuse)?;
    let mut outcome = Outcome::Unchanged;
    if new != known {
        write::replace(tx, keys, zone, &person, &new)?;
        outcome = Outcome::Updated;
    }
    if joined.join(tx, id, imported)? {
        outcome = Outcome::Updated;
    }
    Ok((outcome, id, new))
}

/// The employee a line is about: the one with its name and e-mail. Where the e-mail is that of a
/// guardian, the child may have got an address of their own since: then the one with its name and
/// this guardian.
fn find(read: &Read, said: &Details) -> Result<Option<Employee>> {
    let name = said.name_key();
    let found = employees::find_by_person(read, &name, &said.email)?;
    let is_guardians = said.guardians.iter().any(|one| one.email.key == said.email.key);
    match found {
        None if is_guardians => employees::find_by_guardian(read, &name, &said.email),
        found => Ok(found),
    }
}

/// The stored values of an employee, as input.
fn details(person: &Person) -> Result<Details> {
    let Person { employee, guardians, .. } = person;
    let email = |text: &str| {
        Email::parse(text).map_err(|code| Error::Internal(anyhow::anyhow!("a kept e-mail: {code}")))
    };
    let guardian = |one: &Guardian| -> Result<GuardianDetails> {
        Ok(GuardianDetails {
            first_name: one.first_name.clone(),
            last_name: one.last_name.clone(),
            email: email(&one.email)?,
            locale: one.locale,
        })
    };
    Ok(Details {
        first_name: employee.first_name.clone(),
        last_name: employee.last_name.clone(),
        email: email(&employee.email)?,
        fields: employee.fields.clone(),
        guardians: guardians.iter().map(guardian).collect::<Result<_>>()?,
        // An import adds to groups and never removes.
        groups: None,
    })
}
