//! How one is notified of what, in the active company.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};

use super::super::forms::{After, filled, saved_to};
use super::super::merge::{self, Merged, merged_plainly, was};
use super::super::{Belong, Console, ConsoleContext, ConsoleForm};
use crate::App;
use crate::actions::notifications;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::model::notification::Subscription;
use crate::model::{Channel, NotificationType};
use crate::render::page::console::{ChannelSettings, SettingsTab, Theirs};
use crate::render::page::ui::{Filled, FormField};

const TAB: SettingsTab = SettingsTab::Channels;

/// The key of what a type is about, in the order of the page.
fn group(kind: NotificationType) -> &'static str {
    use NotificationType as Kind;
    match kind {
        Kind::AnswerResponse
        | Kind::AnswerResponseAccepted
        | Kind::AnswerResponseRefused
        | Kind::ConsentWithdrawn
        | Kind::ConsentExpiring
        | Kind::TakedownDue => "channels-consents",
        Kind::EventCreated
        | Kind::EventUpdated
        | Kind::EventReminder
        | Kind::EventPending
        | Kind::EventCompleted
        | Kind::EventClosed => "channels-shoots",
        Kind::EmailBounced | Kind::MailUndelivered => "channels-mails",
        Kind::EmployeeCreated | Kind::EmployeeUpdated | Kind::ImportDone => "channels-people",
        Kind::ExportReady
        | Kind::DailyRoot
        | Kind::CompanySuspended
        | Kind::CompanyReopened
        | Kind::CompanyEntered
        | Kind::BadgeEarned
        | Kind::System => "channels-rest",
    }
}

const GROUPS: [&str; 5] =
    ["channels-consents", "channels-mails", "channels-shoots", "channels-people", "channels-rest"];

fn key(text: &str) -> String {
    text.to_lowercase().replace('_', "-")
}

/// The names of all fields.
fn names() -> Vec<&'static str> {
    NotificationType::ALL.iter().map(|kind| kind.name()).collect()
}

/// A choice for each type.
#[handler]
pub async fn show_channels(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<Belong>,
) -> poem::Result<Response> {
    let known = Known::of(&app, &context).await?;
    let mut page = page(&context, &known, &known.chosen);
    page.chrome.toast = match after.is("merged") {
        true => {
            let (all, ids) = (names(), after.ids());
            let named = ids.iter().filter_map(|at| all.get(usize::try_from(*at).ok()?));
            let names: Vec<String> = named.map(ToString::to_string).collect();
            context.merged_toast(&said(&context, &names, &page, &known.chosen))
        }
        false => context.toast(&after, None),
    };
    Ok(show(StatusCode::OK, &page))
}

/// What is stored.
struct Known {
    all: Vec<Subscription>,
    /// The chosen channels, by the names of their fields; empty: the default one.
    chosen: Filled,
}

impl Known {
    async fn of(app: &App, context: &ConsoleContext) -> Result<Self, Problem> {
        let all = notifications::subscriptions(app, context.scope, context.actor.user).await?;
        let value = |one: &Subscription| {
            let channel = one.chosen.map(Channel::name).unwrap_or_default();
            (one.kind.name().to_owned(), channel.to_owned())
        };
        Ok(Self { chosen: Filled::new(all.iter().map(value).collect()), all })
    }

    fn names(&self) -> Vec<&'static str> {
        self.all.iter().map(|one| one.kind.name()).collect()
    }
}

/// Some choices in words, as they are now.
fn said(
    context: &ConsoleContext,
    names: &[String],
    page: &ChannelSettings,
    now: &Filled,
) -> Vec<String> {
    let fields: Vec<&FormField> = page.groups.iter().flat_map(|(_, fields)| fields).collect();
    merge::said(context.locale, names, &fields, now)
}

fn page(context: &ConsoleContext, known: &Known, values: &Filled) -> ChannelSettings {
    let mut groups: Vec<(String, Vec<FormField>)> = vec![];
    for name in GROUPS {
        let of = known.all.iter().filter(|one| group(one.kind) == name);
        let fields: Vec<FormField> = of
            .map(|one| {
                let label = context.say(&format!("channel-of-{}", key(one.kind.name())));
                let is_system = one.kind == NotificationType::System;
                let fits = |channel: &&Channel| {
                    !is_system || matches!(channel, Channel::InApp | Channel::Both)
                };
                let usual = match one.kind.default_channel(true).mails() {
                    true => context.say("channel-default-mails"),
                    false => context.say("channel-default"),
                };
                let choices = Channel::ALL.iter().filter(fits).map(|channel| {
                    let label = context.say(&format!("channel-{}", key(channel.name())));
                    (channel.name().to_owned(), label)
                });
                let choices = std::iter::once((String::new(), usual)).chain(choices);
                let mut field = FormField::new(one.kind.name(), label).choices(choices);
                field.value = values.value(one.kind.name()).to_owned();
                field
            })
            .collect();
        if !fields.is_empty() {
            groups.push((context.say(name), fields));
        }
    }
    ChannelSettings {
        chrome: context.settings_chrome(TAB),
        nav: context.settings(Some(TAB)),
        groups,
        hidden: was(&known.names(), &known.chosen),
        theirs: Theirs::default(),
    }
}

/// Saves the choices that differ.
#[handler]
pub async fn save_channels(app: Data<&App>, form: ConsoleForm<Belong>) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (scope, user) = (context.scope, context.actor.user);
    let known = Known::of(&app, &context).await?;
    let mut names = known.names();
    // What is not sent stays.
    names.retain(|name| fields.has(name));
    let merged = merged_plainly(fields, &names, &known.chosen);
    if !merged.asked.is_empty() {
        let mut page = page(&context, &known, &filled(&merged.fields, &known.names()));
        let say = |names: &[String]| said(&context, names, &page, &known.chosen);
        page.theirs = Theirs { asked: say(&merged.asked), taken: say(&merged.taken) };
        return Ok(show(StatusCode::CONFLICT, &page));
    }
    let Merged { fields, taken, .. } = merged;
    for one in known.all.iter().filter(|one| names.contains(&one.kind.name())) {
        let chosen = Channel::from_name(fields.text(one.kind.name()));
        if chosen == one.chosen {
            continue;
        }
        match chosen {
            Some(channel) => {
                let set = notifications::subscribe(&app, scope, user, one.kind, channel).await;
                set.map_err(Problem)?;
            }
            None => {
                notifications::unsubscribe(&app, scope, user, one.kind).await.map_err(Problem)?
            }
        }
    }
    Ok(go(&saved_to(&TAB.path(), &self::names(), &taken)))
}
