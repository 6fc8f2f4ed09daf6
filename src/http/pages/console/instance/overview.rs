//! The figures of the instance, on its first page.

use askama::Template;

use super::size;
use crate::App;
use crate::actions::instance;
use crate::http::pages::console::ConsoleContext;
use crate::http::problem::Problem;
use crate::model::AnswerState;
use crate::model::stats::{Counted, Stats, StatsPeriod};
use crate::render::dates;
use crate::render::page::console::Figures;
use crate::render::page::ui::{Chart, Columns, Slice};

/// The figures, as a part of the page.
pub(super) async fn figures(app: &App, context: &ConsoleContext) -> Result<String, Problem> {
    let stats = instance::stats(app, StatsPeriod::Month).await?;
    let number = |what: Counted| context.grouped(stats.total(what));
    let totals = vec![
        (context.say("instance-companies"), number(Counted::Company)),
        (context.say("instance-users"), number(Counted::User)),
        (context.say("console-people"), number(Counted::Employee)),
        (context.say("console-shoots"), number(Counted::Event)),
        (context.say("instance-answers"), number(Counted::Answer)),
        (
            context.say("instance-storage"),
            size(context, stats.total(Counted::Bytes).unsigned_abs()),
        ),
    ];
    let figures = Figures {
        frame: context.frame(None),
        totals,
        states: vec![
            (context.say("instance-answers"), answers(context, &stats)),
            (context.say("person-mails"), mails(context, &stats)),
        ],
        months: [
            ("instance-companies", Counted::Company),
            ("console-people", Counted::Employee),
            ("instance-answers", Counted::Answer),
            ("person-mails", Counted::Mail),
        ]
        .map(|(key, what)| (context.say(key), columns(context, key, &stats, what)))
        .into(),
    };
    let page = figures.render().map_err(|error| Problem(anyhow::Error::from(error).into()))?;
    Ok(page)
}

fn slice(context: &ConsoleContext, class: &'static str, key: &str, count: i64) -> Slice {
    Slice {
        class,
        label: context.say(key),
        count: usize::try_from(count).unwrap_or_default(),
        href: String::new(),
        is_chosen: false,
    }
}

fn answers(context: &ConsoleContext, stats: &Stats) -> Chart {
    let of = |state: AnswerState| stats.in_state(Counted::Answer, state.name());
    let slice = |class, key: &str, state| slice(context, class, key, of(state));
    Chart {
        locale: context.locale,
        label: context.say("instance-answers"),
        slices: vec![
            slice("is-yes", "instance-answer-accepted", AnswerState::Accepted),
            slice("is-no", "console-answer-refused", AnswerState::Refused),
            slice("is-part", "console-answer-withdrawn", AnswerState::Withdrawn),
            slice("is-open", "console-answer-expired", AnswerState::Expired),
            slice("is-open", "console-answer-pending", AnswerState::Pending),
        ],
    }
}

fn mails(context: &ConsoleContext, stats: &Stats) -> Chart {
    let slice = |class, key: &str, state: &str| {
        slice(context, class, key, stats.in_state(Counted::Mail, state))
    };
    Chart {
        locale: context.locale,
        label: context.say("person-mails"),
        slices: vec![
            slice("is-yes", "mail-status-sent", "SENT"),
            slice("is-open", "mail-status-queued", "QUEUED"),
            slice("is-no", "mail-status-failed", "FAILED"),
            slice("is-part", "mail-status-dropped", "DROPPED"),
        ],
    }
}

fn columns(context: &ConsoleContext, key: &str, stats: &Stats, what: Counted) -> Columns {
    let month = |added: &crate::model::stats::Added| {
        (dates::month(context.locale, added.from), added.of(what))
    };
    Columns {
        locale: context.locale,
        label: context.say_with("instance-added", "what", &context.say(key)),
        label_of_table: context.say("instance-numbers"),
        bars: stats.over_time.iter().map(month).collect(),
    }
}
