//! Shoots, people and consents of all studios: their lists, and the page of each, from which it is
//! deleted or restored for a reason. What is in them is read after entering the studio.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::After;
use super::super::{Administer, Console, ConsoleContext, ConsoleForm};
use super::{because, choice, reason_form, refused};
use crate::actions::instance::{
    self, AnswerLine, Because, EmployeeLine, EventLine, RowFilter, RowId, RowReader,
};
use crate::actions::{answers, employees, events};
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::{
    AnswerId, AnswerState, CompanyId, EmployeeId, EventId, EventStatus, List, Page, PageQuery,
    Timestamp,
};
use crate::render::dates;
use crate::render::page::console::{
    AdminList, AdminListPage, AdminOnePage, AdminRow, InstanceTab, Pager,
};
use crate::render::page::ui::{FieldKind, Filled, FormField, FormPanel, ListPath, SortHead};
use crate::{App, Error};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowKind {
    Event,
    Employee,
    Answer,
}

impl RowKind {
    fn read(name: &str) -> Result<Self, Problem> {
        match name {
            "shoots" => Ok(Self::Event),
            "people" => Ok(Self::Employee),
            "consents" => Ok(Self::Answer),
            _ => Err(Problem(Error::NotFound("page"))),
        }
    }

    fn tab(self) -> InstanceTab {
        match self {
            Self::Event => InstanceTab::Events,
            Self::Employee => InstanceTab::Employees,
            Self::Answer => InstanceTab::Answers,
        }
    }

    fn list(self) -> List {
        match self {
            Self::Event => List::Events,
            Self::Employee => List::Employees,
            Self::Answer => List::Answers,
        }
    }

    /// Names its forms, and what is said when they are done.
    fn name(self) -> &'static str {
        match self {
            Self::Event => "shoot",
            Self::Employee => "person",
            Self::Answer => "consent",
        }
    }

    /// The states to choose from: the value in the address, and what people read.
    fn states(self) -> Vec<(&'static str, &'static str)> {
        let mut states = vec![("", "instance-state-any")];
        match self {
            Self::Event => states.extend([
                ("CREATE", "console-status-create"),
                ("PENDING", "console-status-pending"),
                ("COMPLETED", "console-status-completed"),
                ("CLOSED", "console-status-closed"),
            ]),
            Self::Employee => {}
            Self::Answer => states.extend([
                ("PENDING", "console-answer-pending"),
                ("ACCEPTED", "instance-answer-accepted"),
                ("REFUSED", "console-answer-refused"),
                ("WITHDRAWN", "console-answer-withdrawn"),
                ("EXPIRED", "console-answer-expired"),
            ]),
        }
        states.push(("deleted", "instance-with-deleted"));
        states
    }

    fn heads(self) -> &'static [&'static str] {
        match self {
            Self::Event => &["event-name", "instance-date", "instance-answers"],
            Self::Employee => &["event-name", "person-email"],
            Self::Answer => &["event-name", "instance-reference"],
        }
    }
}

/// The query of a list.
#[derive(Deserialize, Default)]
pub struct RowsQuery {
    page: Option<u32>,
    #[serde(default)]
    search: String,
    /// The number of the only studio.
    #[serde(default)]
    company: String,
    /// A state, or `deleted`.
    #[serde(default)]
    state: String,
    /// `added`; anything else means the latest first.
    #[serde(default)]
    sort: String,
}

/// A list.
#[handler]
pub async fn list_rows(
    app: Data<&App>,
    Path(kind): Path<String>,
    Query(params): Query<RowsQuery>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    let kind = RowKind::read(&kind)?;
    let query = PageQuery {
        descending: params.sort != "added",
        with_deleted: params.state == "deleted",
        ..context.page_of(kind.list(), params.page, ())
    };
    let filter = RowFilter {
        company: params.company.trim().parse().ok().map(CompanyId),
        status: EventStatus::from_name(&params.state),
        state: AnswerState::from_name(&params.state),
        ..RowFilter::default()
    };
    let mut refused = None;
    let found = match found(&app, &context, kind, query, filter, &params.search).await {
        Err(Problem(Error::Invalid(_))) => {
            refused = Some(context.say("instance-rows-choose"));
            Page { data: vec![], page: 1, limit: 1, total: 0 }
        }
        other => other?,
    };
    let path = ListPath::new(
        kind.tab().path(),
        [
            ("search", params.search.clone()),
            ("company", params.company.clone()),
            ("state", params.state.clone()),
            ("sort", params.sort.clone()),
        ],
    );
    let sort = if params.sort.is_empty() { "-added" } else { params.sort.as_str() };
    let plain = |label: &&str| SortHead::plain(context.say(label));
    let heads = kind.heads().iter().map(plain);
    let search = format!("instance-search-{}", kind.tab().name());
    let list = AdminList {
        path: kind.tab().path(),
        search: FormField {
            value: params.search.clone(),
            ..FormField::new("search", context.say(&search)).kind(FieldKind::Search).growing()
        },
        choices: vec![
            FormField {
                value: params.company.clone(),
                error: refused,
                ..FormField::new("company", context.say("instance-rows-company"))
                    .kind(FieldKind::Number)
            },
            choice(&context, "state", "event-state", &kind.states(), &params.state),
        ],
        is_narrowed: [&params.search, &params.company, &params.state]
            .iter()
            .any(|it| !it.is_empty()),
        sort: params.sort.clone(),
        heads: heads.chain([path.head("added", context.say("instance-created"), sort)]).collect(),
        total: found.total,
        pager: Pager { page: found.page, pages: found.total_pages(), base: path.page_base() },
    };
    let page = AdminListPage {
        chrome: context.chrome(format!("{}{}", path.page_base(), found.page)),
        nav: context.instance(Some(kind.tab())),
        rows: found.data.iter().map(|one| one.in_list(&context)).collect(),
        list,
        forms: vec![],
    };
    Ok(show(StatusCode::OK, &page))
}

/// Any of the three.
enum AnyRow {
    Event(EventLine),
    Employee(EmployeeLine),
    Answer(AnswerLine),
}

async fn found(
    app: &App,
    context: &ConsoleContext,
    kind: RowKind,
    query: PageQuery<()>,
    filter: RowFilter,
    search: &str,
) -> Result<Page<AnyRow>, Problem> {
    let search = Some(search.to_owned());
    Ok(match kind {
        RowKind::Event => rows(instance::events(app, query, filter, search).await?, AnyRow::Event),
        RowKind::Employee => {
            let found = instance::employees(app, &reader(context), query, filter, search).await?;
            rows(found, AnyRow::Employee)
        }
        RowKind::Answer => {
            let found = instance::answers(app, &reader(context), query, filter, search).await?;
            rows(found, AnyRow::Answer)
        }
    })
}

fn rows<T>(page: Page<T>, row: impl Fn(T) -> AnyRow) -> Page<AnyRow> {
    let Page { data, page, limit, total } = page;
    Page { data: data.into_iter().map(row).collect(), page, limit, total }
}

fn reader(context: &ConsoleContext) -> RowReader {
    RowReader { by: context.actor.user, origin: context.caller.origin() }
}

impl AnyRow {
    async fn find(app: &App, context: &ConsoleContext, row: RowId) -> Result<Self, Problem> {
        Ok(match row {
            RowId::Event(id) => Self::Event(instance::event(app, id).await?),
            RowId::Employee(id) => {
                Self::Employee(instance::employee(app, &reader(context), id).await?)
            }
            RowId::Answer(id) => Self::Answer(instance::answer(app, &reader(context), id).await?),
        })
    }

    fn kind(&self) -> RowKind {
        match self {
            Self::Event(_) => RowKind::Event,
            Self::Employee(_) => RowKind::Employee,
            Self::Answer(_) => RowKind::Answer,
        }
    }

    fn id(&self) -> i64 {
        match self {
            Self::Event(one) => one.id.0,
            Self::Employee(one) => one.id.0,
            Self::Answer(one) => one.id.0,
        }
    }

    fn company(&self) -> (CompanyId, &str) {
        match self {
            Self::Event(one) => (one.company, &one.company_name),
            Self::Employee(one) => (one.company, &one.company_name),
            Self::Answer(one) => (one.company, &one.company_name),
        }
    }

    fn name(&self, context: &ConsoleContext) -> String {
        match self {
            Self::Event(one) => one.name.clone(),
            Self::Employee(one) => one.name.clone(),
            Self::Answer(one) => {
                one.employee_name.clone().unwrap_or_else(|| context.say("audit-erased"))
            }
        }
    }

    fn deleted_at(&self) -> Option<Timestamp> {
        match self {
            Self::Event(one) => one.deleted_at,
            Self::Employee(one) => one.deleted_at,
            Self::Answer(one) => one.deleted_at,
        }
    }

    fn created_at(&self) -> Timestamp {
        match self {
            Self::Event(one) => one.created_at,
            Self::Employee(one) => one.created_at,
            Self::Answer(one) => one.created_at,
        }
    }

    fn badges(&self, context: &ConsoleContext) -> Vec<(&'static str, String)> {
        let state = match self {
            Self::Event(one) => Some(("", "status", one.status.name())),
            Self::Employee(_) => None,
            Self::Answer(one) => Some(match one.state {
                AnswerState::Accepted => ("is-yes", "answer", one.state.name()),
                AnswerState::Pending => ("", "answer", one.state.name()),
                _ => ("is-no", "answer", one.state.name()),
            }),
        };
        let state = state.map(|(class, of, name)| match name {
            // Which uses are accepted is the studio's to know.
            "ACCEPTED" => (class, context.say("instance-answer-accepted")),
            _ => (class, context.say(&format!("console-{of}-{}", name.to_lowercase()))),
        });
        let deleted = self.deleted_at().map(|_| ("is-no", context.say("instance-deleted")));
        state.into_iter().chain(deleted).collect()
    }

    fn path(&self) -> String {
        format!("{}/{}", self.kind().tab().path(), self.id())
    }

    fn in_list(&self, context: &ConsoleContext) -> AdminRow {
        let (_, studio) = self.company();
        let mut cells = match self {
            Self::Event(one) => vec![when(context, one), progress(one)],
            Self::Employee(one) => vec![one.email.clone().unwrap_or_default()],
            Self::Answer(one) => vec![one.reference.clone()],
        };
        cells.push(context.moment(self.created_at()));
        AdminRow {
            href: self.path(),
            name: self.name(context),
            detail: match self {
                Self::Answer(one) => match &one.event_name {
                    Some(event) => format!("{studio} · {event}"),
                    None => studio.to_owned(),
                },
                _ => studio.to_owned(),
            },
            badges: self.badges(context),
            cells,
        }
    }

    /// What its page says: label and value.
    fn figures(&self, context: &ConsoleContext) -> Vec<(String, String)> {
        let say = |key: &str, value: String| (context.say(key), value);
        let mut figures = match self {
            Self::Event(one) => vec![
                say("instance-date", when(context, one)),
                say("instance-answers", progress(one)),
            ],
            Self::Employee(one) => {
                vec![say("person-email", one.email.clone().unwrap_or_default())]
            }
            Self::Answer(one) => {
                let signed = one.signed_at.map(|at| context.moment(at));
                vec![
                    say("instance-shoot", one.event_name.clone().unwrap_or_default()),
                    say("instance-reference", one.reference.clone()),
                    say(
                        "instance-answered",
                        signed.unwrap_or_else(|| context.say("instance-never")),
                    ),
                ]
            }
        };
        figures.push(say("instance-created", context.moment(self.created_at())));
        if let Some(at) = self.deleted_at() {
            figures.push(say("instance-deleted", context.moment(at)));
        }
        figures.push(say("instance-number", self.id().to_string()));
        figures
    }

    /// What can be done to it: nothing to what was answered, which stays.
    fn forms(&self, context: &ConsoleContext, filled: &Filled) -> Vec<FormPanel> {
        let path = self.path();
        let form = |act| reason_form(context, self.kind().name(), act, &path, filled);
        match self {
            _ if self.deleted_at().is_some() => vec![form("restore")],
            Self::Answer(one) if one.state != AnswerState::Pending => vec![],
            _ => vec![form("delete").destructive()],
        }
    }
}

fn when(context: &ConsoleContext, event: &EventLine) -> String {
    dates::range(context.locale, event.starts_at, event.ends_at, &context.zone)
}

fn progress(event: &EventLine) -> String {
    format!("{} / {}", event.answered, event.asked)
}

fn row_id(kind: RowKind, id: i64) -> RowId {
    match kind {
        RowKind::Event => RowId::Event(EventId(id)),
        RowKind::Employee => RowId::Employee(EmployeeId(id)),
        RowKind::Answer => RowId::Answer(AnswerId(id)),
    }
}

/// The page of one.
#[handler]
pub async fn show_row(
    app: Data<&App>,
    Path((kind, id)): Path<(String, i64)>,
    Query(after): Query<After>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    let id = row_id(RowKind::read(&kind)?, id);
    let mut page = page(&app, &context, id, &Filled::default()).await?;
    page.chrome.toast = context.toast(&after, None);
    Ok(show(StatusCode::OK, &page))
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    id: RowId,
    filled: &Filled,
) -> Result<AdminOnePage, Problem> {
    let row = AnyRow::find(app, context, id).await?;
    let (company, studio) = row.company();
    Ok(AdminOnePage {
        chrome: context.chrome(row.path()),
        nav: context.instance(Some(row.kind().tab())),
        title: row.name(context),
        badges: row.badges(context),
        suspended_for: None,
        figures: row.figures(context),
        others: String::new(),
        rows: vec![],
        links: vec![(
            format!("{}/{}", InstanceTab::Companies.path(), company.0),
            studio.to_owned(),
        )],
        forms: row.forms(context, filled),
    })
}

/// What the forms of the page do.
#[handler]
pub async fn change_row(
    app: Data<&App>,
    Path((kind, id)): Path<(String, i64)>,
    form: ConsoleForm<Administer>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let kind = RowKind::read(&kind)?;
    let (act, id) = (fields.text("do").to_owned(), row_id(kind, id));
    let done = match because(&context, &fields, &act) {
        Err(error) => Err(error),
        Ok(why) => change(&app, id, &act, why).await,
    };
    match done {
        Ok(id) => {
            let (path, kind) = (kind.tab().path(), kind.name());
            Ok(go(&format!("{path}/{id}?after={kind}-{act}")))
        }
        Err(error @ (Error::Invalid(_) | Error::Conflict(_) | Error::PlanLimit(_))) => {
            let filled = refused(&context, &fields, &act, &[], &error);
            let page = page(&app, &context, id, &filled).await?;
            Ok(show(problem::status(&error), &page))
        }
        Err(error) => Err(Problem(error).into()),
    }
}

/// Deletes or restores a row; returns the id of the one that is there now.
async fn change(app: &App, row: RowId, act: &str, why: Because) -> Result<i64, Error> {
    if !matches!(act, "delete" | "restore") {
        return Err(Error::invalid("do", "unknown"));
    }
    let scope = instance::act_on(app, row, why).await?;
    Ok(match (row, act) {
        (RowId::Event(id), "delete") => events::delete(app, scope, id).await.map(|()| id.0)?,
        (RowId::Event(id), _) => events::restore(app, scope, id).await?.id.0,
        (RowId::Employee(id), "delete") => {
            employees::delete(app, scope, id).await.map(|()| id.0)?
        }
        (RowId::Employee(id), _) => employees::restore(app, scope, id).await.map(|_| id.0)?,
        (RowId::Answer(id), "delete") => answers::delete(app, scope, id).await.map(|()| id.0)?,
        (RowId::Answer(id), _) => answers::restore(app, scope, id).await?.id.0,
    })
}
