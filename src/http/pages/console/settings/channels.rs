//! How one is notified of what, in the active company.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};

use super::super::forms::After;
use super::super::{Belong, Console, ConsoleForm};
use crate::App;
use crate::actions::notifications;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::model::{Channel, NotificationType};
use crate::render::page::console::{ChannelSettings, SettingsTab};
use crate::render::page::ui::FormField;

const TAB: SettingsTab = SettingsTab::Channels;

/// The key of what a type is about, in the order of the page.
fn group(kind: NotificationType) -> &'static str {
    use NotificationType as Kind;
    match kind {
        Kind::AnswerResponse
        | Kind::AnswerResponseAccepted
        | Kind::AnswerResponseRefused
        | Kind::ConsentWithdrawn
        | Kind::ConsentExpiring => "channels-consents",
        Kind::EventCreated
        | Kind::EventUpdated
        | Kind::EventReminder
        | Kind::EventPending
        | Kind::EventCompleted
        | Kind::EventClosed => "channels-shoots",
        Kind::EmailBounced | Kind::MailUndelivered => "channels-mails",
        Kind::EmployeeCreated | Kind::EmployeeUpdated | Kind::ImportDone => "channels-people",
        Kind::ExportReady | Kind::DailyRoot | Kind::BadgeEarned | Kind::System => "channels-rest",
    }
}

const GROUPS: [&str; 5] =
    ["channels-consents", "channels-mails", "channels-shoots", "channels-people", "channels-rest"];

fn key(text: &str) -> String {
    text.to_lowercase().replace('_', "-")
}

/// A choice for each type.
#[handler]
pub async fn show_channels(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<Belong>,
) -> poem::Result<Response> {
    let all = notifications::subscriptions(&app, context.scope, context.actor.user).await;
    let all = all.map_err(Problem)?;
    let mut groups: Vec<(String, Vec<FormField>)> = vec![];
    for name in GROUPS {
        let of = all.iter().filter(|one| group(one.kind) == name);
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
                field.value = one.chosen.map(Channel::name).unwrap_or_default().to_owned();
                field
            })
            .collect();
        if !fields.is_empty() {
            groups.push((context.say(name), fields));
        }
    }
    let mut page = ChannelSettings {
        chrome: context.settings_chrome(TAB),
        nav: context.settings(Some(TAB)),
        groups,
    };
    page.chrome.toast = context.toast(&after, None);
    Ok(show(StatusCode::OK, &page))
}

/// Saves the choices that differ.
#[handler]
pub async fn save_channels(app: Data<&App>, form: ConsoleForm<Belong>) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (scope, user) = (context.scope, context.actor.user);
    let all = notifications::subscriptions(&app, scope, user).await.map_err(Problem)?;
    let sent: Vec<&str> = fields.pairs().map(|(name, _)| name).collect();
    for one in all.into_iter().filter(|one| sent.contains(&one.kind.name())) {
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
    Ok(go(&format!("{}?after=saved", TAB.path())))
}
