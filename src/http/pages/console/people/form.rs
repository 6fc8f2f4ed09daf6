//! The form of a person: identity, guardians, groups.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::{After, drafted, filled, once, saved_to};
use super::super::merge::{self, Merged, merged, merged_ids, was};
use super::super::settings::languages;
use super::super::{Console, ConsoleContext, ConsoleForm, Plan};
use super::list::{choices, row};
use crate::actions::employees;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::employee::{EmployeeInput, GUARDIANS_MOST, GuardianInput, Typed};
use crate::model::keys::fresh_nonce;
use crate::model::{Address, EmployeeId, GroupId, Locale, Person, Right};
use crate::render::page::console::{GroupTick, GuardianFields, PersonForm, Theirs};
use crate::render::page::ui::{FieldKind, Filled, FormField, Toast};
use crate::{App, Error};

/// The fields of the form, named as in the API.
const NAMES: &[&str] = &[
    "firstName",
    "lastName",
    "email",
    "phone",
    "birthDate",
    "locale",
    "address.line",
    "address.postalCode",
    "address.city",
    "guardians.0.firstName",
    "guardians.0.lastName",
    "guardians.0.email",
    "guardians.1.firstName",
    "guardians.1.lastName",
    "guardians.1.email",
];

/// The query of the empty form.
#[derive(Deserialize, Default)]
pub struct NewPersonQuery {
    /// The id of a group that is ticked.
    #[serde(default)]
    group: String,
}

/// The empty form.
#[handler]
pub async fn show_new_person(
    app: Data<&App>,
    Query(params): Query<NewPersonQuery>,
    Query(after): Query<After>,
    context: Console<Plan>,
) -> poem::Result<Response> {
    let locale = ("locale".to_owned(), context.locale.tag().to_owned());
    let ticked: Vec<i64> = params.group.parse().into_iter().collect();
    let filled = Filled::new(vec![locale]);
    let mut page = page(&app, &context, None, filled, ticked, fresh_nonce()).await?;
    page.draft = context.draft("person", &[&params.group]);
    page.chrome.toast = match after.id().filter(|_| after.is("child-added")) {
        Some(id) => child_toast(&app, &context, EmployeeId(id)).await?,
        None => context.toast(&after, None),
    };
    Ok(show(StatusCode::OK, &page))
}

/// A child was added who cannot be asked yet: who.
pub(super) async fn child_toast(
    app: &App,
    context: &ConsoleContext,
    id: EmployeeId,
) -> Result<Option<Toast>, Problem> {
    let person = employees::find(app, context.scope, id).await?;
    let name = person.employee.name();
    let row = row(app, context, person);
    Ok(row.guardian_trouble().map(|trouble| {
        let key = match trouble {
            "people-no-guardian" => "toast-child-added",
            _ => "toast-child-added-one",
        };
        context.say_toast(context.say_with(key, "name", &name))
    }))
}

/// Adds a person. `do=another` leads to the empty form again, `do=review` to the form as it was sent.
#[handler]
pub async fn add_person(app: Data<&App>, form: ConsoleForm<Plan>) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let once = once(&fields, context.actor.user, "console/person");
    let locale = context.locale;
    if fields.text("do") == "review" {
        return review(&app, &context, None, &fields).await;
    }
    match employees::create(&app, context.scope, input(&fields, None), locale, once).await {
        Ok(person) => {
            let id = person.employee.id.0;
            let after = match row(&app, &context, person).missing_guardians {
                0 => "person-added".to_owned(),
                _ => format!("child-added&ids={id}"),
            };
            Ok(go(&match fields.text("do") {
                "another" => format!("/console/people/new?after={after}"),
                _ => format!("/console/people/{id}?after={after}"),
            }))
        }
        Err(error) => refused(&app, &context, None, &fields, error).await,
    }
}

/// The form of a person, as they are.
#[handler]
pub async fn show_edit_person(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Plan>,
) -> poem::Result<Response> {
    let person = employees::find(&app, context.scope, EmployeeId(id)).await.map_err(Problem)?;
    let ticked = person.groups.iter().map(|group| group.id.0).collect();
    let page = page(&app, &context, Some(id), values_of(&person), ticked, String::new()).await?;
    Ok(show(StatusCode::OK, &page))
}

/// Saves a person.
#[handler]
pub async fn save_person(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let person = employees::find(&app, context.scope, EmployeeId(id)).await.map_err(Problem)?;
    let now = values_of(&person);
    let groups: Vec<i64> = person.groups.iter().map(|group| group.id.0).collect();
    // Of a form that does not say what it began with, everything typed counts.
    let Merged { mut fields, taken, asked } = match fields.has("was.firstName") {
        true => {
            let kept = merged_ids(&fields.ids("was.group"), &fields.ids("group"), &groups);
            let mut merged = merged(fields, NAMES, &now, part);
            merged.fields.set_ids("group", &kept);
            merged
        }
        false => Merged { fields, taken: vec![], asked: vec![] },
    };
    if fields.text("do") == "review" {
        return review(&app, &context, Some(id), &fields).await;
    }
    if !asked.is_empty() {
        let (typed, ticked) = (filled(&fields, NAMES), fields.ids("group"));
        let mut page = page(&app, &context, Some(id), typed, ticked, String::new()).await?;
        let said = |names: &[String]| merge::said(context.locale, names, &page.fields(), &now);
        page.theirs = Theirs { asked: said(&asked), taken: said(&taken) };
        (page.was, page.was_groups) = (was(NAMES, &now), groups);
        return Ok(show(StatusCode::CONFLICT, &page));
    }
    fields.set("do", "save");
    let input = input(&fields, Some(&person));
    match employees::update(&app, context.scope, EmployeeId(id), input).await {
        Ok(_) => Ok(go(&saved_to(&format!("/console/people/{id}"), NAMES, &taken))),
        Err(error) => refused(&app, &context, Some(id), &fields, error).await,
    }
}

/// The part of the form that a field belongs to: guardians are one, since they have no order.
fn part(name: &str) -> String {
    match name.starts_with("guardians.") {
        true => "guardians".to_owned(),
        false => name.to_owned(),
    }
}

/// What was saved, with the fields that others had changed meanwhile, by their places in [`NAMES`].
pub(super) async fn merged_toast(
    app: &App,
    context: &ConsoleContext,
    id: EmployeeId,
    places: &[i64],
) -> Result<Option<Toast>, Problem> {
    let person = employees::find(app, context.scope, id).await?;
    let now = values_of(&person);
    let names = places.iter().filter_map(|at| NAMES.get(usize::try_from(*at).ok()?));
    let names: Vec<String> = names.map(ToString::to_string).collect();
    let page = page(app, context, Some(id.0), now.clone(), vec![], String::new()).await?;
    // Of guardians that were removed there is nothing to say but that.
    let mut said = merge::said(context.locale, &names, &page.fields(), &now);
    said.dedup();
    Ok(context.merged_toast(&said))
}

/// The form as it was sent, to go on.
async fn review(
    app: &App,
    context: &ConsoleContext,
    id: Option<i64>,
    fields: &Fields,
) -> poem::Result<Response> {
    let typed = filled(fields, NAMES);
    let mut page = page(app, context, id, typed, fields.ids("group"), fresh_nonce()).await?;
    page.draft = drafted(fields).unwrap_or_default();
    Ok(show(StatusCode::OK, &page))
}

/// The form again, with what was wrong beside the fields.
async fn refused(
    app: &App,
    context: &ConsoleContext,
    id: Option<i64>,
    fields: &Fields,
    error: Error,
) -> poem::Result<Response> {
    if matches!(error, Error::Internal(_) | Error::NotFound(_) | Error::Forbidden) {
        return Err(Problem(error).into());
    }
    // An empty row of the form is no guardian: they are counted without it.
    let rows: Vec<usize> =
        (0..GUARDIANS_MOST).filter(|nth| guardian(fields, *nth).is_some()).collect();
    let name =
        |field: &str| match field.strip_prefix("guardians.").and_then(|at| at.split_once('.')) {
            Some((at, part)) => {
                let row = at.parse::<usize>().ok().and_then(|at| rows.get(at));
                format!("guardians.{}.{part}", row.map_or_else(|| at.to_owned(), usize::to_string))
            }
            None if field == "guardians" => "guardians.0.email".to_owned(),
            None if field.starts_with("groupIds") => "group".to_owned(),
            None => field.to_owned(),
        };
    let typed = filled(fields, NAMES).with_errors(context.errors(&error, name));
    let key = Some(fields.text("once")).filter(|key| !key.is_empty()).map(str::to_owned);
    let key = key.unwrap_or_else(fresh_nonce);
    let mut page = page(app, context, id, typed, fields.ids("group"), key).await?;
    page.draft = drafted(fields).unwrap_or_default();
    Ok(show(problem::status(&error), &page))
}

/// The person in the form. Of the one that is changed, what the form does not have is kept.
fn input(fields: &Fields, old: Option<&Person>) -> EmployeeInput {
    let text = |name: &str| fields.filled(name).map(str::to_owned);
    let known = old.map(|person| person.employee.fields.address.clone()).unwrap_or_default();
    let (line, postal_code, city) =
        (text("address.line"), text("address.postalCode"), text("address.city"));
    let is_same = (&known.line, &known.postal_code, &known.city) == (&line, &postal_code, &city);
    let address = match is_same {
        true => known,
        // Where it is has to be looked up anew.
        false => Address { line, postal_code, city, lat: None, lng: None, ..known },
    };
    let guardians = (0..GUARDIANS_MOST).filter_map(|nth| guardian(fields, nth));
    EmployeeInput {
        first_name: fields.text("firstName").to_owned(),
        last_name: fields.text("lastName").to_owned(),
        email: fields.text("email").to_owned(),
        fields: Typed {
            phone: text("phone"),
            birth_date: text("birthDate"),
            locale: Locale::from_tag(fields.text("locale")),
            address,
        },
        guardians: guardians.collect(),
        groups: Some(fields.ids("group").into_iter().map(GroupId).collect()),
    }
}

/// A guardian in the form; None if the row is empty.
fn guardian(fields: &Fields, nth: usize) -> Option<GuardianInput> {
    let part = |name: &str| fields.text(&format!("guardians.{nth}.{name}")).to_owned();
    let (first_name, last_name, email) = (part("firstName"), part("lastName"), part("email"));
    let is_empty = [&first_name, &last_name, &email].iter().all(|text| text.trim().is_empty());
    (!is_empty).then_some(GuardianInput { first_name, last_name, email, locale: None })
}

fn values_of(person: &Person) -> Filled {
    let Person { employee, guardians, .. } = person;
    let address = employee.fields.address.clone();
    // The address of a guardian is not repeated: it then follows what is changed there.
    let email = match guardians.first() {
        Some(first) if first.email == employee.email => String::new(),
        _ => employee.email.clone(),
    };
    let mut values = vec![
        ("firstName".to_owned(), employee.first_name.clone()),
        ("lastName".into(), employee.last_name.clone()),
        ("email".into(), email),
        ("phone".into(), employee.fields.phone.clone().unwrap_or_default()),
        (
            "birthDate".into(),
            employee.fields.birth_date.map(|day| day.to_string()).unwrap_or_default(),
        ),
        ("locale".into(), employee.fields.locale.tag().to_owned()),
        ("address.line".into(), address.line.unwrap_or_default()),
        ("address.postalCode".into(), address.postal_code.unwrap_or_default()),
        ("address.city".into(), address.city.unwrap_or_default()),
    ];
    for (nth, one) in guardians.iter().enumerate() {
        let name = |part: &str| format!("guardians.{nth}.{part}");
        values.push((name("firstName"), one.first_name.clone()));
        values.push((name("lastName"), one.last_name.clone()));
        values.push((name("email"), one.email.clone()));
    }
    Filled::new(values)
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    id: Option<i64>,
    filled: Filled,
    ticked: Vec<i64>,
    once: String,
) -> Result<PersonForm, Problem> {
    let field = |name: &str, key: &str| filled.field(name, context.say(key)).most(100);
    let optional = |field: FormField| field.optional(context.say("ui-optional"));
    let identity = vec![
        field("firstName", "person-first-name").required(),
        field("lastName", "person-last-name").required(),
        field("email", "person-email")
            .kind(FieldKind::Email)
            .most(254)
            .help(context.say("person-email-hint")),
        optional(field("phone", "person-phone").kind(FieldKind::Phone)),
        optional(field("birthDate", "person-birth-date").kind(FieldKind::Date)),
        field("locale", "person-locale").choices(languages()),
    ];
    let address = vec![
        optional(field("address.line", "event-line").most(200)).wide(),
        optional(field("address.postalCode", "event-postal-code")),
        optional(field("address.city", "event-city")),
    ];
    let guardian = |nth: usize| {
        let name = |part: &str| format!("guardians.{nth}.{part}");
        let whose = context.count("person-guardian", nth + 1);
        let part = |part: &str, key| field(&name(part), key).of(whose.clone());
        vec![
            part("firstName", "person-first-name"),
            part("lastName", "person-last-name"),
            part("email", "person-email").kind(FieldKind::Email).most(254),
        ]
    };
    let guardians: Vec<GuardianFields> = (0..GUARDIANS_MOST)
        .map(|nth| GuardianFields { nth: nth + 1, fields: guardian(nth) })
        .collect();
    let all: Vec<&FormField> = identity
        .iter()
        .chain(&address)
        .chain(guardians.iter().flat_map(|one| &one.fields))
        .collect();
    let problems = filled.problems(&all).titled(context.say("ui-problems"));
    let (title, was, was_groups) = match id {
        Some(id) => {
            let person = employees::find(app, context.scope, EmployeeId(id)).await?;
            let groups = person.groups.iter().map(|group| group.id.0).collect();
            let title = context.say_with("edit-title", "name", &person.employee.name());
            (title, was(NAMES, &values_of(&person)), groups)
        }
        None => (context.say("person-new"), vec![], vec![]),
    };
    let groups = choices(app, context).await?;
    let may_group = context.may(Right::Plan);
    Ok(PersonForm {
        chrome: context.chrome(match id {
            Some(id) => format!("/console/people/{id}/edit"),
            None => "/console/people/new".to_owned(),
        }),
        id,
        title,
        problems,
        identity,
        address,
        guardians,
        groups: groups
            .into_iter()
            .map(|one| GroupTick { ticked: ticked.contains(&one.id), id: one.id, name: one.name })
            .filter(|_| may_group)
            .collect(),
        once,
        was,
        was_groups,
        theirs: Theirs::default(),
        draft: String::new(),
    })
}
