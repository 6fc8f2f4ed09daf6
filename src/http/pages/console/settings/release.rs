//! The text that people consent to, in each language, with the uses it offers and all its versions.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::{After, filled, instant};
use super::super::merge::{self, merged};
use super::super::{Console, ConsoleContext, ConsoleForm, Govern, Read};
use super::passed_on;
use super::studio::current;
use super::uses::{KnownUses, UsesDraft};
use crate::actions::{profile, templates};
use crate::http::caller::Caller;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::company::Missing;
use crate::model::placeholders;
use crate::model::record::GuardianRule;
use crate::model::release::{Party, Terms, Text, TextInput};
use crate::model::uses::{OfferedUses, UseLabels};
use crate::model::{Company, Locale, Right, SignatureInput, Template, TemplateId, Timestamp, Use};
use crate::render::document::{Composition, compose};
use crate::render::page::Release;
use crate::render::page::console::{
    ReleasePreview, ReleaseSettings, ReleaseSign, ReleaseVersion, SettingsTab, Theirs, VersionRow,
};
use crate::render::page::ui::{FieldKind, Filled};
use crate::{App, Error};

pub(super) const TAB: SettingsTab = SettingsTab::Release;
/// In the preview.
const SAMPLE_REFERENCE: &str = "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XX";

/// The parts of a text that are merged, each by itself.
const NAMES: [&str; 3] = ["title", "body", "uses"];
/// The characters of a text that are shown of what somebody else has published.
const EXCERPT: usize = 300;

/// The query of the page.
#[derive(Deserialize, Default)]
pub struct ReleaseQuery {
    /// The tag of a language.
    #[serde(default)]
    language: String,
    /// The id of an earlier version to begin with.
    #[serde(default)]
    from: String,
}

impl ReleaseQuery {
    pub(super) fn locale(&self) -> Option<Locale> {
        Locale::from_tag(&self.language)
    }
}

/// The editor, with the version in force or an earlier one.
#[handler]
pub async fn show_release(
    app: Data<&App>,
    Query(params): Query<ReleaseQuery>,
    Query(after): Query<After>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let locale = params.locale().unwrap_or(context.locale);
    let from = params.from.parse().ok().map(TemplateId);
    let draft = match from {
        Some(id) => {
            let one = templates::find(&app, context.scope, id).await.map_err(Problem)?;
            Some(Draft::of(one.locale, &one.text()))
        }
        None => None,
    };
    let locale = draft.as_ref().map_or(locale, |draft| draft.locale);
    let mut page = page(&app, &context, locale, draft, Filled::default()).await?;
    page.chrome.toast = match after.is("merged") {
        true => {
            let ids = after.ids();
            let taken = NAMES.iter().enumerate().filter(|(at, _)| ids.contains(&(*at as i64)));
            let taken = taken.map(|(_, name)| context.say(&format!("release-{name}")));
            context.merged_toast(&taken.collect::<Vec<_>>())
        }
        false => context.toast(&after, None),
    };
    Ok(show(StatusCode::OK, &page))
}

/// `do=publish` makes a new version, `default` begins with the text that is shipped; anything else
/// shows what is typed as signers would see it.
#[handler]
pub async fn publish_release(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<Govern>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let locale = Locale::from_tag(fields.text("language")).unwrap_or(context.locale);
    let action = fields.text("do");
    if action == "confirm" {
        return confirmed(&app, &caller, &context, &fields, locale).await;
    }
    let mut draft = Draft::typed(locale, &fields);
    let begun = fields.ids("begun").first().copied();
    if action != "publish" {
        if action == "default" {
            draft = Draft::of(locale, &Text::default_in(locale));
        }
        let mut page = page(&app, &context, locale, Some(draft), Filled::default()).await?;
        page.begun = begun.unwrap_or(page.begun);
        return Ok(show(StatusCode::OK, &page));
    }
    let all = templates::list(&app, context.scope).await.map_err(Problem)?;
    let version = |id: i64| all.iter().find(|one| one.id.0 == id && one.locale == locale);
    let in_force = all.iter().find(|one| one.locale == locale);
    let mut taken = vec![];
    // Published by somebody else since the form began.
    if let (Some(was), Some(now)) = (begun.and_then(version), in_force)
        && was.id != now.id
    {
        let theirs = draft.merge(&context, was, now);
        if !theirs.asked.is_empty() {
            let mut page = page(&app, &context, locale, Some(draft), Filled::default()).await?;
            page.theirs = theirs;
            return Ok(show(StatusCode::CONFLICT, &page));
        }
        taken = theirs.taken;
    }
    let (by, known) = (context.actor.user, known(&all, locale));
    let text = draft.input(&known);
    match templates::publish(&app, context.scope, by, locale, text, caller.origin()).await {
        Ok(_) => {
            let place = |name: &String| NAMES.iter().position(|one| *one == name);
            let places: Vec<i64> = taken.iter().filter_map(place).map(|at| at as i64).collect();
            let after = match places.is_empty() {
                true => "published".to_owned(),
                false => format!("merged&ids={}", After::written(&places)),
            };
            Ok(go(&format!("{}?language={}&after={after}", TAB.path(), locale.tag())))
        }
        Err(error) => {
            let error = passed_on(error)?;
            let errors = context.errors(&error, |field| draft.uses.field_of(&known, field));
            let filled = filled(&fields, &["title", "body"]).with_errors(errors);
            let page = page(&app, &context, locale, Some(draft), filled).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// Signs the version in force for the studio, with the name that was typed or the signature that the user
/// keeps.
async fn confirmed(
    app: &App,
    caller: &Caller,
    context: &ConsoleContext,
    fields: &Fields,
    locale: Locale,
) -> poem::Result<Response> {
    let id = TemplateId(fields.ids("template").first().copied().unwrap_or_default());
    let typed = fields.filled("typedName").map(SignatureInput::typed);
    let by = context.actor.user;
    match templates::confirm(app, context.scope, by, id, typed, caller.origin()).await {
        // Somebody else was faster: the page says who.
        Ok(_) | Err(Error::Conflict(_)) => {
            Ok(go(&format!("{}?language={}&after=saved", TAB.path(), locale.tag())))
        }
        Err(error) => {
            let error = passed_on(error)?;
            let mut page = page(app, context, locale, None, Filled::default()).await?;
            if let Some(sign) = &mut page.sign {
                sign.wrong = Some(context.said(&error));
            }
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// A text that is being written.
struct Draft {
    locale: Locale,
    title: String,
    body: String,
    uses: UsesDraft,
}

impl Draft {
    fn of(locale: Locale, text: &Text) -> Self {
        let uses = UsesDraft::of(&text.uses);
        Self { locale, title: text.title.clone(), body: text.body.clone(), uses }
    }

    fn typed(locale: Locale, fields: &Fields) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self { locale, title: text("title"), body: text("body"), uses: UsesDraft::typed(fields) }
    }

    fn input(&self, known: &KnownUses) -> TextInput {
        let (title, body) = (self.title.clone(), self.body.clone());
        TextInput { title, body, uses: self.uses.offered(known) }
    }
}

impl Draft {
    /// Takes over what was published since the form began with a version: the names of the parts that
    /// were taken, and in words those that both have changed.
    fn merge(&mut self, context: &ConsoleContext, was: &Template, now: &Template) -> Theirs {
        let locale = self.locale;
        let sent = [
            ("title", self.title.clone()),
            ("body", self.body.clone()),
            ("was.title", was.title.clone()),
            ("was.body", was.body.clone()),
        ];
        let sent = sent.map(|(name, value)| (name.to_owned(), value)).to_vec();
        let values = |body: &str| {
            let title = ("title".to_owned(), now.title.clone());
            Filled::new(vec![title, ("body".to_owned(), body.to_owned())])
        };
        let done = merged(Fields::from(sent), &NAMES[..2], &values(&now.body), str::to_owned);
        self.title = done.fields.text("title").to_owned();
        self.body = done.fields.text("body").to_owned();
        let (was, now_uses) = (Draft::of(locale, &was.text()), Draft::of(locale, &now.text()));
        let (is_taken, words) = self.uses.take(&was.uses, &now_uses.uses);
        let mut taken = done.taken;
        taken.extend(is_taken.then(|| "uses".to_owned()));
        let excerpt: String = now.body.chars().take(EXCERPT).collect();
        let excerpt = if excerpt == now.body { excerpt } else { format!("{excerpt}…") };
        let shown = values(&excerpt);
        let fields = ["title", "body"]
            .map(|name| shown.field(name, context.say(&format!("release-{name}"))));
        let fields: Vec<_> = fields.iter().collect();
        let mut asked = merge::said(context.locale, &done.asked, &fields, &shown);
        asked.extend(words.iter().map(|one| format!("{} ({})", one.label, one.sentence)));
        Theirs { asked, taken }
    }
}

/// What the company calls its uses, by all versions of its texts.
fn known(all: &[Template], locale: Locale) -> KnownUses {
    let in_force = all.iter().find(|one| one.locale == locale);
    let version = |one: &Template| OfferedUses {
        template: one.id,
        locale: one.locale,
        uses: one.uses.clone(),
    };
    let versions = all.iter().map(version).collect();
    KnownUses {
        locale,
        current: in_force.map(|one| one.uses.clone()).unwrap_or_default(),
        labels: UseLabels { versions, ..UseLabels::default() },
    }
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    locale: Locale,
    draft: Option<Draft>,
    refused: Filled,
) -> Result<ReleaseSettings, Problem> {
    let company = current(app, context).await?;
    let all = templates::list(app, context.scope).await?;
    let keeps_signature = profile::find(app, context.actor.user).await?.signature.is_some();
    let in_force = |locale| all.iter().find(|one: &&Template| one.locale == locale);
    let current = in_force(locale);
    let known = known(&all, locale);
    let Draft { title, body, uses, .. } = match (draft, current) {
        (Some(draft), _) => draft,
        (None, Some(current)) => Draft::of(locale, &current.text()),
        (None, None) => Draft::of(locale, &Text::default_in(locale)),
    };
    let uses = uses.with_own(&known);
    let values = [("title", &title), ("body", &body)];
    let values = values.map(|(name, value)| (name.to_owned(), value.clone())).to_vec();
    let errors = refused.all_errors().to_vec();
    let filled = Filled::new(values).with_errors(errors);
    let fields = vec![
        filled.field("title", context.say("release-title")).required().followed(),
        filled
            .field("body", context.say("release-body"))
            .kind(FieldKind::Lines)
            .most(20_000)
            .required()
            .followed(),
    ];
    let uses_of = |locale| in_force(locale).map(|one| Use::sorted(one.codes()));
    let rows = all.iter().filter(|one| one.locale == locale).map(|one| VersionRow {
        id: one.id.0,
        version: one.version,
        title: one.title.clone(),
        uses: one.uses.len(),
        on: context.day(one.created_at),
        is_current: Some(one.id) == current.map(|current| current.id),
    });
    let tabs = Locale::ALL.map(|one| {
        let path = format!("{}?language={}", TAB.path(), one.tag());
        (path, one.tag(), one.name(), one == locale)
    });
    Ok(ReleaseSettings {
        chrome: context.chrome(format!("{}?language={}", TAB.path(), locale.tag())),
        nav: context.settings(Some(TAB)),
        tabs: tabs.to_vec(),
        language: locale.tag(),
        unknown: placeholders::unknown(&body),
        missing: missing(context, &company, &body),
        offers_default: context.may(Right::Govern) && !is_of_today(&all, locale),
        uses: uses.editor(context, &known, &filled),
        preview: {
            let text = Text { title, body, uses: uses.shown(&known) };
            preview(app, context, &company, locale, &text)
        },
        fields,
        filled,
        begun: current.map_or(0, |current| current.id.0),
        theirs: Theirs::default(),
        versions: rows.collect(),
        signed: current.and_then(|one| one.confirmation.as_ref()).map(|one| {
            let values = [("name", one.by.as_str().into()), ("day", context.day(one.at).into())];
            crate::render::words(context.locale).say_with("release-signed", values).into_owned()
        }),
        sign: current.filter(|one| one.confirmation.is_none()).map(|one| ReleaseSign {
            id: one.id.0,
            has_kept: keeps_signature,
            wrong: None,
        }),
        current: current.map_or(0, |current| current.version),
        may_edit: context.may(Right::Govern),
        is_uneven: uses_of(Locale::Fr) != uses_of(Locale::En),
    })
}

/// What a text cannot say because the studio has not told it; None: nothing.
pub(super) fn missing(context: &ConsoleContext, company: &Company, body: &str) -> Option<String> {
    let needed = placeholders::needed(body);
    let lacks = needed.into_iter().map(|(one, _)| one).filter(|one| company.lacks(*one));
    let lacks: Vec<Missing> = lacks.collect();
    (!lacks.is_empty()).then(|| context.named(&lacks))
}

/// Whether the text in force in a language is, or was made of, the one that is shipped today.
fn is_of_today(all: &[Template], locale: Locale) -> bool {
    let in_force = all.iter().find(|one| one.locale == locale);
    in_force
        .is_some_and(|one| one.body.contains("{withdraw-page}") && !one.text().is_former_default())
}

/// The text as a signer of an example would see it.
pub(super) fn preview(
    app: &App,
    context: &ConsoleContext,
    company: &Company,
    locale: Locale,
    text: &Text,
) -> ReleasePreview {
    let words = crate::render::words(locale);
    let say = |key: &str| words.say(key).into_owned();
    let now = app.now();
    let template = Template {
        id: TemplateId(0),
        locale,
        version: 0,
        title: text.title.clone(),
        body: text.body.clone(),
        uses: text.uses.clone(),
        created_at: now,
        confirmation: None,
    };
    let studio = Party::of_company(company, locale);
    let person = Party::named(say("release-sample-person"));
    let day = now.plus(14 * Timestamp::DAY).day_in(&context.zone);
    let start = instant(day, jiff::civil::time(9, 0, 0, 0), &context.zone);
    let event = say("release-sample-event");
    let compose_for = |signer: Party, guardians: Option<GuardianRule>| {
        compose(Composition {
            template: &template,
            zone: &context.zone,
            reference: SAMPLE_REFERENCE,
            studio: studio.clone(),
            signer,
            person: person.clone(),
            event: &event,
            start,
            end: Timestamp(start.0 + 4 * Timestamp::HOUR),
            place: Some(say("release-sample-place")),
            licence_months: company.licence_months,
            guardians,
            terms: Some(Terms {
                photographer: Some(say("release-sample-photographer")),
                client: None,
                withdrawal_days: company.withdrawal_days,
                evidence_months: company.evidence_months,
                withdraw_page: app.url("/withdraw"),
                asks_child: false,
                confirmed: None,
            }),
        })
    };
    let shown = compose_for(person.clone(), None);
    let guardian = Party::named(say("release-sample-guardian"));
    let of_guardian = compose_for(guardian, Some(GuardianRule { needed: 1, known: 1 }));
    ReleasePreview {
        guardian: Release::of(&of_guardian),
        frame: context.frame(None),
        uses: shown.uses.iter().map(|one| (one.label.clone(), one.sentence.clone())).collect(),
        release: Release::of(&shown),
    }
}

/// One version, as signers saw it.
#[handler]
pub async fn show_version(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let one = templates::find(&app, context.scope, TemplateId(id)).await.map_err(Problem)?;
    let company = current(&app, &context).await?;
    let language = one.locale.tag();
    let again = format!("{}?from={id}", TAB.path());
    let page = ReleaseVersion {
        chrome: context.chrome(format!("{}/{id}", TAB.path())),
        nav: context.settings(Some(TAB)),
        version: one.version,
        language,
        on: context.day(one.created_at),
        preview: preview(&app, &context, &company, one.locale, &one.text()),
        again: context.may(Right::Govern).then_some(again),
    };
    Ok(show(StatusCode::OK, &page))
}
