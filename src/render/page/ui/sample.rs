//! `/styles` of a demonstration: each component in every state.

use askama::Template;

use super::{
    Chart, Columns, FieldBlock, FieldKind, Filled, FormField, FormPanel, ListPath, Picker,
    PickerOption, Recipient, Recipients, Slice, SortHead, TickList, TickOption, Toast, Undo,
};
use crate::render::page::Frame;
use crate::render::page::console::{Chrome, Pager};

/// The page.
#[derive(Template)]
#[template(path = "pages/ui/styles.html")]
pub struct Styles {
    pub chrome: Chrome,
    fields: Vec<FormField>,
    wrong: Vec<FormField>,
    forms: Vec<FormPanel>,
    heads: Vec<SortHead>,
    chart: Chart,
    columns: Columns,
    picker: Picker,
    recipients: Recipients,
    toasts: Vec<Toast>,
    pager: Pager,
}

/// Names in several scripts, one of them long.
const NAMES: [&str; 4] =
    ["Inès Moreau", "Šárka Müller-Łęcka", "عمر حداد", "山田 花子 Alexandrina-Wilhelmina"];

impl Styles {
    pub fn new(chrome: Chrome) -> Self {
        let frame: Frame = chrome.frame.clone();
        let words = |key: &str| frame.t(key).into_owned();
        let list = ListPath::new("/styles", [("sort", "-day".to_owned())]);
        let filled = Filled::new(vec![("name".into(), NAMES[1].into())]);
        let refused = Filled::new(vec![("email".into(), "ines.moreau@".into())])
            .with_errors(vec![("email".into(), words("invalid-email"))]);
        let option = |kind, (id, name): (usize, &&str)| PickerOption {
            kind,
            id: id as i64,
            name: (*name).to_owned(),
            detail: format!("person{id}@mail.example"),
        };
        let slice = |class, key, count| Slice {
            class,
            label: words(key),
            count,
            href: String::new(),
            is_chosen: false,
        };
        let toast = |undo| Toast {
            frame: frame.clone(),
            text: words("console-named"),
            undo,
            in_place: true,
        };
        let form = |id| {
            FormPanel::new(
                frame.clone(),
                id,
                words("styles-form"),
                "/styles",
                words("console-save"),
            )
        };
        let ticks = |error: Option<String>| TickList {
            name: "uses",
            legend: words("release-uses"),
            hint: Some(words("release-uses-hint")),
            error,
            options: NAMES
                .iter()
                .map(|name| TickOption {
                    value: (*name).to_owned(),
                    label: (*name).to_owned(),
                    hint: None,
                    is_ticked: name.starts_with('I'),
                })
                .collect(),
        };
        let kinds = FieldBlock {
            legend: Some(words("requests-reminders")),
            hint: Some(words("requests-reminders-hint")),
            fields: vec![
                filled.field("enabled", words("requests-enabled")).kind(FieldKind::Tick).wide(),
                filled.field("most", words("requests-most")).number((0, 20)),
                filled.field("colour", words("studio-colour")).kind(FieldKind::Colour),
            ],
        };
        let off = Filled::default().with_errors(vec![("close".into(), words("data-close-other"))]);
        let close = off.field("close", words("studio-name"));
        Self {
            forms: vec![
                form("form-1").hint(words("styles-lead")).block(kinds).ticks(ticks(None)),
                form("form-2")
                    .fields(vec![close])
                    .with_problems(&off, words("ui-problems"))
                    .destructive()
                    .folded(),
            ],
            fields: vec![
                filled.field("name", words("event-name")).required(),
                filled
                    .field("day", words("event-day"))
                    .kind(FieldKind::Date)
                    .help(words("event-zone-hint")),
                filled
                    .field("notes", words("event-description"))
                    .kind(FieldKind::Lines)
                    .optional(words("ui-optional")),
            ],
            wrong: vec![refused.field("email", words("page-claim-email")).kind(FieldKind::Email)],
            heads: vec![
                list.head("name", words("event-name"), "-day"),
                list.head("day", words("event-when"), "-day"),
                SortHead::plain(words("event-answers")),
            ],
            chart: Chart {
                locale: frame.locale,
                label: words("event-answers"),
                slices: vec![
                    slice("is-yes", "console-answer-accepted", 31),
                    slice("is-part", "event-part", 4),
                    slice("is-no", "console-answer-refused", 2),
                    slice("is-open", "console-answer-pending", 11),
                ],
            },
            columns: Columns {
                locale: frame.locale,
                label: words("event-answers"),
                label_of_table: words("instance-numbers"),
                bars: (1..=12).map(|n| (format!("{n:02}"), (n * 7 % 12) as i64)).collect(),
            },
            picker: Picker {
                frame: frame.clone(),
                legend: words("event-people"),
                label: words("picker-search"),
                hint: words("picker-hint"),
                chosen: NAMES[..3].iter().enumerate().map(|one| option("person", one)).collect(),
                search: "mor".to_owned(),
                found: NAMES.iter().enumerate().map(|one| option("group", one)).collect(),
                has_more: true,
                is_all_chosen: false,
                newcomer: None,
                error: None,
            },
            recipients: Recipients {
                frame: frame.clone(),
                subject: words("event-new"),
                rows: vec![
                    Recipient {
                        id: 1,
                        name: NAMES[0].to_owned(),
                        to: "ines.moreau@mail.example".to_owned(),
                        refused: None,
                        note: None,
                    },
                    Recipient {
                        id: 1,
                        name: NAMES[2].to_owned(),
                        to: String::new(),
                        refused: Some(words("invalid-guardian-required")),
                        note: None,
                    },
                ],
                more: 12,
                people: 14,
                mails: 15,
                refused: 1,
                is_blocked: false,
            },
            toasts: vec![
                toast(None),
                toast(Some(Undo { action: "/styles".to_owned(), fields: vec![] })),
            ],
            pager: Pager { page: 2, pages: 9, base: "/styles?page=".to_owned() },
            chrome,
        }
    }
}
