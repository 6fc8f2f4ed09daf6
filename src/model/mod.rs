//! Plain values and pure rules, without clock, disk or network access.

/// An enum whose variants have a name that is stored: `ALL`, `name` and `from_name`, by the rule
/// before it (`"snake_case"` or `"SCREAMING_SNAKE_CASE"`).
macro_rules! named {
    ($rule:tt $(#[$attribute:meta])* $visible:vis enum $name:ident { $($variants:tt)* }) => {
        $(#[$attribute])*
        #[derive(strum::EnumCount, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
        #[strum(serialize_all = $rule)]
        $visible enum $name { $($variants)* }

        crate::model::named!($name);
    };
    ($type:ty) => {
        impl $type {
            /// All, in the order of their declaration.
            pub const ALL: [Self; <Self as strum::EnumCount>::COUNT] =
                *<Self as strum::VariantArray>::VARIANTS
                    .first_chunk()
                    .expect("as many as are counted");

            /// The name that is stored and published.
            pub fn name(self) -> &'static str {
                self.into()
            }

            pub fn from_name(name: &str) -> Option<Self> {
                name.parse().ok()
            }
        }
    };
}
pub(crate) use named;

/// An enum whose names are the same in the database, in JSON and in the API document: `named!`,
/// with the derives that this takes; others are written before it.
macro_rules! published {
    ($rule:tt $(#[$attribute:meta])* $visible:vis enum $name:ident { $($variants:tt)* }) => {
        crate::model::named! { $rule
            #[derive(
                Debug, Clone, Copy, PartialEq, Eq,
                serde::Serialize, serde::Deserialize, poem_openapi::Enum,
            )]
            $(#[$attribute])*
            #[serde(rename_all = $rule)]
            #[oai(rename_all = $rule)]
            $visible enum $name { $($variants)* }
        }
    };
}
pub(crate) use published;

pub mod address;
pub mod agent;
pub mod alarm;
pub mod answer;
pub mod api_token;
pub mod audit;
pub mod backup;
pub mod badge;
pub mod billing;
pub mod calendar;
pub mod chain;
pub mod check;
pub mod checksum;
pub mod clock;
pub mod company;
mod console_page;
pub mod country;
pub mod daily_root;
pub mod der;
pub mod document_key;
pub mod employee;
pub mod event;
pub mod export;
mod fact;
pub mod file;
pub mod formula;
pub mod group;
pub mod guardianship;
mod hash;
pub(crate) mod ids;
pub mod import;
pub mod invitation;
mod job;
pub mod keys;
pub mod legacy_text;
pub mod live;
mod locale;
mod logo;
pub mod mail;
pub mod mail_kind;
pub mod manifest;
pub mod media;
pub mod media_url;
pub mod merkle;
pub mod notification;
pub mod once;
mod page;
pub mod password;
pub mod person;
pub mod phone;
pub mod placeholders;
mod policy;
pub mod record;
pub mod release;
pub mod reminder;
pub mod renewal;
mod role;
pub mod schedule;
pub mod seal;
pub mod seal_history;
pub mod search;
pub mod second_factor;
mod secret;
pub mod signature;
pub mod signer_decision;
pub mod standing;
pub mod stats;
pub mod takedown;
mod text;
mod time;
pub mod time_token;
pub mod token;
pub mod transform;
pub mod unsubscribe;
pub mod user;
pub mod uses;

pub use address::Address;
pub use alarm::AlarmKind;
pub use answer::{Answer, AnswerState, HoldReason};
pub use badge::Badge;
pub use check::Check;
pub use company::{Company, Contact, CustomerKind, Identity, Plan, Subscription};
pub use console_page::ConsolePage;
pub use document_key::DocumentKey;
pub use employee::{EmailState, Employee, Guardian, Person};
pub use event::{Event, EventChange, EventStatus, Progress};
pub use export::{Export, ExportState};
pub use fact::Fact;
pub use file::{File, FileKind, FileOwner};
pub use group::Group;
pub use hash::{Digest, NotADigest};
pub use ids::*;
pub use import::{Import, ImportState, Outcome};
pub use job::{Job, JobName};
pub use keys::Keys;
pub use live::Live;
pub use locale::Locale;
pub use logo::{Ground, Logo};
pub use mail::{Attachment, Inline, Mail, MailVerdict, Mailbox};
pub use mail_kind::MailKind;
pub use notification::{Channel, NotificationType};
pub use once::Once;
pub use page::{Page, PageQuery, Window};
pub use person::Email;
pub use policy::Right;
pub use release::{Document, Template};
pub use reminder::Reminders;
pub use role::Role;
pub use search::{SearchDoc, SearchKey, SearchKind, SearchState};
pub use secret::Secret;
pub use signature::{Signature, SignatureInput, SignatureKind};
pub use text::{fold, printable, same_name, slug};
pub use time::Timestamp;
pub use user::{List, Member, Membership, Partner, Session, Settings, Theme, User};
pub use uses::Use;
