//! `/styles`: the components of the console in every state, in a demonstration only.

use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use super::{Belong, Console};
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::render::page::ui::Styles;
use crate::{App, Error};

/// The page.
#[handler]
pub async fn show_styles(app: Data<&App>, context: Console<Belong>) -> poem::Result<Response> {
    if app.guest.is_none() {
        return Err(Problem(Error::NotFound("page")).into());
    }
    Ok(show(StatusCode::OK, &Styles::new(context.chrome("/styles".to_owned()))))
}
