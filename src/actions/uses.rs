//! What a company calls the uses of photographs.

use crate::App;
use crate::error::Result;
use crate::model::AnswerId;
use crate::model::uses::UseLabels;
use crate::store::{Scope, uses};

/// The labels of the company, and what the signers of these answers were shown.
pub async fn labels(app: &App, scope: Scope, answers: Vec<AnswerId>) -> Result<UseLabels> {
    app.db.read(scope, move |read| uses::labels(read, &answers)).await
}
