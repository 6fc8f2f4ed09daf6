//! One's own name, e-mail, theme, language and time zone; and badges.

use std::collections::BTreeMap;

use poem::http::StatusCode;
use poem::web::cookie::CookieJar;
use poem::web::{Data, Query};
use poem::{Response, handler};

use super::super::forms::{After, filled, saved_to};
use super::super::merge::{Merged, merged_plainly, said_by_place, theirs, was};
use super::super::session::chosen_locale;
use super::super::{Console, ConsoleContext, ConsoleForm, OwnAccount};
use super::{languages, passed_on, zones};
use crate::App;
use crate::actions::badges::{self, Standing};
use crate::actions::profile::{self, Details};
use crate::actions::settings::{self, Changes};
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::user::{PAGE, PAGE_MOST};
use crate::model::{List, Locale, Right, Theme};
use crate::render::notification::{badge_name, badge_text};
use crate::render::page::console::{BadgeRow, SettingsForms, SettingsTab};
use crate::render::page::ui::{FieldKind, Filled};

const TAB: SettingsTab = SettingsTab::Profile;

const PROFILE: &[&str] = &["firstName", "lastName", "email", "phone"];
const LOOKS: &[&str] = &["theme", "locale", "timeZone", "rows"];
/// The rows per page to choose from.
const ROWS: [u32; 3] = [PAGE, 50, PAGE_MOST];

/// The forms, as they are.
#[handler]
pub async fn show_profile(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<OwnAccount>,
) -> poem::Result<Response> {
    let known = Known::of(&app, &context).await?;
    let mut page = page(&context, &known, None, None);
    let panel_of = [("merged", PROFILE), ("merged-looks", LOOKS)];
    let merged = panel_of.iter().position(|(name, _)| after.is(name));
    page.chrome.toast = match merged {
        Some(at) => {
            let now = [&known.profile, &known.looks][at];
            let places = (panel_of[at].1, &after.ids()[..]);
            context.merged_toast(&said_by_place(context.locale, places, &page.panels[at], now))
        }
        None => context.toast(&after, None),
    };
    Ok(show(StatusCode::OK, &page))
}

/// `do=profile` saves name and e-mail, `looks` saves theme, language, time zone and rows per page.
#[handler]
pub async fn save_profile(
    app: Data<&App>,
    jar: &CookieJar,
    form: ConsoleForm<OwnAccount>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let user = context.actor.user;
    let known = Known::of(&app, &context).await?;
    let is_looks = fields.text("do") == "looks";
    let (names, now) = match is_looks {
        true => (LOOKS, &known.looks),
        false => (PROFILE, &known.profile),
    };
    let merged = merged_plainly(fields, names, now);
    if !merged.asked.is_empty() {
        let typed = Some(filled(&merged.fields, names));
        let mut page = match is_looks {
            true => page(&context, &known, None, typed),
            false => page(&context, &known, typed, None),
        };
        let panel = &mut page.panels[usize::from(is_looks)];
        panel.theirs = theirs(context.locale, &merged, panel, now);
        return Ok(show(StatusCode::CONFLICT, &page));
    }
    let Merged { fields, taken, .. } = merged;
    if is_looks {
        let saved = settings::change(&app, user, changes(&fields)).await;
        return match saved {
            Ok(set) => {
                // What was chosen in this browser would prevail.
                chosen_locale(&app, jar, Some(set.locale.tag()));
                let to = saved_to(&TAB.path(), LOOKS, &taken);
                Ok(go(&to.replace("after=merged", "after=merged-looks")))
            }
            Err(error) => {
                let error = passed_on(error)?;
                let errors = context.errors(&error, str::to_owned);
                let looks = filled(&fields, LOOKS).with_errors(errors);
                let page = page(&context, &known, None, Some(looks));
                Ok(show(problem::status(&error), &page))
            }
        };
    }
    let text = |name: &str| fields.filled(name).map(str::to_owned);
    let before = known.profile.value("email").to_lowercase();
    let details = Details {
        email: fields.text("email").to_owned(),
        first_name: fields.text("firstName").to_owned(),
        last_name: fields.text("lastName").to_owned(),
        phone: text("phone"),
        current_password: Some(fields.text("currentPassword").to_owned())
            .filter(|typed| !typed.is_empty()),
    };
    let moves = before != details.email.trim().to_lowercase();
    match profile::update(&app, user, details).await {
        Ok(()) => Ok(go(&match moves {
            true => format!("{}?after=email-asked", TAB.path()),
            false => saved_to(&TAB.path(), PROFILE, &taken),
        })),
        Err(error) => {
            let error = passed_on(error)?;
            let errors = context.errors(&error, str::to_owned);
            let typed = filled(&fields, PROFILE).with_errors(errors);
            let page = page(&context, &known, Some(typed), None);
            Ok(show(problem::status(&error), &page))
        }
    }
}

fn changes(fields: &Fields) -> Changes {
    let rows = fields.text("rows").parse().ok().filter(|rows| ROWS.contains(rows));
    let page_sizes: BTreeMap<String, u32> = match rows {
        Some(rows) => List::ALL.iter().map(|list| (list.name().to_owned(), rows)).collect(),
        None => BTreeMap::new(),
    };
    Changes {
        theme: Theme::from_name(fields.text("theme")),
        locale: Locale::from_tag(fields.text("locale")),
        time_zone: fields.filled("timeZone").map(str::to_owned),
        page_sizes,
    }
}

/// What is stored now.
struct Known {
    profile: Filled,
    looks: Filled,
    /// The new address that waits to be confirmed.
    pending: Option<String>,
    /// In the company; none without one.
    badges: Vec<Standing>,
}

impl Known {
    async fn of(app: &App, context: &ConsoleContext) -> Result<Self, Problem> {
        let user = context.actor.user;
        let known = profile::find(app, user).await?;
        let set = settings::find(app, user).await?;
        let rows = set.page_sizes.get(&List::Events).copied().unwrap_or(PAGE);
        Ok(Self {
            profile: Filled::new(vec![
                ("firstName".to_owned(), known.first_name),
                ("lastName".into(), known.last_name),
                ("email".into(), known.email),
                ("phone".into(), known.phone.unwrap_or_default()),
            ]),
            looks: Filled::new(vec![
                ("theme".to_owned(), set.theme.name().to_owned()),
                ("locale".into(), set.locale.tag().to_owned()),
                ("timeZone".into(), set.time_zone),
                ("rows".into(), rows.to_string()),
            ]),
            pending: profile::pending_email(app, user).await?,
            badges: match context.may(Right::Belong) {
                true => badges::of_user(app, context.scope, user).await?,
                false => vec![],
            },
        })
    }
}

fn page(
    context: &ConsoleContext,
    known: &Known,
    typed: Option<Filled>,
    looks: Option<Filled>,
) -> SettingsForms {
    let profile = typed.as_ref().unwrap_or(&known.profile);
    let looks = looks.as_ref().unwrap_or(&known.looks);
    let field = |name: &str, key: &str| profile.field(name, context.say(key)).most(100);
    let mut identity = context
        .panel("identity", "profile-identity", TAB, "console-save")
        .act("profile")
        .fields(vec![
            field("firstName", "person-first-name").autocomplete("given-name").required(),
            field("lastName", "person-last-name").autocomplete("family-name").required(),
            field("phone", "person-phone")
                .kind(FieldKind::Phone)
                .autocomplete("tel")
                .optional(context.say("ui-optional")),
            field("email", "person-email")
                .kind(FieldKind::Email)
                .most(254)
                .autocomplete("email")
                .help(context.say("profile-email-hint"))
                .required(),
            field("currentPassword", "password-current")
                .kind(FieldKind::Password)
                .most(200)
                .autocomplete("current-password")
                .help(context.say("profile-password-hint")),
        ])
        .with_problems(profile, context.say("ui-problems"));
    let shown = ROWS.map(|rows| (rows.to_string(), rows.to_string()));
    let themes = Theme::ALL.map(|theme| {
        let key = format!("profile-theme-{}", theme.name().to_lowercase());
        (theme.name().to_owned(), context.say(&key))
    });
    let zone = looks.value("timeZone").to_owned();
    let mut looks_panel = context
        .panel("looks", "profile-looks", TAB, "console-save")
        .act("looks")
        .fields(vec![
            looks.field("theme", context.say("profile-theme")).choices(themes),
            looks
                .field("locale", context.say("profile-locale"))
                .choices(languages())
                .help(context.say("profile-locale-hint")),
            looks.field("timeZone", context.say("profile-zone")).choices(zones(&zone)),
            looks.field("rows", context.say("profile-rows")).choices(shown),
        ])
        .with_problems(looks, context.say("ui-problems"));
    identity.hidden = was(PROFILE, &known.profile);
    looks_panel.hidden = was(LOOKS, &known.looks);
    let pending = known.pending.as_ref();
    SettingsForms {
        chrome: context.settings_chrome(TAB),
        nav: context.settings(Some(TAB)),
        panels: vec![identity, looks_panel],
        note: pending.map(|email| context.say_with("profile-pending", "email", email)),
        badges: known.badges.iter().map(|one| badge(context, one)).collect(),
    }
}

fn badge(context: &ConsoleContext, one: &Standing) -> BadgeRow {
    BadgeRow {
        name: badge_name(context.locale, one.badge),
        text: badge_text(context.locale, one.badge),
        earned: one.earned_at.map(|at| context.day(at)),
        progress: one.progress,
    }
}
