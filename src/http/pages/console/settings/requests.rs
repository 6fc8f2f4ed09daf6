//! How consents are asked for: guardians, reminders, and how long all of it is kept.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};

use super::super::forms::{After, filled, saved_to};
use super::super::merge::{Merged, merged_plainly, said_by_place, theirs, was};
use super::super::{Console, ConsoleContext, ConsoleForm, Govern};
use super::studio::current;
use super::{passed_on, zones};
use crate::App;
use crate::actions::companies::{self, Details, ReminderChanges};
use crate::http::caller::Caller;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem;
use crate::model::{Company, Reminders};
use crate::render::page::console::{SettingsForms, SettingsTab};
use crate::render::page::ui::{FieldBlock, FieldKind, Filled};

const TAB: SettingsTab = SettingsTab::Requests;

/// The numbers of the form.
const NUMBERS: &[&str] = &[
    "licenceMonths",
    "evidenceMonths",
    "retentionMonths",
    "reminders.firstAfterDays",
    "reminders.everyDays",
    "reminders.atMost",
    "reminders.lastDays",
];

const NAMES: &[&str] = &[
    "guardiansNeeded",
    "licenceMonths",
    "evidenceMonths",
    "retentionMonths",
    "reminders.firstAfterDays",
    "reminders.everyDays",
    "reminders.atMost",
    "reminders.lastDays",
    "reminders.hour",
    "reminders.timeZone",
    "enabled",
];

/// The form, as it is.
#[handler]
pub async fn show_requests(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<Govern>,
) -> poem::Result<Response> {
    let company = current(&app, &context).await?;
    let now = values_of(&app, &company);
    let mut page = page(&context, now.clone(), &now);
    page.chrome.toast = match after.is("merged") {
        true => {
            let places = (NAMES, &after.ids()[..]);
            context.merged_toast(&said_by_place(context.locale, places, &page.panels[0], &now))
        }
        false => context.toast(&after, None),
    };
    Ok(show(StatusCode::OK, &page))
}

/// Saves these settings.
#[handler]
pub async fn save_requests(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<Govern>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let company = current(&app, &context).await?;
    let now = values_of(&app, &company);
    let merged = merged_plainly(fields, NAMES, &now);
    if !merged.asked.is_empty() {
        let mut page = page(&context, filled(&merged.fields, NAMES), &now);
        page.panels[0].theirs = theirs(context.locale, &merged, &page.panels[0], &now);
        return Ok(show(StatusCode::CONFLICT, &page));
    }
    let Merged { fields, taken, .. } = merged;
    let wrong = |name: &&&str| fields.text(name).trim().parse::<u32>().is_err();
    let wrong: Vec<(String, String)> = NUMBERS
        .iter()
        .filter(wrong)
        .map(|name| ((*name).to_owned(), context.say("requests-number")))
        .collect();
    if !wrong.is_empty() {
        let page = page(&context, filled(&fields, NAMES).with_errors(wrong), &now);
        return Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let (user, id) = (context.actor.user, company.id);
    let details = details(&fields, company);
    match companies::update(&app, user, id, details, caller.origin()).await {
        Ok(_) => Ok(go(&saved_to(&TAB.path(), NAMES, &taken))),
        Err(error) => {
            let error = passed_on(error)?;
            let errors = context.errors(&error, str::to_owned);
            let page = page(&context, filled(&fields, NAMES).with_errors(errors), &now);
            Ok(show(problem::status(&error), &page))
        }
    }
}

fn details(fields: &Fields, company: Company) -> Details {
    let number = |name: &str| fields.text(name).trim().parse::<u32>().ok();
    Details {
        guardians_needed: fields.text("guardiansNeeded").parse().ok(),
        licence_months: number("licenceMonths"),
        evidence_months: number("evidenceMonths"),
        retention_months: number("retentionMonths"),
        reminders: Some(ReminderChanges {
            enabled: Some(fields.ticked("enabled")),
            first_after_days: number("reminders.firstAfterDays"),
            every_days: number("reminders.everyDays"),
            at_most: number("reminders.atMost"),
            last_days: number("reminders.lastDays"),
            hour: fields.text("reminders.hour").parse().ok(),
            time_zone: fields.filled("reminders.timeZone").map(str::to_owned),
        }),
        ..Details::from(company)
    }
}

fn values_of(app: &App, company: &Company) -> Filled {
    let reminders = &company.reminders;
    let zone = reminders.zone(&app.config.time_zone);
    let number = |name: &str, value: u32| (name.to_owned(), value.to_string());
    Filled::new(vec![
        number("guardiansNeeded", company.guardians_needed.into()),
        number("licenceMonths", company.licence_months),
        number("evidenceMonths", company.evidence_months),
        number("retentionMonths", company.retention_months),
        number("reminders.firstAfterDays", reminders.first_after_days),
        number("reminders.everyDays", reminders.every_days),
        number("reminders.atMost", reminders.at_most),
        number("reminders.lastDays", reminders.last_days),
        number("reminders.hour", reminders.hour.into()),
        ("reminders.timeZone".to_owned(), zone.iana_name().unwrap_or("UTC").to_owned()),
        ("enabled".to_owned(), if reminders.enabled { "yes" } else { "" }.to_owned()),
    ])
}

fn page(context: &ConsoleContext, filled: Filled, now: &Filled) -> SettingsForms {
    let field = |name: &str, key: &str| filled.field(name, context.say(key)).required();
    let number = |name: &str, key: &str, range| field(name, key).number(range);
    let guardians = [1, 2].map(|needed: usize| {
        (needed.to_string(), context.count("requests-guardians-count", needed))
    });
    let (first, last) = Reminders::HOURS;
    let hours = (first..=last).map(|hour| (hour.to_string(), format!("{hour:02}:00")));
    let zone = filled.value("reminders.timeZone").to_owned();
    let block = |legend: &str, hint: Option<&str>, fields| FieldBlock {
        legend: Some(context.say(legend)),
        hint: hint.map(|hint| context.say(hint)),
        fields,
    };
    let mut panel = context
        .panel("requests", "requests-title", TAB, "console-save")
        .block(block(
            "requests-guardians",
            Some("requests-guardians-hint"),
            vec![field("guardiansNeeded", "requests-guardians-needed").choices(guardians)],
        ))
        .block(block(
            "requests-reminders",
            Some("requests-reminders-hint"),
            vec![
                filled
                    .field("enabled", context.say("requests-enabled"))
                    .kind(FieldKind::Tick)
                    .wide(),
                number("reminders.firstAfterDays", "requests-first", Reminders::DAYS),
                number("reminders.everyDays", "requests-every", Reminders::DAYS),
                number("reminders.atMost", "requests-most", Reminders::MOST),
                number("reminders.lastDays", "requests-last", Reminders::LAST_DAYS)
                    .help(context.say("requests-last-hint")),
                field("reminders.hour", "requests-hour").choices(hours),
                field("reminders.timeZone", "requests-zone").choices(zones(&zone)),
            ],
        ))
        .block(block(
            "requests-kept",
            None,
            vec![
                number("licenceMonths", "requests-licence", (1, 1200))
                    .help(context.say("requests-licence-hint")),
                number("evidenceMonths", "requests-evidence", (0, 1200))
                    .help(context.say("requests-evidence-hint")),
                number("retentionMonths", "requests-retention", (1, 120))
                    .help(context.say("requests-retention-hint")),
            ],
        ))
        .with_problems(&filled, context.say("ui-problems"));
    panel.hidden = was(NAMES, now);
    SettingsForms {
        chrome: context.settings_chrome(TAB),
        nav: context.settings(Some(TAB)),
        panels: vec![panel],
        note: None,
        badges: vec![],
    }
}
