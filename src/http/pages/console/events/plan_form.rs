//! Planning an event on one page: what, when, where, who is asked, and who would be written to.

use jiff::tz::TimeZone;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::{day_start, drafted, filled, hour, instant, once};
use super::super::people::{LONGEST_SEARCH, Narrowed};
use super::super::{Console, ConsoleContext, ConsoleForm, Plan};
use super::newcomer;
use super::pay::{pay, quota};
use crate::actions::events::{self, Prospect, Prospects};
use crate::actions::{employees, groups, search, users};
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::check::day;
use crate::model::event::{Invited, PlanInput};
use crate::model::keys::fresh_nonce;
use crate::model::{
    Address, EmailState, EmployeeId, Event, EventId, GroupId, List, PageQuery, Role, SearchKind,
    Timestamp, UserId,
};
use crate::render::page::console::{PlanPage, Theirs};
use crate::render::page::ui::{
    FieldKind, FieldProblems, Filled, FormField, Picker, PickerOption, Recipient, Recipients,
};
use crate::{App, Error};

/// The fields of the form that are shown again as they were typed.
pub(super) const NAMES: &[&str] = &[
    "name",
    "description",
    "day",
    "from",
    "last",
    "until",
    "line",
    "postalCode",
    "city",
    "partner",
    "client",
];
/// The options of each kind that a search shows.
const OPTIONS: u32 = 8;
/// The people whose mails are listed.
const LISTED: usize = 100;

/// The query of the empty form.
#[derive(Deserialize, Default)]
pub struct NewQuery {
    /// The first day, chosen in the calendar.
    #[serde(default)]
    day: String,
    /// Chosen elsewhere.
    #[serde(default)]
    group: String,
    #[serde(default)]
    people: String,
    /// Whether all people are chosen that a list shows, which the other fields restrict.
    #[serde(default)]
    all: String,
    #[serde(default)]
    search: String,
    #[serde(default)]
    show: String,
    #[serde(default)]
    of: String,
}

/// The empty form.
#[handler]
pub async fn show_new(
    app: Data<&App>,
    Query(params): Query<NewQuery>,
    context: Console<Plan>,
) -> poem::Result<Response> {
    let first = day(&params.day).map(|date| date.to_string()).unwrap_or_default();
    let begun = [&params.day, &params.group, &params.people, &params.all, &params.search];
    let draft = context.draft("shoot", &begun.map(String::as_str));
    let values = [("day", first.as_str()), ("from", "09:00"), ("until", "18:00")];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let numbers = |text: &str| {
        let ids = text.split('.').filter_map(|id| id.parse().ok());
        ids.take(events_most()).collect::<Vec<i64>>()
    };
    let people = match params.all.as_str() {
        "yes" => {
            let (search, show, of) = (params.search, params.show, params.of);
            Narrowed { search, show, of }.all(&app, &context, events_most()).await?.0
        }
        _ => numbers(&params.people).into_iter().map(EmployeeId).collect(),
    };
    let invited = Invited {
        people,
        groups: numbers(&params.group).into_iter().map(GroupId).collect(),
        leaves_out: false,
    };
    let filled = Filled::new(values.collect());
    let mut page = page(&app, &context, filled, invited, "", fresh_nonce()).await?;
    page.hidden.push(("draft".to_owned(), draft));
    Ok(show(StatusCode::OK, &page))
}

fn events_most() -> usize {
    crate::model::event::Plan::PEOPLE
}

/// Plans the event: `do=send` asks everybody at once, `draft` asks nobody yet, and anything else
/// shows the form again with what the search finds.
#[handler]
pub async fn plan(app: Data<&App>, form: ConsoleForm<Plan>) -> poem::Result<Response> {
    let ConsoleForm { context, mut fields, .. } = form;
    let mut invited = invited(&fields);
    let mut wrong = vec![];
    if fields.text("do") == "add" {
        match newcomer::add(&app, &context, &fields).await? {
            Ok(id) => {
                invited.people.push(id);
                fields.set("q", "");
            }
            Err(errors) => wrong = errors,
        }
    }
    let search = newcomer::still_sought(&fields).to_owned();
    fields.set("q", &search);
    let new = newcomer::newcomer(&context, &fields, wrong);
    let again = async |errors: Vec<(String, String)>, status: StatusCode| {
        let filled = filled(&fields, NAMES).with_errors(errors);
        let key = Some(fields.text("once")).filter(|key| !key.is_empty()).map(str::to_owned);
        let key = key.unwrap_or_else(fresh_nonce);
        let mut page = page(&app, &context, filled, invited.clone(), fields.text("q"), key).await?;
        if let Some(picker) = &mut page.picker {
            picker.offer(new.clone());
        }
        page.hidden.extend(drafted(&fields).map(|name| ("draft".to_owned(), name)));
        Ok::<_, Problem>(show(status, &page))
    };
    let act = fields.text("do");
    if !matches!(act, "send" | "draft" | "pay") {
        return Ok(again(vec![], StatusCode::OK).await?);
    }
    let input = match input(&context, &fields, None) {
        Ok(input) => input,
        Err(errors) => return Ok(again(errors, StatusCode::UNPROCESSABLE_ENTITY).await?),
    };
    let by = context.actor.user;
    if act == "pay" {
        return match pay(&app, &context, input, invited.clone()).await {
            Ok(order) => Ok(go(&format!("/console/billing/order/{}", order.0))),
            Err(error @ (Error::Internal(_) | Error::Forbidden)) => Err(Problem(error).into()),
            Err(error) => {
                let errors = context.errors(&error, form_field);
                Ok(again(errors, problem::status(&error)).await?)
            }
        };
    }
    let key = once(&fields, by, "console/plan");
    let asked = if act == "send" { invited.clone() } else { Invited::default() };
    match events::create(&app, context.scope, by, input, asked, key).await {
        Ok(planned) => {
            let here = format!("/console/shoots/{}", planned.event.id.0);
            let count = planned.answers.len();
            Ok(go(&match (act, count) {
                ("send", 0) => format!("{here}?after=created"),
                ("send", _) => format!("{here}?after=asked&count={count}"),
                _ => format!("{here}/ask?after=drafted{}", chosen(&invited)),
            }))
        }
        Err(error @ (Error::Internal(_) | Error::Forbidden)) => Err(Problem(error).into()),
        Err(error) => {
            let errors = context.errors(&error, form_field);
            Ok(again(errors, problem::status(&error)).await?)
        }
    }
}

/// The people who cannot be asked: each with a link to their page, and why.
pub(super) fn refused(
    context: &ConsoleContext,
    prospects: &Prospects,
) -> Vec<(Option<(String, String)>, String)> {
    let all = prospects.everybody.iter();
    all.filter_map(|one| {
        let why = context.said_of_field(one.refused?);
        let employee = &one.person.employee;
        // All that keeps somebody from being asked is about their guardians.
        let mend = format!("/console/people/{}/edit#guardians", employee.id.0);
        Some((Some((mend, employee.name())), why))
    })
    .collect()
}

/// Says once of everybody who cannot be asked why, in place of an error that names nobody.
pub(super) fn name_refused(
    problems: &mut FieldProblems,
    context: &ConsoleContext,
    prospects: &Prospects,
) {
    let whom = refused(context, prospects);
    let is_said = |text: &str| whom.iter().any(|(_, why)| why == text);
    let before = problems.rows.len();
    problems.rows.retain(|(_, text)| !is_said(text));
    if problems.rows.len() < before {
        problems.rows.extend(whom);
    }
}

/// Whom the form names.
pub(super) fn invited(fields: &Fields) -> Invited {
    Invited {
        people: fields.ids("person").into_iter().map(EmployeeId).collect(),
        groups: fields.ids("group").into_iter().map(GroupId).collect(),
        leaves_out: fields.ticked("leaveOut"),
    }
}

/// The chosen people and groups, for the address of a page; nothing if there are too many.
fn chosen(invited: &Invited) -> String {
    let join = |ids: Vec<i64>| super::super::forms::After::written(&ids);
    let people = join(invited.people.iter().map(|id| id.0).collect());
    let groups = join(invited.groups.iter().map(|id| id.0).collect());
    let people = if people.is_empty() { people } else { format!("&people={people}") };
    let groups = if groups.is_empty() { groups } else { format!("&group={groups}") };
    format!("{people}{groups}")
}

/// The form's field for one of the API.
pub(super) fn form_field(name: &str) -> String {
    let first = name.split('.').next().unwrap_or_default();
    match first {
        "start" => "day".to_owned(),
        "end" => "until".to_owned(),
        "partnerId" => "partner".to_owned(),
        "employeeIds" | "groupIds" | "employeeId" => "people".to_owned(),
        "address" => name.trim_start_matches("address.").to_owned(),
        _ => name.to_owned(),
    }
}

/// What is planned, from the form. `old`: the event that is changed, of whose address the parts that
/// the form does not have are kept.
pub(super) fn input(
    context: &ConsoleContext,
    fields: &Fields,
    old: Option<&Event>,
) -> Result<PlanInput, Vec<(String, String)>> {
    let mut errors = vec![];
    let mut refuse = |name: &str, code: &str| {
        errors.push((name.to_owned(), context.said_of_field(code)));
    };
    let first = match fields.filled("day").map(day) {
        None => Err("required"),
        Some(read) => read,
    };
    let last = fields.filled("last").map(day).transpose();
    let from = fields.filled("from").map(hour).transpose();
    let until = fields.filled("until").map(hour).transpose();
    if let Err(code) = first {
        refuse("day", code);
    }
    if let Err(code) = last {
        refuse("last", code);
    }
    for (name, read) in [("from", &from), ("until", &until)] {
        if let Err(code) = read {
            refuse(name, code);
        }
    }
    if fields.filled("name").is_none() {
        refuse("name", "required");
    }
    let (Ok(first), Ok(last), Ok(from), Ok(until), true) =
        (first, last, from, until, errors.is_empty())
    else {
        return Err(errors);
    };
    let (start, end) = hours(first, last.unwrap_or(first), from, until, &context.zone);
    let text = |name: &str| fields.filled(name).map(str::to_owned);
    Ok(PlanInput {
        name: fields.text("name").to_owned(),
        description: text("description"),
        client: text("client"),
        start,
        end,
        address: address(text("line"), text("postalCode"), text("city"), old),
        partner: fields.ids("partner").first().copied().map(UserId),
    })
}

/// From the first to the last day. Without hours, whole days.
fn hours(
    first: jiff::civil::Date,
    last: jiff::civil::Date,
    from: Option<jiff::civil::Time>,
    until: Option<jiff::civil::Time>,
    zone: &TimeZone,
) -> (Timestamp, Timestamp) {
    let start = from.map_or_else(|| day_start(first, zone), |time| instant(first, time, zone));
    let night = jiff::civil::time(23, 59, 0, 0);
    let end = instant(last, until.unwrap_or(night), zone);
    (start, end)
}

fn address(
    line: Option<String>,
    postal_code: Option<String>,
    city: Option<String>,
    old: Option<&Event>,
) -> Address {
    let known = old.map(|event| event.address.clone()).unwrap_or_default();
    let is_same = (&known.line, &known.postal_code, &known.city) == (&line, &postal_code, &city);
    if is_same {
        return known;
    }
    // Where it is has to be looked up anew.
    Address { line, postal_code, city, lat: None, lng: None, ..known }
}

/// The fields of an event: what, when, where.
pub(super) struct PlanFields {
    pub what: Vec<FormField>,
    pub when: Vec<FormField>,
    pub place: Vec<FormField>,
}

impl PlanFields {
    pub async fn of(app: &App, context: &ConsoleContext, filled: &Filled) -> Result<Self, Problem> {
        let field = |name: &str, key: &str| filled.field(name, context.say(key));
        let optional = |field: FormField| field.optional(context.say("ui-optional"));
        let partners = partners(app, context).await?;
        Ok(Self {
            what: vec![field("name", "event-name").required().wide()],
            when: vec![
                field("day", "event-day").kind(FieldKind::Date).required(),
                optional(field("from", "event-hour").kind(FieldKind::Time)),
                optional(field("last", "event-last").kind(FieldKind::Date)),
                optional(field("until", "event-hour-end").kind(FieldKind::Time)),
            ],
            place: vec![
                optional(field("line", "event-line")).wide(),
                optional(field("postalCode", "event-postal-code")),
                optional(field("city", "event-city")),
                field("partner", "event-partner").choices(partners),
                optional(field("client", "event-client")).help(context.say("event-client-hint")),
                optional(field("description", "event-description").kind(FieldKind::Lines))
                    .most(5_000)
                    .wide(),
            ],
        })
    }

    pub fn all(&self) -> Vec<&FormField> {
        self.what.iter().chain(&self.when).chain(&self.place).collect()
    }
}

/// Who can be the photographer: any member of the studio.
async fn partners(app: &App, context: &ConsoleContext) -> Result<Vec<(String, String)>, Problem> {
    let query = PageQuery { limit: 100, ..context.page_of(List::Users, None, users::Order::Name) };
    let members = users::list(app, context.scope, query, None, false).await?;
    let named = members
        .data
        .into_iter()
        .filter(|one| one.role != Role::Employee)
        .map(|one| (one.id.0.to_string(), format!("{} {}", one.first_name, one.last_name)));
    Ok(std::iter::once((String::new(), context.say("event-no-partner"))).chain(named).collect())
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    filled: Filled,
    invited: Invited,
    search: &str,
    once: String,
) -> Result<PlanPage, Problem> {
    let leaves_out = invited.leaves_out;
    let on =
        day(filled.value("day")).map_or_else(|_| app.now(), |date| day_start(date, &context.zone));
    let prospects = events::prospects(app, context.scope, on, invited, None).await?;
    let fields = PlanFields::of(app, context, &filled).await?;
    let error = filled.error("people").map(str::to_owned);
    let mut all = fields.all();
    let people = FormField::new("people", context.say("event-people"));
    all.push(&people);
    let mut problems = filled.problems(&all).titled(context.say("ui-problems"));
    // The picker has no field of that name; its search is where one goes on.
    for (field, _) in &mut problems.rows {
        if let Some((id, _)) = field.as_mut().filter(|(id, _)| id == "f-people") {
            *id = "q".to_owned();
        }
    }
    name_refused(&mut problems, context, &prospects);
    let error = error.map(|text| said_of_picker(context, &prospects, text));
    let picker = picker(app, context, &prospects, search, error).await?;
    let recipients = recipients(context, &prospects, filled.value("name"), leaves_out);
    let asked = prospects.everybody.iter().filter(|one| one.refused.is_none()).count();
    let (quota, price, is_full) = quota(app, context, asked).await?;
    Ok(PlanPage {
        chrome: context.chrome("/console/shoots/new".to_owned()),
        changed: None,
        title: context.say("event-new"),
        action: "/console/shoots/new".to_owned(),
        back: "/console/shoots".to_owned(),
        problems,
        what: fields.what,
        when: fields.when,
        zone: zone_name(context),
        place: fields.place,
        picker: Some(picker),
        recipients: Some(recipients),
        leaves_out,
        hidden: vec![("once".to_owned(), once)],
        theirs: Theirs::default(),
        quota,
        price,
        is_full,
    })
}

/// The name of the user's time zone.
pub(super) fn zone_name(context: &ConsoleContext) -> String {
    context.zone.iana_name().unwrap_or("UTC").to_owned()
}

/// The chosen people and groups, and what the search finds; without a search, some groups.
pub(super) async fn picker(
    app: &App,
    context: &ConsoleContext,
    prospects: &Prospects,
    search: &str,
    error: Option<String>,
) -> Result<Picker, Problem> {
    let text: String = search.trim().chars().take(LONGEST_SEARCH).collect();
    let scope = context.scope;
    let group = |one: &crate::model::Group| PickerOption {
        kind: "group",
        id: one.id.0,
        name: one.name.clone(),
        detail: context.count("people-count-short", one.members.unsigned_abs() as usize),
    };
    let person = |one: &crate::model::Person| PickerOption {
        kind: "person",
        id: one.employee.id.0,
        name: one.employee.name(),
        detail: one.employee.email.clone(),
    };
    let chosen: Vec<PickerOption> =
        prospects.groups.iter().map(group).chain(prospects.people.iter().map(person)).collect();
    let is_chosen = |kind, id| chosen.iter().any(|one| one.kind == kind && one.id == id);
    let mut found = vec![];
    let mut has_more = false;
    let mut is_all_chosen = false;
    let query =
        PageQuery { limit: 100, ..context.page_of(List::Groups, None, groups::Order::Name) };
    let ids = search::among(app, scope, SearchKind::Group, Some(&text), false).await?;
    let all = groups::list(app, scope, query.among(ids)).await?;
    let others = all.data.iter().filter(|one| !is_chosen("group", one.id.0));
    found.extend(others.take(OPTIONS as usize).map(group));
    if !text.is_empty() {
        let query = context.page_of(List::Employees, None, employees::Order::Name);
        let query = PageQuery { limit: OPTIONS * 2, ..query };
        let ids = search::among(app, scope, SearchKind::Employee, Some(&text), false).await?;
        // In the order of the search: the best first.
        let best: Vec<i64> = ids.clone().unwrap_or_default();
        let mut page = employees::list(app, scope, query.among(ids), None, None).await?;
        has_more = page.total > i64::from(OPTIONS * 2);
        page.data.sort_by_key(|one| best.iter().position(|id| *id == one.employee.id.0));
        let others = page.data.iter().filter(|one| !is_chosen("person", one.employee.id.0));
        found.extend(others.map(person));
        is_all_chosen = found.is_empty() && !(page.data.is_empty() && all.data.is_empty());
    }
    Ok(Picker {
        frame: context.frame(None),
        legend: context.say("event-people"),
        label: context.say("picker-search"),
        hint: context.say("picker-hint"),
        chosen,
        search: text,
        found,
        has_more,
        is_all_chosen,
        newcomer: None,
        error,
    })
}

/// Choosing people alone, without groups; none is chosen yet.
pub(in crate::http::pages::console) async fn people_picker(
    app: &App,
    context: &ConsoleContext,
    fields: &Fields,
) -> Result<Picker, Problem> {
    let invited = Invited { groups: vec![], ..invited(fields) };
    let prospects = events::prospects(app, context.scope, app.now(), invited, None).await?;
    let mut picker = picker(app, context, &prospects, newcomer::still_sought(fields), None).await?;
    picker.found.retain(|one| one.kind == "person");
    picker.legend = context.say("group-add");
    picker.label = context.say("people-search");
    picker.hint = context.say("group-add-hint");
    Ok(picker)
}

/// The error beside the picker: of people who cannot be asked, how many; the list says who.
pub(super) fn said_of_picker(
    context: &ConsoleContext,
    prospects: &Prospects,
    text: String,
) -> String {
    let refused = refused(context, prospects);
    match refused.iter().any(|(_, why)| *why == text) {
        true => context.count("recipients-refused", refused.len()),
        false => text,
    }
}

/// Who would be written to, those with a problem first.
pub(super) fn recipients(
    context: &ConsoleContext,
    prospects: &Prospects,
    name: &str,
    leaves_out: bool,
) -> Recipients {
    let all = &prospects.everybody;
    let is_new = |one: &&Prospect| one.refused.is_none() && !one.is_asked;
    let reachable = |one: &Prospect| {
        one.mailboxes().iter().filter(|(_, state)| *state == EmailState::Ok).count()
    };
    let mut rows: Vec<(u8, Recipient)> = all.iter().map(|one| recipient(context, one)).collect();
    // Stable: by name within.
    rows.sort_by_key(|(order, _)| *order);
    let refused = all.iter().filter(|one| one.refused.is_some()).count();
    let name = name.trim();
    let event = if name.is_empty() { "…" } else { name };
    Recipients {
        frame: context.frame(None),
        subject: context.say_with("mail-invitation-subject", "event", event),
        more: rows.len().saturating_sub(LISTED),
        people: all.len() - if leaves_out { refused } else { 0 },
        mails: all.iter().filter(is_new).map(reachable).sum(),
        refused,
        is_blocked: refused > 0 && !leaves_out,
        rows: rows.into_iter().take(LISTED).map(|(_, row)| row).collect(),
    }
}

fn recipient(context: &ConsoleContext, one: &Prospect) -> (u8, Recipient) {
    let to: Vec<String> = match one.by.as_slice() {
        [] => vec![one.person.employee.email.clone()],
        by => by.iter().map(|one| format!("{} ({})", one.name(), one.email)).collect(),
    };
    let bounced = one.mailboxes().iter().find_map(|(_, state)| match state {
        EmailState::Ok => None,
        EmailState::Unknown => Some("console-email-unknown"),
        EmailState::Returned => Some("console-email-returned"),
    });
    let (order, note) = match (one.refused, bounced, one.is_asked) {
        (Some(_), ..) => (0, None),
        (None, _, true) => (3, Some(context.say("recipients-asked"))),
        (None, Some(key), _) => (1, Some(context.say(key))),
        (None, None, _) => (2, None),
    };
    let refused = one.refused.map(|code| context.said_of_field(code));
    let id = one.person.employee.id.0;
    (order, Recipient { id, name: one.person.employee.name(), to: to.join(", "), refused, note })
}

/// The values of an event, as the form shows them.
pub(super) fn values_of(context: &ConsoleContext, event: &Event) -> Filled {
    let zone = &context.zone;
    let (first, last) = (event.start.day_in(zone), event.end.day_in(zone));
    let time = |at: Timestamp| crate::render::dates::hour(at, zone);
    let is_whole = time(event.start) == "00:00" && time(event.end) == "23:59";
    let hour = |at| if is_whole { String::new() } else { time(at) };
    let address = event.address.clone();
    let values = [
        ("name", event.name.clone()),
        ("description", event.description.clone().unwrap_or_default()),
        ("day", first.to_string()),
        ("from", hour(event.start)),
        ("last", if last == first { String::new() } else { last.to_string() }),
        ("until", hour(event.end)),
        ("line", address.line.unwrap_or_default()),
        ("postalCode", address.postal_code.unwrap_or_default()),
        ("city", address.city.unwrap_or_default()),
        ("client", event.client.clone().unwrap_or_default()),
        ("partner", event.partner.map(|id| id.0.to_string()).unwrap_or_default()),
    ];
    Filled::new(values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The event of a page.
pub(super) async fn known(app: &App, context: &ConsoleContext, id: i64) -> Result<Event, Problem> {
    Ok(events::find(app, context.scope, EventId(id)).await?)
}
