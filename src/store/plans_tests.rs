//! Checks the query plans of frequent statements: SQLite must use an index, and never scan a whole
//! table. All statements run while watching are explained.

use std::cell::RefCell;
use std::sync::Arc;

use super::engine::Connection;
use super::{
    Db, Read, Scope, answers, audit, badges, employees, erasure, events, files, groups, guardians,
    history, imports, links, notifications, photos, today,
};
use crate::Result;
use crate::model::audit::AuditTopic;
use crate::model::{
    AnswerId, AnswerState, CompanyId, Email, EmployeeId, EventId, EventStatus, FileId, GroupId,
    ImportId, Keys, Outcome, PageQuery, Timestamp, UserId,
};
use crate::ports::Clock;
use crate::store::{Reach, Tx};

thread_local! {
    static SEEN: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Records the query plan of a statement, while watching.
pub(super) fn note(conn: &Connection, sql: &str) {
    SEEN.with_borrow_mut(|seen| {
        let Some(seen) = seen else { return };
        seen.extend(conn.plan(sql).unwrap().into_iter().map(|step| step + " ← " + sql));
    });
}

pub(super) fn watched<T>(run: impl FnOnce() -> Result<T>) -> Vec<String> {
    SEEN.set(Some(vec![]));
    run().unwrap();
    SEEN.take().unwrap()
}

struct Midnight;
impl Clock for Midnight {
    fn running(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }

    fn now(&self) -> Timestamp {
        Timestamp(0)
    }
}

async fn plans<T>(
    reach: Reach,
    look: impl FnOnce(&Read) -> Result<T> + Send + 'static,
) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("t.db"), Arc::new(Midnight)).unwrap();
    let scope = Scope::of(CompanyId(1), reach);
    db.read(scope, move |read| Ok(watched(|| look(read)))).await.unwrap()
}

fn query<O>(order: O, descending: bool, with_deleted: bool) -> PageQuery<O> {
    PageQuery { page: 3, limit: 20, order, descending, with_deleted, among: None }
}

#[track_caller]
fn uses_indexes(plans: &[String]) {
    assert!(!plans.is_empty());
    for step in plans {
        // The elements of one JSON list are read in turn; a table is not.
        assert!(!step.starts_with("SCAN") || step.starts_with("SCAN json_each"), "{step}");
    }
}

/// Finds rows by more than their company, which may have any number of them.
#[track_caller]
fn reads_few_rows(plans: &[String]) {
    uses_indexes(plans);
    for step in plans {
        assert!(!step.contains("(company_id=?)") || step.contains("_counts"), "{step}");
    }
}

/// Sorted by the index too, so that the cost of a page does not depend on the table.
#[track_caller]
fn needs_no_sorting(plans: &[String]) {
    uses_indexes(plans);
    for step in plans {
        assert!(!step.starts_with("USE TEMP B-TREE"), "{step}");
    }
}

fn everybody() -> employees::Filter {
    employees::Filter::default()
}

#[tokio::test]
async fn groups_and_who_is_in_them_are_found_by_index() {
    for order in [groups::Order::Name, groups::Order::CreatedAt] {
        for down in [true, false] {
            let list = move |read: &Read| groups::list(read, &query(order, down, false));
            needs_no_sorting(&plans(Reach::Company, list).await);
        }
    }
    let of_group = |read: &Read| {
        let filter = employees::Filter { group: Some(GroupId(1)), mailbox: None };
        employees::list(read, &query(employees::Order::Name, false, false), &filter)
    };
    uses_indexes(&plans(Reach::Company, of_group).await);
    uses_indexes(&plans(Reach::Company, |read| groups::members(read, GroupId(1))).await);
    uses_indexes(&plans(Reach::Company, |read| groups::by_name(read, "x")).await);
    uses_indexes(&plans(Reach::Company, |read| groups::of_employee(read, EmployeeId(1))).await);
    uses_indexes(&plans(Reach::Company, |read| groups::names_of(read, EmployeeId(1))).await);
}

#[tokio::test]
async fn people_are_found_and_listed_by_index() {
    for order in [employees::Order::Name, employees::Order::CreatedAt] {
        for down in [true, false] {
            let list =
                move |read: &Read| employees::list(read, &query(order, down, false), &everybody());
            needs_no_sorting(&plans(Reach::Company, list).await);
        }
        let list =
            move |read: &Read| employees::list(read, &query(order, false, true), &everybody());
        needs_no_sorting(&plans(Reach::Company, list).await);
        let of_event = move |read: &Read| {
            employees::list_of_event(read, EventId(1), &query(order, false, false))
        };
        uses_indexes(&plans(Reach::Company, of_event).await);
    }
    let mailbox = |read: &Read| {
        let email = Email::parse("ana@example.org").unwrap();
        let filter = employees::Filter { mailbox: Some(email), group: None };
        employees::list(read, &query(employees::Order::Name, false, false), &filter)
    };
    let by_mailbox = plans(Reach::Company, mailbox).await;
    uses_indexes(&by_mailbox);
    assert!(by_mailbox.iter().all(|step| !step.contains("employees_by_name")), "{by_mailbox:?}");
    uses_indexes(&plans(Reach::Company, |read| employees::find(read, EmployeeId(1))).await);
    uses_indexes(&plans(Reach::Company, |read| employees::of_event(read, EventId(1))).await);
    let names = |read: &Read| employees::names_of_event(read, EventId(1));
    uses_indexes(&plans(Reach::Company, names).await);
    uses_indexes(&plans(Reach::Company, |read| guardians::of_employee(read, EmployeeId(1))).await);
}

#[tokio::test]
async fn files_of_people_are_followed_by_index() {
    let id = ImportId(1);
    for down in [true, false] {
        let list = move |read: &Read| imports::list(read, &query((), down, false));
        needs_no_sorting(&plans(Reach::Company, list).await);
    }
    for outcome in [None, Some(Outcome::Refused)] {
        let lines = move |read: &Read| imports::lines(read, id, outcome, &query((), false, false));
        needs_no_sorting(&plans(Reach::Company, lines).await);
        let after = move |read: &Read| imports::lines_after(read, id, outcome, 7, 100);
        needs_no_sorting(&plans(Reach::Company, after).await);
    }
    let page = |read: &Read| employees::page_after(read, Some(("a", EmployeeId(1))), 100);
    needs_no_sorting(&plans(Reach::Company, page).await);
    let known = |read: &Read| {
        let email = Email { address: "a@b.org".into(), key: "a@b.org".into() };
        employees::find_by_person(read, "a b", &email)
    };
    uses_indexes(&plans(Reach::Company, known).await);
    let roster = |read: &Read| answers::page_of_event_after(read, EventId(1), true, None, 100);
    uses_indexes(&plans(Reach::Company, roster).await);
}

#[tokio::test]
async fn events_are_found_and_listed_by_index() {
    use events::Order::{CreatedAt, End, Start, Status};
    for order in [Status, Start, End, CreatedAt] {
        for down in [true, false] {
            let list = move |read: &Read| {
                events::list(read, &query(order, down, false), &events::Filter::default())
            };
            needs_no_sorting(&plans(Reach::Company, list).await);
            uses_indexes(&plans(Reach::PartnerOf(UserId(1)), list).await);
        }
        let all = move |read: &Read| {
            events::list(read, &query(order, true, true), &events::Filter::default())
        };
        needs_no_sorting(&plans(Reach::Company, all).await);
        let filtered = move |read: &Read| {
            let filter = events::Filter {
                status: Some(EventStatus::Pending),
                partner: Some(UserId(1)),
                from: Some(Timestamp(0)),
                until: Some(Timestamp(1)),
                archived: Some(true),
            };
            events::list(read, &query(order, false, true), &filter)
        };
        uses_indexes(&plans(Reach::Company, filtered).await);
    }
    needs_no_sorting(&plans(Reach::Company, |read| events::list_deleted(read, 1, 20)).await);
    let days = |read: &Read| events::between(read, Timestamp(0), Timestamp(9), 20);
    needs_no_sorting(&plans(Reach::Company, days).await);
    let feed = |read: &Read| events::recent(read, Timestamp(0), Timestamp(9), 20);
    needs_no_sorting(&plans(Reach::Company, feed).await);
    uses_indexes(&plans(Reach::Company, |read| events::find(read, EventId(1))).await);
}

#[tokio::test]
async fn answers_are_found_and_listed_by_index() {
    let filter = |event, employee, state| answers::Filter { event, employee, state, after: None };
    for order in [answers::Order::CreatedAt, answers::Order::Id] {
        for (down, deleted) in [(true, false), (false, false), (true, true), (false, true)] {
            let list = move |filter| {
                move |read: &Read| answers::list(read, &query(order, down, deleted), filter)
            };
            // An event or an employee has few answers: sorting them is fine.
            for few in [
                filter(Some(EventId(1)), None, None),
                filter(None, Some(EmployeeId(1)), None),
                filter(Some(EventId(1)), Some(EmployeeId(1)), Some(AnswerState::Pending)),
            ] {
                let plans = plans(Reach::Company, list(few)).await;
                uses_indexes(&plans);
                assert!(plans.iter().any(|step| step.contains("answers_of_e")), "{plans:?}");
                assert!(plans.iter().all(|step| !step.contains("answers_by")), "{plans:?}");
            }
            let many = [filter(None, None, None), filter(None, None, Some(AnswerState::Pending))];
            for many in many.into_iter().filter(|_| order == answers::Order::CreatedAt) {
                needs_no_sorting(&plans(Reach::Company, list(many)).await);
                needs_no_sorting(&after(down, deleted, many).await);
            }
        }
    }
    needs_no_sorting(&plans(Reach::Company, |read| answers::of_event(read, EventId(1))).await);
    uses_indexes(&plans(Reach::Company, |read| answers::find(read, AnswerId(1))).await);
    uses_indexes(&plans(Reach::Company, |read| links::find(read, crate::model::LinkId(1))).await);
}

/// A link to the address of today, or to a former one.
fn link(moved: bool) -> crate::model::answer::Link {
    crate::model::answer::Link {
        id: crate::model::LinkId(1),
        signer: crate::model::SignerId(1),
        answer: AnswerId(1),
        nonce: String::new(),
        expires_at: Timestamp(1),
        closed_until: None,
        moved_at: moved.then_some(Timestamp(1)),
        revoked: false,
    }
}

#[tokio::test]
async fn who_signs_an_answer_is_found_without_reading_all_signers_of_the_company() {
    use crate::model::SignerId;
    use crate::store::{codes, signers};
    for look in [
        plans(Reach::Company, |read| answers::find(read, AnswerId(1))).await,
        plans(Reach::Company, |read| answers::of_event(read, EventId(1))).await,
        plans(Reach::Company, |read| guardians::of_employees(read, &[EmployeeId(1)])).await,
        plans(Reach::Company, |read| photos::people_of_event(read, EventId(1))).await,
        plans(Reach::Company, |read| links::of_signer(read, SignerId(1))).await,
        plans(Reach::Company, |read| links::moved_of_mailbox(read, SignerId(1))).await,
        plans(Reach::Company, |read| signers::find(read, SignerId(1))).await,
        plans(Reach::Company, |read| {
            signers::entitled_signers(read, EventId(1), EmployeeId(1), jiff::civil::Date::MIN)
        })
        .await,
        plans(Reach::Company, |read| {
            signers::decided_before(read, AnswerId(1), EmployeeId(1), None)
        })
        .await,
        plans(Reach::Company, |read| codes::wrong_tries(read, &link(false), false)).await,
        plans(Reach::Company, |read| codes::wrong_tries(read, &link(true), true)).await,
        plans(Reach::Company, |read| {
            codes::asked_of_mailbox(read, &link(false), false, Timestamp(0))
        })
        .await,
        plans(Reach::Company, |read| photos::was_anybody_named(read, FileId(1))).await,
    ] {
        reads_few_rows(&look);
    }
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("t.db"), Arc::new(Midnight)).unwrap();
    let scope = Scope::of(CompanyId(1), Reach::Company);
    for moved in [false, true] {
        let close =
            move |tx: &Tx| Ok(watched(|| links::close(tx, &link(moved), moved, Timestamp(1))));
        reads_few_rows(&db.write(scope, close).await.unwrap());
    }
    // A new link looks at those that are closed, not at all of the same people.
    let create = |tx: &Tx| {
        let keys = Keys::new([7; 32], crate::model::seal::SealKey::from_bytes([9; 32]));
        // There is no such signer: only the plan matters.
        Ok(watched(|| {
            assert!(links::create_first(tx, &keys, &[SignerId(1)], Timestamp(9)).is_err());
            Ok(())
        }))
    };
    let create = db.write(scope, create).await.unwrap();
    assert!(create.iter().any(|step| step.contains("INDEX closed_links")), "{create:#?}");
}

/// The plan of a page that continues after a row. The row must exist, so a company with one answer
/// is created first.
async fn after(down: bool, deleted: bool, filter: answers::Filter) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("t.db"), Arc::new(Midnight)).unwrap();
    let scope = db.write_all(|all| super::bench::fill(all, 1, 1)).await.unwrap();
    let filter = answers::Filter { after: Some(AnswerId(1)), ..filter };
    let list = move |read: &Read| {
        answers::list(read, &query(answers::Order::CreatedAt, down, deleted), filter)
    };
    db.read(scope, move |read| Ok(watched(|| list(read)))).await.unwrap()
}

#[tokio::test]
async fn rows_to_purge_are_found_by_index() {
    let (now, start) = (Timestamp(9), (Timestamp(0), 0));
    needs_no_sorting(&plans(Reach::Company, move |r| erasure::people(r, now, start, 9)).await);
    needs_no_sorting(&plans(Reach::Company, move |r| erasure::events(r, now, start, 9)).await);
    needs_no_sorting(&plans(Reach::Company, move |r| erasure::requests(r, now, start, 9)).await);
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("t.db"), Arc::new(Midnight)).unwrap();
    let from = (Timestamp(0), AnswerId(0));
    let expired = db.read_all(move |all| Ok(watched(|| erasure::expired(all, from, 9))));
    needs_no_sorting(&expired.await.unwrap());
}

#[tokio::test]
async fn files_and_publication_states_are_found_by_index() {
    use crate::model::{FileId, FileOwner};
    use files::Order::{CapturedAt, CreatedAt, Name};
    for reach in [Reach::Company, Reach::PartnerOf(UserId(1)), Reach::Own(UserId(1))] {
        for order in [CreatedAt, CapturedAt, Name] {
            for owner in [FileOwner::Event(EventId(1)), FileOwner::Employee(EmployeeId(1))] {
                let list = move |read: &Read| {
                    files::list(read, owner, &query(order, true, false), files::Filter::default())
                };
                uses_indexes(&plans(reach, list).await);
            }
        }
        uses_indexes(&plans(reach, |read| files::find(read, FileId(1))).await);
        uses_indexes(&plans(reach, |read| files::titled(read, FileId(1))).await);
        uses_indexes(&plans(reach, |read| files::of_event(read, EventId(1))).await);
    }
    let before = |read: &Read| files::list_deleted_before(read, Timestamp(0), 9);
    uses_indexes(&plans(Reach::Company, before).await);
    needs_no_sorting(&plans(Reach::Company, |read| photos::ids(read, EventId(1))).await);
    uses_indexes(&plans(Reach::Company, |read| photos::people_of_event(read, EventId(1))).await);
    uses_indexes(&plans(Reach::Company, |read| photos::previous(read, FileId(1))).await);
    uses_indexes(&plans(Reach::Company, |read| files::page(read, "", 9)).await);
}

#[tokio::test]
async fn notifications_are_listed_and_counted_by_index() {
    use crate::model::NotificationType;
    use notifications::Filter;
    let kind = Some(NotificationType::EventCreated);
    for reach in [Reach::Company, Reach::PartnerOf(UserId(1)), Reach::Own(UserId(1))] {
        for filter in [
            Filter::default(),
            Filter { unread: true, kind: None },
            Filter { unread: false, kind },
            Filter { unread: true, kind },
        ] {
            let list = move |read: &Read| notifications::list(read, UserId(1), 3, 20, filter);
            needs_no_sorting(&plans(reach, list).await);
        }
    }
    let unread = plans(Reach::Company, |read| notifications::unread(read, UserId(1))).await;
    let step = "SEARCH n USING COVERING INDEX notifications_unread";
    assert!(unread.iter().all(|plan| plan.starts_with(step)), "{unread:?}");
    let readers =
        |read: &Read| notifications::readers(read, NotificationType::EventClosed, Some(EventId(1)));
    uses_indexes(&plans(Reach::Company, readers).await);
    uses_indexes(&plans(Reach::Company, |read| notifications::has_readers(read, None)).await);
    let counted = |read: &Read| {
        badges::due(read, UserId(1), crate::model::badge::BadgeCounter::EventsCreated)
    };
    uses_indexes(&plans(Reach::Company, counted).await);
}

#[tokio::test]
async fn search_results_are_looked_up_by_id() {
    let found = || Some(vec![1, 2, 3]);
    let by_name = move |read: &Read| {
        let query = query(employees::Order::Name, false, false).among(found());
        employees::list(read, &query, &employees::Filter::default())
    };
    let by_end = move |read: &Read| {
        let query = query(events::Order::End, false, true).among(found());
        events::list(read, &query, &events::Filter::default())
    };
    let by_creation = move |read: &Read| {
        let query = query(answers::Order::CreatedAt, true, false).among(found());
        answers::list(read, &query, answers::Filter::default())
    };
    for plans in [
        plans(Reach::Company, by_name).await,
        plans(Reach::Company, by_end).await,
        plans(Reach::Company, by_creation).await,
    ] {
        let lookups = plans.iter().filter(|step| step.contains("USING INTEGER PRIMARY KEY"));
        assert!(lookups.count() >= 2, "{plans:?}");
        // Only the ids themselves are scanned.
        let scans = plans.iter().filter(|step| step.starts_with("SCAN"));
        assert!(scans.clone().all(|step| step.starts_with("SCAN json_each")), "{plans:?}");
    }
}

#[tokio::test]
async fn consents_that_end_are_found_by_index() {
    use crate::model::renewal::Notice;

    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("t.db"), Arc::new(Midnight)).unwrap();
    let scope = Scope::of(CompanyId(1), Reach::Company);
    let plans = db
        .write(scope, |tx| {
            let mut plans = watched(|| answers::expire(tx, 200));
            for notice in [Notice::FifteenDays, Notice::SixtyDays] {
                plans.extend(watched(|| answers::give_notice(tx, notice)));
            }
            Ok(plans)
        })
        .await
        .unwrap();
    needs_no_sorting(&plans);
    let by_expiry = plans.iter().filter(|step| step.contains("answers_to_expire")).count();
    assert_eq!(by_expiry, 3, "{plans:#?}");
    let by_rowid = plans.iter().filter(|step| step.contains("USING INTEGER PRIMARY KEY (rowid=?)"));
    assert!(by_rowid.count() >= 3, "{plans:#?}");
    let with_terms = db.read_all(|all| Ok(watched(|| super::companies::with_terms(all))));
    let with_terms = with_terms.await.unwrap();
    assert!(with_terms.iter().any(|step| step.contains("SEARCH a ")), "{with_terms:#?}");
}

#[tokio::test]
async fn the_audit_log_is_read_by_index() {
    let filter = || audit::AuditFilter {
        topic: Some(AuditTopic::Data),
        user: Some(UserId(1)),
        ..audit::AuditFilter::default()
    };
    let found =
        plans(Reach::Company, move |read| audit::list(read, &query((), true, false), &filter()));
    let found = found.await;
    uses_indexes(&found);
    needs_no_sorting(&found);
}

#[tokio::test]
async fn the_first_page_of_the_console_reads_by_indexes() {
    let past = Timestamp(0);
    uses_indexes(&plans(Reach::Company, move |read| today::awaited(read, past)).await);
    let event = crate::model::EventId(1);
    uses_indexes(&plans(Reach::Company, move |read| today::remindable(read, event)).await);
    uses_indexes(&plans(Reach::Company, move |read| today::withdrawn(read, past, 5)).await);
    uses_indexes(&plans(Reach::Company, move |read| today::expiring(read, past, 5)).await);
    uses_indexes(&plans(Reach::Company, move |read| today::undelivered(read, past, 5)).await);
    uses_indexes(&plans(Reach::Company, today::last_import).await);
    uses_indexes(&plans(Reach::Company, today::begun).await);
    uses_indexes(&plans(Reach::Company, history::unreachable).await);
    let born = jiff::civil::date(2010, 1, 1);
    uses_indexes(&plans(Reach::Company, move |read| history::without_guardian(read, born)).await);
    uses_indexes(&plans(Reach::Company, |read| photos::count(read, EventId(1))).await);
}

#[tokio::test]
async fn the_figures_of_the_instance_are_read_without_counting_rows() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("t.db"), Arc::new(Midnight)).unwrap();
    db.write_all(|all| super::bench::fill(all, 3, 2)).await.unwrap();
    let plans = db.read_all(|all| {
        Ok(watched(|| {
            let totals = super::instance::totals(all)?;
            super::instance::added_since(all, &totals, Timestamp(0))
        }))
    });
    let plans = plans.await.unwrap();
    needs_no_sorting(&plans);
    let by_key = |step: &&String| step.starts_with("SEARCH instance_days USING PRIMARY KEY");
    assert_eq!(plans.iter().filter(by_key).count(), plans.len(), "{plans:#?}");
    let by_day = plans.iter().filter(|step| step.contains("(kind=? AND state=? AND day>?)"));
    assert!(by_day.count() >= 4, "{plans:#?}");
}

#[tokio::test]
async fn rows_of_the_whole_instance_are_paged_without_sorting() {
    use super::instance::{self, CompanyOrder, RowFilter, UserFilter, UserOrder};

    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("t.db"), Arc::new(Midnight)).unwrap();
    for (down, deleted) in [(true, false), (false, true)] {
        let plans = db.read_all(move |all| {
            let mut plans = vec![];
            for order in [CompanyOrder::Name, CompanyOrder::CreatedAt] {
                let query = query(order, down, deleted);
                plans.extend(watched(|| instance::companies(all, &query, None)));
            }
            for order in [UserOrder::Name, UserOrder::CreatedAt] {
                let query = query(order, down, deleted);
                plans.extend(watched(|| instance::users(all, &query, UserFilter::default())));
            }
            plans.extend(watched(|| instance::companies_named(all, "a")));
            Ok(plans)
        });
        for step in plans.await.unwrap() {
            assert!(!step.starts_with("USE TEMP B-TREE"), "{step}");
            let reads_index = step.contains("USING COVERING INDEX");
            assert!(!step.starts_with("SCAN") || reads_index, "{step}");
        }
        let rows = db.read_all(move |all| {
            let (query, mut plans) = (query((), down, deleted), vec![]);
            for company in [None, Some(CompanyId(1))] {
                let filter = RowFilter { company, ..RowFilter::default() };
                plans.extend(watched(|| instance::events(all, &query, filter)));
                plans.extend(watched(|| instance::employees(all, &query, filter)));
                plans.extend(watched(|| instance::answers(all, &query, filter)));
            }
            Ok(plans)
        });
        for step in rows.await.unwrap() {
            assert!(!step.starts_with("USE TEMP B-TREE"), "{step}");
        }
    }
    for text in ["a@b.example", "moreau"] {
        let found = db.read_all(move |all| Ok(watched(|| instance::employees_named(all, text, 9))));
        let found = found.await.unwrap();
        let by_index = |step: &String| step.contains("INDEX employees_by_");
        assert!(found.iter().any(by_index), "{found:#?}");
        assert!(!found.iter().any(|step| step.starts_with("SCAN employees")), "{found:#?}");
    }
}
