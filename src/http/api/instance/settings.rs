//! The settings in effect.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use crate::App;
use crate::actions::instance::{self, SettingInEffect};
use crate::http::api::Tag;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::right;

pub const OPERATIONS: &[Operation] = &[op("listSettings")];

pub struct InstanceSettingsApi;

#[OpenApi(tag = "Tag::Operations")]
impl InstanceSettingsApi {
    /// List the settings in effect
    ///
    /// Returns every setting of the instance with its value and where that was found, as `be-right
    /// config show` prints them. Secrets are never returned. A change takes a restart. Only for an
    /// ADMIN.
    #[oai(path = "/admin/settings", method = "get", operation_id = "listSettings")]
    async fn list(
        &self,
        app: Data<&App>,
        _member: Allowed<right::Administer>,
    ) -> Result<Json<Vec<SettingLine>>, Problem> {
        Ok(Json(instance::settings(&app).into_iter().map(Into::into).collect()))
    }
}

/// A setting in effect.
#[derive(Object)]
#[oai(rename = "InstanceSetting")]
struct SettingLine {
    /// The key, such as `smtp.host`.
    key: String,
    /// The value as TOML; `"***"` for a secret that is set.
    value: String,
    /// Where it was found: `default`, `file …`, `variable …` or `flag --set`.
    from: String,
}

impl From<SettingInEffect> for SettingLine {
    fn from(one: SettingInEffect) -> Self {
        Self { key: one.key, value: one.value, from: one.from }
    }
}
