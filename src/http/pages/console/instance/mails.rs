//! Mails and what became of them: those of the instance for an administrator, those of a company
//! for its owners.

use std::collections::BTreeMap;

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::After;
use super::super::{Administer, Console, ConsoleContext, ConsoleForm, Govern};
use crate::actions::Scope;
use crate::actions::mails::{self, Filter, Posted, Status, Waits};
use crate::http::caller::Caller;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::mail_kind::MailName;
use crate::model::{CompanyId, List, MailId, Page, Timestamp};
use crate::render::page::console::{
    Confirm, InstanceMails, InstanceTab, LoggedMail, MailLog, Pager, SettingsTab, StudioMails,
};
use crate::render::page::ui::ListPath;
use crate::render::words;
use crate::{App, Error};

/// The query of the lists.
#[derive(Deserialize, Default)]
pub struct MailsQuery {
    page: Option<u32>,
    /// A status, in small letters.
    #[serde(default)]
    state: String,
    #[serde(default)]
    kind: String,
}

const STATES: [Status; 4] = [Status::Queued, Status::Sent, Status::Failed, Status::Dropped];

impl MailsQuery {
    fn status(&self) -> Option<Status> {
        STATES.into_iter().find(|one| one.name().to_lowercase() == self.state)
    }

    fn kind(&self) -> Option<&'static str> {
        MailName::ALL.into_iter().map(MailName::name).find(|name| *name == self.kind)
    }
}

/// All mails, the latest first.
#[handler]
pub async fn list_all_mails(
    app: Data<&App>,
    Query(params): Query<MailsQuery>,
    Query(after): Query<After>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    let tab = InstanceTab::Mails;
    let query = context.page_of(List::Users, params.page, ());
    let kind = params.kind().map(str::to_owned);
    let filter = Filter { status: params.status(), company: None, kind };
    let found = mails::list(&app, query, filter).await.map_err(Problem)?;
    let studios = context.studios(&app, found.data.iter().map(|mail| mail.company)).await?;
    let waits = mails::waits(&app, &found.data).await.map_err(Problem)?;
    let within = Within { studios, waits, now: app.now() };
    let (log, here) = log(&context, tab.path(), &params, found, &within);
    let mut chrome = context.chrome(here);
    chrome.toast = context.toast(&after, None);
    let page = InstanceMails { chrome, nav: context.instance(Some(tab)), log };
    Ok(show(StatusCode::OK, &page))
}

/// The mails sent in the name of the company, the latest first.
#[handler]
pub async fn list_mails(
    app: Data<&App>,
    Query(params): Query<MailsQuery>,
    Query(after): Query<After>,
    context: Console<Govern>,
) -> poem::Result<Response> {
    let tab = SettingsTab::Mails;
    let query = context.page_of(List::Users, params.page, ());
    let (status, kind) = (params.status(), params.kind().map(str::to_owned));
    let found = mails::list_of_company(&app, context.scope, query, status, kind).await;
    let found = found.map_err(Problem)?;
    let waits = mails::waits(&app, &found.data).await.map_err(Problem)?;
    let within = Within { studios: BTreeMap::new(), waits, now: app.now() };
    let (log, here) = log(&context, tab.path(), &params, found, &within);
    let mut chrome = context.chrome(here);
    chrome.toast = context.toast(&after, None);
    let page = StudioMails { chrome, nav: context.settings(Some(tab)), log };
    Ok(show(StatusCode::OK, &page))
}

/// What a list says besides the mails. Without `studios` it does not say whose they are.
struct Within {
    studios: BTreeMap<CompanyId, String>,
    waits: Waits,
    now: Timestamp,
}

/// The list, and its address.
fn log(
    context: &ConsoleContext,
    path: String,
    params: &MailsQuery,
    found: Page<Posted>,
    within: &Within,
) -> (MailLog, String) {
    let state = params.status().map(|one| one.name().to_lowercase()).unwrap_or_default();
    let kind = params.kind().unwrap_or_default().to_owned();
    let here = ListPath::new(path.clone(), [("state", state.clone()), ("kind", kind.clone())]);
    let mut states = vec![("", context.say("mail-log-all"))];
    for (one, name) in STATES.into_iter().zip(["queued", "sent", "failed", "dropped"]) {
        states.push((name, context.mail_status(one)));
    }
    let all = MailName::ALL.into_iter();
    let mut kinds: Vec<_> = all.map(|one| (one.name(), context.mail_kind(one.name()))).collect();
    kinds.sort_by(|one, other| one.1.cmp(&other.1));
    kinds.insert(0, ("", context.say("mail-log-all-kinds")));
    let pager = Pager { page: found.page, pages: found.total_pages(), base: here.page_base() };
    let address = format!("{}{}", here.page_base(), found.page);
    let row = |mail: Posted| LoggedMail {
        id: mail.id.0,
        kind: context.mail_kind(&mail.kind),
        class: match mail.status {
            Status::Sent => "is-yes",
            Status::Failed => "is-no",
            Status::Queued if mail.tries > 0 => "is-part",
            Status::Queued | Status::Dropped => "",
        },
        said: context.mail_status(mail.status),
        next: context.next_try(&mail, &within.waits, within.now),
        reply: mail.reply,
        verdict: mail
            .verdict
            .map(|one| context.say(&format!("mail-verdict-{}", one.name().to_lowercase()))),
        at: context.moment(mail.sent_at.unwrap_or(mail.created_at)),
        message_id: mail.message_id,
        company: mail.company.and_then(|id| within.studios.get(&id).cloned()),
        may_resend: mail.status != Status::Queued && mail.to.is_some(),
        to: mail.to,
    };
    let log = MailLog {
        frame: context.frame(None),
        path,
        total: found.total,
        rows: found.data.into_iter().map(row).collect(),
        states,
        state,
        kinds,
        kind,
        pager,
    };
    (log, address)
}

impl ConsoleContext {
    /// What a mail is, by the name under which it is stored.
    pub(in crate::http::pages::console) fn mail_kind(&self, name: &str) -> String {
        let key = format!("mail-kind-{}", name.to_lowercase().replace('_', "-"));
        match words(self.locale).knows(&key) {
            true => self.say(&key),
            false => self.say("mail-kind-other"),
        }
    }

    /// Until when a mail waits, and for what; None if it does not wait.
    pub(in crate::http::pages::console) fn next_try(
        &self,
        mail: &Posted,
        waits: &Waits,
        now: Timestamp,
    ) -> Option<String> {
        if mail.status != Status::Queued {
            return None;
        }
        let paused = waits.paused.as_ref().and_then(|trouble| Some((trouble, trouble.probe_at?)));
        if let Some((trouble, next)) = paused {
            let next = self.soon(next.max(now), now);
            let why = [("when", next.as_str().into()), ("reply", trouble.reply.as_str().into())];
            return Some(words(self.locale).say_with("mail-next-paused", why).into_owned());
        }
        let Some(due) = waits.due.get(&mail.id).copied() else {
            return Some(self.say("mail-next-never"));
        };
        let key = match (due.since(now) > Timestamp::MINUTE, mail.tries) {
            (false, _) => return Some(self.say("mail-next-now")),
            // Only the night puts off what was not tried.
            (true, 0) => "mail-next-morning",
            (true, _) => "mail-next",
        };
        Some(self.say_with(key, "when", &self.soon(due, now)))
    }

    fn mail_status(&self, status: Status) -> String {
        self.say(&format!("mail-status-{}", status.name().to_lowercase()))
    }
}

/// `do=resend` sends a mail of the instance again, once that is confirmed.
#[handler]
pub async fn act_on_any_mail(
    app: Data<&App>,
    caller: Caller,
    Path(id): Path<i64>,
    form: ConsoleForm<Administer>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    resend(&app, &context, &caller, &fields, (None, MailId(id)), InstanceTab::Mails.path()).await
}

/// The same with a mail of the company.
#[handler]
pub async fn act_on_mail(
    app: Data<&App>,
    caller: Caller,
    Path(id): Path<i64>,
    form: ConsoleForm<Govern>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let which = (Some(context.scope), MailId(id));
    resend(&app, &context, &caller, &fields, which, SettingsTab::Mails.path()).await
}

async fn resend(
    app: &App,
    context: &ConsoleContext,
    caller: &Caller,
    fields: &Fields,
    (within, id): (Option<Scope>, MailId),
    back: String,
) -> poem::Result<Response> {
    let mail = mails::find(app, within, id).await.map_err(Problem)?;
    let Some(to) = mail.to.filter(|_| mail.status != Status::Queued) else {
        return Ok(go(&format!("{back}?after=mail-not-resent")));
    };
    let page = |wrong: Option<&Error>| {
        let lines = [
            context.say_with("mail-log-resend-to", "email", &to),
            context.say("mail-log-resend-text"),
        ];
        Confirm {
            chrome: context.chrome_without_path(),
            title: context.say_with(
                "mail-log-resend-title",
                "kind",
                &context.mail_kind(&mail.kind),
            ),
            lines: lines.into_iter().chain(wrong.map(|error| context.said(error))).collect(),
            names: vec![],
            more: 0,
            asked: vec![],
            action: format!("{back}/{}", id.0),
            fields: vec![("do".to_owned(), "resend".to_owned())],
            go: context.say("mail-log-resend"),
            is_destructive: false,
            back: back.clone(),
        }
    };
    if !fields.ticked("confirm") {
        return Ok(show(StatusCode::OK, &page(None)));
    }
    let (by, origin) = (context.actor.user, caller.origin());
    let done = match within {
        None => mails::resend(app, id, by, None, origin).await,
        Some(scope) => mails::resend_of_company(app, scope, id, by, None, origin).await,
    };
    match done {
        Ok(_) => Ok(go(&format!("{back}?after=mail-resent"))),
        // Queued or erased meanwhile.
        Err(Error::Conflict("mail_queued" | "address_erased")) => {
            Ok(go(&format!("{back}?after=mail-not-resent")))
        }
        Err(error @ (Error::Conflict(_) | Error::TooSoon { .. })) => {
            Ok(show(problem::status(&error), &page(Some(&error))))
        }
        Err(error) => Err(Problem(error).into()),
    }
}
