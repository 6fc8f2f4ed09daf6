//! The administration of the instance.

mod companies;
mod rows;
mod stats;
mod users;

use be_right::model::{Role, UserId};
use be_right::store::users as accounts;
use serde_json::{Value, json};

use crate::support::{Server, Studio};

/// The body of what an administrator does for a reason.
pub fn because(reason: &str) -> Value {
    json!({ "reason": reason })
}

/// A user with a role on the instance, who is in no company but their own.
pub async fn operator<'s>(server: &'s Server, name: &str, role: Role) -> Studio<'s> {
    let made = server.studio(name).await;
    let user = UserId(made.user);
    let set =
        server.app.db.write_all(move |all| accounts::set_instance_role(all, user, Some(role)));
    assert!(set.await.unwrap());
    made.comes_back().await
}
