//! Name, address, contact, colour, logo and watermark of the company.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Body, Request, RequestBody, Response, handler};
use poem_openapi::payload::ParsePayload;

use super::super::forms::{After, filled, saved_to};
use super::super::merge::{Merged, merged_plainly, said_by_place, theirs, was};
use super::super::photos::whole;
use super::super::{Console, ConsoleContext, ConsoleForm, Govern};
use super::passed_on;
use crate::actions::companies::{self, Details};
use crate::actions::files;
use crate::http::api::files::take;
use crate::http::caller::Caller;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::http::upload::Form;
use crate::model::{Address, Company, CustomerKind, FileKind, FileOwner, Identity, country};
use crate::render::page::console::{SettingsTab, StudioSettings};
use crate::render::page::ui::{FieldBlock, FieldKind, Filled, FormField};
use crate::{App, Error};

const TAB: SettingsTab = SettingsTab::Studio;

const NAMES: &[&str] = &[
    "name",
    "siret",
    "contactEmail",
    "colour",
    "address.line",
    "address.line2",
    "address.postalCode",
    "address.city",
    "address.country",
    "legalForm",
    "representative",
    "capacity",
    "vatNumber",
    "customerKind",
    "contactName",
    "contactPhone",
    "privacyContact",
    "withdrawalDays",
    "assentAge",
];

/// The form, as it is.
#[handler]
pub async fn show_studio(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<Govern>,
) -> poem::Result<Response> {
    let company = current(&app, &context).await?;
    let now = values_of(&company);
    let mut page = page(&app, &context, &company, now.clone(), None).await?;
    page.chrome.toast = match after.is("merged") {
        true => {
            let places = (NAMES, &after.ids()[..]);
            context.merged_toast(&said_by_place(context.locale, places, &page.panel, &now))
        }
        false => context.toast(&after, None),
    };
    Ok(show(StatusCode::OK, &page))
}

/// The active company, with all its settings.
pub(super) async fn current(app: &App, context: &ConsoleContext) -> Result<Company, Problem> {
    let id = context.actor.company.ok_or(Problem(Error::NotFound("company")))?;
    Ok(companies::find(app, context.actor.user, id).await?)
}

/// Saves the details.
#[handler]
pub async fn save_studio(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<Govern>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let company = current(&app, &context).await?;
    let (user, id, now) = (context.actor.user, company.id, values_of(&company));
    let merged = merged_plainly(fields, NAMES, &now);
    if !merged.asked.is_empty() {
        let mut page = page(&app, &context, &company, filled(&merged.fields, NAMES), None).await?;
        page.panel.theirs = theirs(context.locale, &merged, &page.panel, &now);
        return Ok(show(StatusCode::CONFLICT, &page));
    }
    let Merged { fields, taken, .. } = merged;
    if number(&fields, "withdrawalDays").is_err() {
        let errors = vec![("withdrawalDays".to_owned(), context.say("requests-number"))];
        let page = page(&app, &context, &company, filled(&fields, NAMES).with_errors(errors), None)
            .await?;
        return Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let details = details(&fields, company.clone());
    match companies::update(&app, user, id, details, caller.origin()).await {
        Ok(_) => Ok(go(&saved_to(&TAB.path(), NAMES, &taken))),
        Err(error) => {
            let error = passed_on(error)?;
            let place = |field: &str| field.trim_start_matches("identity.").to_owned();
            let errors = context.errors(&error, place);
            let page =
                page(&app, &context, &company, filled(&fields, NAMES).with_errors(errors), None)
                    .await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// What is typed, and what the form does not have as it was.
fn details(fields: &Fields, company: Company) -> Details {
    let text = |name: &str| fields.filled(name).map(str::to_owned);
    let known = company.address.clone();
    let typed = Address {
        line: text("address.line"),
        line2: text("address.line2"),
        postal_code: text("address.postalCode"),
        city: text("address.city"),
        country: text("address.country"),
        ..known.clone()
    };
    // Where it is has to be looked up anew.
    let address = if typed == known { known } else { Address { lat: None, lng: None, ..typed } };
    Details {
        name: fields.text("name").to_owned(),
        siret: text("siret"),
        contact_email: text("contactEmail"),
        colour: text("colour"),
        address,
        identity: fields.has("legalForm").then(|| Identity {
            legal_form: text("legalForm"),
            representative: text("representative"),
            capacity: text("capacity"),
            vat_number: text("vatNumber"),
            contact_name: text("contactName"),
            contact_phone: text("contactPhone"),
            privacy_contact: text("privacyContact"),
            customer_kind: CustomerKind::from_name(fields.text("customerKind"))
                .unwrap_or(company.identity.customer_kind),
        }),
        withdrawal_days: number(fields, "withdrawalDays").unwrap_or_default(),
        assent_age: fields.text("assentAge").parse().ok(),
        ..Details::from(company)
    }
}

/// A number that was typed; None if the form does not have it.
fn number(fields: &Fields, name: &str) -> Result<Option<u32>, std::num::ParseIntError> {
    fields.has(name).then(|| fields.text(name).trim().parse()).transpose()
}

fn values_of(company: &Company) -> Filled {
    let address = company.address.clone();
    let own = company.identity.clone();
    let text = |value: Option<String>| value.unwrap_or_default();
    Filled::new(vec![
        ("name".to_owned(), company.name.clone()),
        ("siret".into(), text(company.siret.clone())),
        ("contactEmail".into(), text(company.contact_email.clone())),
        ("colour".into(), text(company.colour.clone())),
        ("address.line".into(), text(address.line)),
        ("address.line2".into(), text(address.line2)),
        ("address.postalCode".into(), text(address.postal_code)),
        ("address.city".into(), text(address.city)),
        ("address.country".into(), text(address.country)),
        ("legalForm".into(), text(own.legal_form)),
        ("representative".into(), text(own.representative)),
        ("capacity".into(), text(own.capacity)),
        ("vatNumber".into(), text(own.vat_number)),
        ("customerKind".into(), own.customer_kind.name().to_owned()),
        ("contactName".into(), text(own.contact_name)),
        ("contactPhone".into(), text(own.contact_phone)),
        ("privacyContact".into(), text(own.privacy_contact)),
        ("withdrawalDays".into(), company.withdrawal_days.to_string()),
        ("assentAge".into(), company.assent_age.to_string()),
    ])
}

/// The page. `problem`: why a picture was not taken.
async fn page(
    app: &App,
    context: &ConsoleContext,
    company: &Company,
    filled: Filled,
    problem: Option<(FileKind, String)>,
) -> Result<StudioSettings, Problem> {
    let watermark = files::watermark(app, context.scope).await?;
    let said = |of| problem.as_ref().filter(|(kind, _)| *kind == of).map(|(_, said)| said.clone());
    Ok(StudioSettings {
        logo_problem: said(FileKind::Logo),
        watermark: watermark.and_then(|file| whole(app, &file, None)),
        watermark_problem: said(FileKind::Watermark),
        ..form(context, company, filled)
    })
}

fn form(context: &ConsoleContext, company: &Company, filled: Filled) -> StudioSettings {
    let field = |name: &str, key: &str| filled.field(name, context.say(key));
    let optional = |name: &str, key: &str| field(name, key).optional(context.say("ui-optional"));
    let kinds = CustomerKind::ALL.iter().map(|kind| {
        let name = kind.name();
        (name.to_owned(), context.say(&format!("studio-customer-{}", name.to_lowercase())))
    });
    let identity = vec![
        field("name", "studio-name").autocomplete("organization").required(),
        field("legalForm", "studio-legal-form")
            .most(100)
            .help(context.say("studio-legal-form-hint")),
        field("siret", "studio-siret").most(20).help(context.say("studio-siret-hint")),
        optional("vatNumber", "studio-vat-number")
            .most(20)
            .help(context.say("studio-vat-number-hint")),
        field("customerKind", "studio-customer-kind")
            .required()
            .choices(kinds)
            .help(context.say("studio-customer-kind-hint")),
        field("representative", "studio-representative")
            .help(context.say("studio-representative-hint")),
        optional("capacity", "studio-capacity").most(100).help(context.say("studio-capacity-hint")),
        optional("colour", "studio-colour")
            .kind(FieldKind::Colour)
            .most(7)
            .help(context.say("studio-colour-hint")),
    ];
    let address = FieldBlock {
        legend: Some(context.say("person-address")),
        hint: Some(context.say("studio-address-hint")),
        fields: vec![
            field("address.line", "event-line").autocomplete("address-line1"),
            optional("address.line2", "studio-line2").autocomplete("address-line2"),
            field("address.postalCode", "event-postal-code").autocomplete("postal-code"),
            field("address.city", "event-city").autocomplete("address-level2"),
            countries(context, field("address.country", "studio-country")),
        ],
    };
    let contact = FieldBlock {
        legend: Some(context.say("studio-contact-title")),
        hint: Some(context.say("studio-contact-title-hint")),
        fields: vec![
            field("contactName", "studio-contact-name").autocomplete("name"),
            field("contactEmail", "studio-contact")
                .kind(FieldKind::Email)
                .most(254)
                .help(context.say("studio-contact-hint")),
            optional("contactPhone", "studio-contact-phone").kind(FieldKind::Phone).most(40),
            optional("privacyContact", "studio-privacy-contact")
                .kind(FieldKind::Email)
                .most(254)
                .help(context.say("studio-privacy-contact-hint")),
        ],
    };
    let (youngest, never) = Company::ASSENT;
    let ages = (youngest..=never).map(|age| {
        let said = match age == never {
            true => context.say("studio-assent-never"),
            false => context.count("studio-assent-from", age as usize),
        };
        (age.to_string(), said)
    });
    let promises = FieldBlock {
        legend: Some(context.say("studio-promises")),
        hint: None,
        fields: vec![
            field("withdrawalDays", "studio-withdrawal-days")
                .required()
                .number(Company::WITHDRAWAL)
                .help(context.say("studio-withdrawal-days-hint")),
            field("assentAge", "studio-assent-age")
                .required()
                .choices(ages)
                .help(context.say("studio-assent-age-hint")),
        ],
    };
    let mut panel = context
        .panel("identity", "studio-identity", TAB, "console-save")
        .fields(identity)
        .block(address)
        .block(contact)
        .block(promises)
        .with_problems(&filled, context.say("ui-problems"));
    panel.hidden = was(NAMES, &values_of(company));
    let missing = company.missing();
    let missing = (!missing.is_empty())
        .then(|| context.say_with("studio-missing", "missing", &context.named(&missing)));
    let (chrome, nav) = (context.settings_chrome(TAB), context.settings(Some(TAB)));
    StudioSettings {
        chrome,
        nav,
        panel,
        missing,
        logo_problem: None,
        watermark: None,
        watermark_problem: None,
    }
}

/// A list of all countries. What was typed before there was one stays, if it names none of them.
fn countries(context: &ConsoleContext, field: FormField) -> FormField {
    let mut listed = country::listed(context.locale);
    let known = country::named(&field.value).map(country::code);
    let own = listed.iter().find(|(code, _)| known == Some(*code)).map(|(_, name)| *name);
    let value = own.map_or_else(|| field.value.trim().to_owned(), str::to_owned);
    if own.is_none() {
        listed.insert(0, ("", &field.value));
    }
    let first = (String::new(), String::new());
    let names = listed.into_iter().map(|(_, name)| (name.to_owned(), name.to_owned()));
    let names: Vec<(String, String)> =
        std::iter::once(first).chain(names.filter(|(name, _)| !name.trim().is_empty())).collect();
    FormField { value, ..field.choices(names).autocomplete("country-name") }
}

/// Which picture of the company a form is about, and its name in addresses.
fn own_picture(request: &Request) -> (FileKind, &'static str) {
    match request.uri().path().contains("/watermark") {
        true => (FileKind::Watermark, "watermark"),
        false => (FileKind::Logo, "logo"),
    }
}

/// Replaces the logo or the watermark.
#[handler]
pub async fn change_own_picture(
    app: Data<&App>,
    caller: Caller,
    context: Console<Govern>,
    request: &Request,
    body: Body,
) -> poem::Result<Response> {
    let (kind, name) = own_picture(request);
    let form = Form::from_request(request, &mut RequestBody::new(body)).await?;
    let owner = FileOwner::Company;
    let intake =
        files::begin(&app, context.scope, context.actor.user, owner).await.map_err(Problem)?;
    caller.prefers(context.locale);
    match take::all(&app, &caller, context.scope, intake, Some(kind), form).await {
        Ok(_) => Ok(go(&format!("{}?after={name}", TAB.path()))),
        Err(Problem(error)) => {
            let error = passed_on(error)?;
            let company = current(&app, &context).await?;
            let now = values_of(&company);
            let said = Some((kind, context.said(&error)));
            let page = page(&app, &context, &company, now.clone(), said).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// Removes the logo, so that pages and mails show the name again; or the watermark, so that the name
/// is laid over pictures.
#[handler]
pub async fn remove_own_picture(
    app: Data<&App>,
    request: &Request,
    form: ConsoleForm<Govern>,
) -> poem::Result<Response> {
    let (kind, name) = own_picture(request);
    files::remove_own(&app, form.context.scope, kind).await.map_err(Problem)?;
    Ok(go(&format!("{}?after={name}-removed", TAB.path())))
}
