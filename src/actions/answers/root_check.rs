//! Checks that the stored daily roots are those that were signed: each by a key of this instance, and
//! each naming one that was made before it. Done every night. Answers are not blamed for roots that
//! were changed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::App;
use crate::error::Result;
use crate::model::audit::AuditAction;
use crate::model::daily_root::DailyRoot;
use crate::model::seal_history::is_later;
use crate::model::{AlarmKind, Digest, Keys};
use crate::store::{AllRead, AllTx, alarms, audit, daily_roots};

/// The audit entries about roots that were found changed, and about those that an administrator has
/// accepted as they are.
const FOUND: AuditAction = AuditAction::RootsContradicted;
const ACCEPTED: AuditAction = AuditAction::AcceptRoots;

/// What is wrong with the stored roots, by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RootFaults {
    /// Those that were changed from outside.
    changed: Vec<u64>,
    /// Those that name a root before them which is not there.
    without_previous: Vec<u64>,
}

impl RootFaults {
    fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.without_previous.is_empty()
    }

    fn about(&self) -> Value {
        json!({ "changed": self.changed, "withoutPrevious": self.without_previous })
    }

    /// A line for the log and the alarm.
    fn detail(&self) -> String {
        let list = |what: &str, numbers: &[u64]| {
            let said: Vec<String> = numbers.iter().map(|number| format!("no. {number}")).collect();
            (!said.is_empty()).then(|| format!("{what}: {}", said.join(", ")))
        };
        let parts =
            [list("changed", &self.changed), list("missing before", &self.without_previous)];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

/// Whether a key of this instance signed a root, before the end of that key.
pub(super) fn is_own(root: &DailyRoot, keys: &Keys) -> bool {
    root.public_key == keys.seal.public()
        || keys.retired.end_of(root.public_key).is_some_and(|end| !is_later(end, root.at))
}

/// Looks at all stored roots. Those that an administrator has accepted are left out.
pub(super) fn look(all: &AllRead, keys: &Keys) -> Result<RootFaults> {
    let accepted = audit::last(all, ACCEPTED)?.unwrap_or_default();
    let is_accepted = |list: &str, number: u64| {
        accepted[list].as_array().is_some_and(|all| all.contains(&json!(number)))
    };
    let mut faults = RootFaults::default();
    let mut known = BTreeSet::from([Digest::ZERO]);
    let mut is_after_change = false;
    for (number, root) in daily_roots::all(all)? {
        let Some(root) = root.filter(|root| is_own(root, keys)) else {
            if !is_accepted("changed", number) {
                faults.changed.push(number);
            }
            // The root after it names what it was.
            is_after_change = true;
            continue;
        };
        let is_linked = known.contains(&root.previous) || is_after_change;
        if !is_linked && !is_accepted("withoutPrevious", number) {
            faults.without_previous.push(number);
        }
        known.insert(root.hash());
        is_after_change = false;
    }
    Ok(faults)
}

/// Looks at all stored roots, and reports what was changed.
pub(super) async fn check(app: &App) -> Result<()> {
    let (db, keys) = (app.db.clone(), app.keys.clone());
    let faults = app.off_thread(move || db.look_here(|all| look(all, &keys))).await??;
    app.db.write_all(move |all| report(all, &faults)).await
}

/// Raises the alarm about changed roots with an entry of the audit log, or clears it if there are
/// none. If an administrator has confirmed the alarm, its roots are accepted as they are.
pub(super) fn report(all: &AllTx, faults: &RootFaults) -> Result<()> {
    const KIND: AlarmKind = AlarmKind::RootsContradicted;
    if faults.is_empty() {
        return alarms::clear(all, KIND).map(drop);
    }
    let detail = faults.detail();
    let before = alarms::find(all, KIND)?;
    let is_same = before.as_ref().is_some_and(|before| before.detail == detail);
    if is_same && before.is_some_and(|before| before.confirmed_at.is_some()) {
        alarms::clear(all, KIND)?;
        return accept(all, faults);
    }
    if !is_same {
        // Another damage than the one that was confirmed, if that was.
        alarms::clear(all, KIND)?;
        audit::note(all, None, None, FOUND, faults.about(), None)?;
    }
    tracing::error!(detail, "daily roots are not what was signed");
    alarms::raise(all, KIND, &detail).map(drop)
}

/// Records that these roots, and those accepted before, are not reported any more.
pub(super) fn accept(all: &AllTx, faults: &RootFaults) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    let mut about = faults.about();
    if let Some(before) = audit::last(all, ACCEPTED)? {
        for list in ["changed", "withoutPrevious"] {
            if let (Some(all), Some(more)) = (about[list].as_array_mut(), before[list].as_array()) {
                all.extend(more.iter().cloned());
            }
        }
    }
    audit::note(all, None, None, ACCEPTED, about, None)
}
