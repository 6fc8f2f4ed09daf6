//! `/console`: what to do today, what comes next, and the first steps of a new studio. Each row
//! leads to where one acts.

use std::collections::HashMap;

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};

use super::forms::After;
use super::{Console, ConsoleContext, SeeEvents};
use crate::App;
use crate::actions::home::{self, People, Remindable, ToDo};
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::model::company::Missing;
use crate::model::takedown::Publication;
use crate::model::{Company, ConsolePage, EmployeeId, Event, EventId, Locale, Right, Timestamp};
use crate::render::dates;
use crate::render::page::console::{EventRow, Home, ToDoPart, ToDoRow};

/// The next events that are read.
const NEXT: u32 = 10;
/// The most that are shown.
const SHOWN: usize = 5;

/// The page.
#[handler]
pub async fn show_home(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<SeeEvents>,
) -> poem::Result<Response> {
    let now = app.now();
    let may_read = context.may(Right::Read);
    let mut next = home::next_events(&app, context.scope, NEXT).await.map_err(Problem)?;
    let mut is_awaiting = false;
    let (parts, steps) = match may_read {
        true => {
            let (company, to_do) = home::to_do(&app, context.scope).await.map_err(Problem)?;
            // Each event is shown once: among those whose answers are awaited, or here.
            is_awaiting = !to_do.awaited.is_empty();
            next.retain(|event| to_do.awaited.iter().all(|(one, _)| one.id != event.id));
            let steps = context.first_steps(&company, &to_do);
            let former = to_do.former_release;
            let mut parts = context.parts(to_do, now);
            let missing = company.missing();
            if steps.is_empty() && context.may(Right::Govern) && !missing.is_empty() {
                parts.push(context.missing_part(&missing));
            }
            if let Some(locale) = former.filter(|_| steps.is_empty() && context.may(Right::Govern))
            {
                parts.push(context.release_part(locale));
            }
            (parts, steps)
        }
        false => (vec![], vec![]),
    };
    let mut chrome = context.chrome(ConsolePage::Home.path());
    chrome.toast = context.toast(&after, None);
    let page = Home {
        chrome,
        day: dates::day(context.locale, now.day_in(&context.zone)),
        parts,
        next: next.into_iter().take(SHOWN).map(|event| context.row(event, now)).collect(),
        steps,
        is_awaiting,
        may_plan: context.may(Right::Plan),
        may_remind: context.may(Right::Curate),
        may_read,
    };
    Ok(show(StatusCode::OK, &page))
}

impl ConsoleContext {
    /// What a new studio does first; nothing once all of it is done.
    fn first_steps(&self, company: &Company, to_do: &ToDo) -> Vec<(String, &'static str, bool)> {
        let begun = to_do.begun;
        let add = match self.may(Right::Curate) {
            true => "/console/people/import",
            false => "/console/people/new",
        };
        let missing = company.missing();
        let of_owner = [
            ("first-details", "/console/settings/studio", missing.is_empty()),
            ("first-release", "/console/settings/release", begun.release || begun.asked),
        ];
        let of_all = [
            ("first-people", add, begun.people),
            ("first-event", "/console/shoots/new", begun.asked),
            ("first-mail", "", begun.mailed && begun.asked),
            ("first-answer", "", begun.answered),
        ];
        let of_owner = of_owner.into_iter().filter(|_| self.may(Right::Govern));
        let steps: Vec<_> = of_owner.chain(of_all).collect();
        if steps.iter().all(|(.., done)| *done) || begun.answered {
            return vec![];
        }
        let label = |key: &str| match key == "first-details" && !missing.is_empty() {
            true => self.say_with("first-details-missing", "missing", &self.named(&missing)),
            false => self.say(key),
        };
        steps.into_iter().map(|(key, href, done)| (label(key), href, done)).collect()
    }

    /// What releases cannot say of the studio, once the first steps are not shown any more.
    fn missing_part(&self, missing: &[Missing]) -> ToDoPart {
        let said = self.say_with("studio-missing", "missing", &self.named(missing));
        self.setting_part("details", missing.len(), "/console/settings/studio".to_owned(), said)
    }

    /// The release is a text that was the standard one.
    fn release_part(&self, locale: Locale) -> ToDoPart {
        let href = format!("/console/settings/release/standard?language={}", locale.tag());
        self.setting_part("release", 1, href, self.say("home-release-hint"))
    }

    /// What the settings want, in one row.
    fn setting_part(&self, id: &'static str, count: usize, href: String, said: String) -> ToDoPart {
        let row = ToDoRow {
            href,
            title: self.say(&format!("home-{id}-go")),
            apart: None,
            detail: said,
            mark: None,
            is_late: false,
            event: None,
            no_reminder: None,
        };
        let title = self.say(&format!("home-{id}"));
        ToDoPart { id, icon: "paper", title, count, rows: vec![row], all: None, has_more: false }
    }

    /// The names of settings, in a sentence: `legal form, SIRET`.
    pub(super) fn named(&self, missing: &[Missing]) -> String {
        let names = missing.iter().map(|one| self.say(&format!("missing-{}", one.field())));
        names.collect::<Vec<_>>().join(", ")
    }

    /// What is to be done, by kind: first what cannot wait.
    fn parts(&self, to_do: ToDo, now: Timestamp) -> Vec<ToDoPart> {
        let part = |id, icon, count, rows, all: Option<(&str, &str)>| ToDoPart {
            id,
            icon,
            title: self.say(&format!("home-{id}")),
            count,
            rows,
            all: all.map(|(href, key)| (href.to_owned(), self.say(key))),
            has_more: false,
        };
        let ToDo {
            awaited,
            bounced,
            children,
            withdrawn,
            takedowns: (takedowns, takedowns_due),
            expiring,
            undelivered,
            import,
            namesakes,
            ..
        } = to_do;
        let awaited_answers = usize::try_from(to_do.awaited_answers).unwrap_or_default();
        let has_more_awaited = to_do.awaited_events > awaited.len();
        let expiring_consents: i64 = expiring.iter().map(|one| one.consents).sum();
        let parts = vec![
            part(
                "takedown",
                "no",
                usize::try_from(takedowns_due).unwrap_or_default(),
                takedowns.into_iter().map(|one| self.takedown_row(one, now)).collect(),
                Some(("/console/publications?show=due", "home-see-all")),
            ),
            part(
                "withdrawn",
                "no",
                withdrawn.len(),
                withdrawn
                    .into_iter()
                    .map(|one| ToDoRow {
                        href: format!("{}#photos", ConsolePage::Employee(one.employee).path()),
                        apart: namesakes.get(&one.employee).cloned(),
                        title: one.person,
                        detail: self.counted_in(
                            match one.in_part {
                                true => "home-withdrawn-part-photos",
                                false => "home-withdrawn-photos",
                            },
                            usize::try_from(one.photos).unwrap_or_default(),
                            &one.event_name,
                        ),
                        mark: Some(self.ago(one.at, now)),
                        is_late: true,
                        event: None,
                        no_reminder: None,
                    })
                    .collect(),
                None,
            ),
            part(
                "undelivered",
                "mail",
                undelivered.len(),
                undelivered
                    .into_iter()
                    .map(|one| ToDoRow {
                        href: ConsolePage::Answer(one.answer).path(),
                        apart: namesakes.get(&one.employee).cloned(),
                        title: one.person,
                        detail: match one.reply {
                            Some(reply) => format!("{} · {reply}", one.event_name),
                            None => one.event_name,
                        },
                        mark: None,
                        is_late: false,
                        event: None,
                        no_reminder: None,
                    })
                    .collect(),
                None,
            ),
            part(
                "bounced",
                "mail",
                bounced.total,
                self.people_rows(bounced, &namesakes, "home-bounced-hint", ""),
                Some(("/console/people?show=mailbox", "home-see-all")),
            ),
            part(
                "children",
                "people",
                children.total,
                self.people_rows(children, &namesakes, "home-children-hint", "/edit"),
                Some(("/console/people?show=guardian", "home-see-all")),
            ),
            part(
                "import",
                "warning",
                import.iter().map(|one| usize::try_from(one.refused).unwrap_or_default()).sum(),
                import
                    .into_iter()
                    .map(|one| ToDoRow {
                        href: ConsolePage::Import(one.id).path(),
                        apart: None,
                        title: one.file_name.unwrap_or_else(|| self.say("home-import-unnamed")),
                        detail: self.count(
                            "home-import-lines",
                            usize::try_from(one.refused).unwrap_or_default(),
                        ),
                        mark: Some(self.ago(one.at, now)),
                        is_late: false,
                        event: None,
                        no_reminder: None,
                    })
                    .collect(),
                None,
            ),
            part(
                "awaited",
                "clock",
                awaited_answers,
                awaited.into_iter().map(|(event, can)| self.awaited_row(event, can, now)).collect(),
                Some(("/console/shoots", "home-all-shoots")),
            ),
            part(
                "expiring",
                "paper",
                usize::try_from(expiring_consents).unwrap_or_default(),
                expiring
                    .into_iter()
                    .map(|one| ToDoRow {
                        href: ConsolePage::Event(one.event).path(),
                        apart: None,
                        title: one.event_name,
                        detail: self.count(
                            "home-expiring-count",
                            usize::try_from(one.consents).unwrap_or_default(),
                        ),
                        mark: Some(self.say_with("home-from", "day", &self.day(one.first))),
                        is_late: false,
                        event: None,
                        no_reminder: None,
                    })
                    .collect(),
                None,
            ),
        ];
        let mut parts: Vec<ToDoPart> = parts.into_iter().filter(|part| part.count > 0).collect();
        if let Some(awaited) = parts.iter_mut().find(|part| part.id == "awaited") {
            awaited.has_more = has_more_awaited;
        }
        parts
    }

    /// A published photograph that has to be taken down.
    fn takedown_row(&self, one: Publication, now: Timestamp) -> ToDoRow {
        let due = one.due().map(|takedown| (self.why(takedown), takedown.due_at));
        let (why, due_at) = due.unwrap_or_default();
        ToDoRow {
            href: format!("{}#publication-{}", ConsolePage::Takedowns.path(), one.id.0),
            apart: None,
            title: one.place,
            detail: format!("{} · {why}", one.event_name),
            mark: Some(self.say_with("home-until", "day", &self.day(due_at))),
            is_late: due_at < now,
            event: None,
            no_reminder: None,
        }
    }

    fn awaited_row(&self, event: Event, when: Remindable, now: Timestamp) -> ToDoRow {
        let missing = event.progress.asked - event.progress.answered;
        let mark = Some(self.near(event.start, event.end, now));
        let is_late = event.end <= now;
        let EventRow { id, name, when: day, .. } = self.row(event, now);
        ToDoRow {
            href: format!("{}?state=open", ConsolePage::Event(EventId(id)).path()),
            detail: self.count("home-awaited-count", usize::try_from(missing).unwrap_or_default()),
            mark,
            apart: None,
            title: name,
            is_late,
            event: Some((id, day)),
            no_reminder: self.no_reminder(when, now),
        }
    }

    /// People who lead to their pages.
    fn people_rows(
        &self,
        people: People,
        namesakes: &HashMap<EmployeeId, String>,
        hint: &str,
        page: &str,
    ) -> Vec<ToDoRow> {
        let row = |(id, name): (EmployeeId, String)| ToDoRow {
            href: format!("{}{page}", ConsolePage::Employee(id).path()),
            apart: namesakes.get(&id).cloned(),
            title: name,
            detail: self.say(hint),
            mark: None,
            is_late: false,
            event: None,
            no_reminder: None,
        };
        people.first.into_iter().map(row).collect()
    }

    /// A text with a number and the name of an event.
    fn counted_in(&self, key: &str, count: usize, event: &str) -> String {
        let values = [("count", (count as u64).into()), ("event", event.into())];
        crate::render::words(self.locale).say_with(key, values).into_owned()
    }

    /// How long ago it was: `5 minutes ago`, `yesterday`, else the day.
    pub(super) fn ago(&self, at: Timestamp, now: Timestamp) -> String {
        let minutes = now.since(at).max(0) / Timestamp::MINUTE;
        let count =
            |key: &str, count: i64| self.count(key, usize::try_from(count).unwrap_or_default());
        let days = at.day_in(&self.zone).until(now.day_in(&self.zone));
        let days = days.map_or(0, |span| i64::from(span.get_days()));
        match (minutes, days) {
            (0, _) => self.say("ago-now"),
            (1..60, _) => count("ago-minutes", minutes),
            (_, 0) => count("ago-hours", minutes / 60),
            (_, 1..=6) => count("event-days-ago", days),
            _ => self.day(at),
        }
    }
}
