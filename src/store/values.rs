//! How ids, instants and named values of the model become parameters and are read from columns.

use super::engine::{FromColumn, ToParam, Value};
use crate::model::billing::OrderState;
use crate::model::billing::invoice::InvoiceKind;
use crate::model::billing::payments::Status as PaidStatus;
use crate::model::chain::EvidenceKind;
use crate::model::file::{FileKind, Obstacle};
use crate::model::ids::*;
use crate::model::manifest::ManifestKind;
use crate::model::takedown::{Medium, TakedownOutcome};
use crate::model::{
    AlarmKind, AnswerState, Badge, Channel, CustomerKind, EmailState, EventStatus, ExportState,
    ImportState, Locale, MailVerdict, NotificationType, Outcome, Plan, Role, Timestamp,
};
use crate::store::sent_mail::Status;

macro_rules! integers {
    ($($type:ident)+) => {$(
        impl ToParam for $type {
            fn to_param(&self) -> Value<'_> {
                Value::Integer(self.0)
            }
        }

        impl FromColumn for $type {
            fn from_column(value: Value<'_>) -> Option<Self> {
                i64::from_column(value).map($type)
            }
        }
    )+};
}

each_id!(integers);
integers!(Timestamp);

macro_rules! names {
    ($($type:ident),+ $(,)?) => {$(
        impl ToParam for $type {
            fn to_param(&self) -> Value<'_> {
                Value::Text(self.name())
            }
        }

        impl FromColumn for $type {
            fn from_column(value: Value<'_>) -> Option<Self> {
                match value {
                    Value::Text(name) => $type::from_name(name),
                    _ => None,
                }
            }
        }
    )+};
}

names!(
    AlarmKind,
    AnswerState,
    Badge,
    Channel,
    CustomerKind,
    EmailState,
    EventStatus,
    ExportState,
    EvidenceKind,
    FileKind,
    ImportState,
    InvoiceKind,
    ManifestKind,
    NotificationType,
    Obstacle,
    OrderState,
    Outcome,
    PaidStatus,
    Plan,
    Role,
    Status,
    MailVerdict,
    Medium,
    TakedownOutcome,
);

impl ToParam for Locale {
    fn to_param(&self) -> Value<'_> {
        Value::Text(self.tag())
    }
}

impl FromColumn for Locale {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Text(tag) => Locale::from_tag(tag),
            _ => None,
        }
    }
}
