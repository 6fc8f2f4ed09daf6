//! Reads a form with files, one field after the other.

use super::shapes::{File, Uploaded, Uploads};
use crate::actions::Scope;
use crate::actions::files::{self, Arrived, Intake, Labels, PortraitIntake};
use crate::http::caller::Caller;
use crate::http::problem::{self, Problem};
use crate::http::upload::{Form, Incoming, Part};
use crate::model::file::FILES_AT_ONCE;
use crate::model::{FileKind, UserId};
use crate::{App, Error};

/// Stores all files of a form. `kind`: their kind, if the form may not choose it.
pub async fn all(
    app: &App,
    caller: &Caller,
    scope: Scope,
    intake: Intake,
    kind: Option<FileKind>,
    mut form: Form,
) -> Result<Uploads, Problem> {
    let mut labels = Labels { kind, ..Labels::default() };
    let mut came: Vec<(Option<String>, Result<Arrived, Error>)> = vec![];
    while let Some(part) = form.next().await? {
        match part {
            Part::Text(name, text) => match name.as_str() {
                "name" => labels.name = Some(text),
                "description" => labels.description = Some(text),
                "type" if kind.is_none() => {
                    let read = FileKind::from_name(text.trim());
                    labels.kind = Some(read.ok_or(Error::invalid("type", "file_kind"))?);
                }
                _ => return Err(Error::invalid(name, "unknown_field").into()),
            },
            Part::File(_) if came.len() >= FILES_AT_ONCE => {
                return Err(Error::invalid("file", "too_many_files").into());
            }
            Part::File(incoming) => {
                let name = incoming.name.clone();
                let arrived = one(app, &intake, incoming).await?;
                came.push((name, arrived));
            }
        }
    }
    if came.is_empty() {
        return Err(Error::invalid("file", "required").into());
    }
    let mut names = vec![];
    let mut arrived = vec![];
    let mut refused = vec![];
    for (at, (name, one)) in came.into_iter().enumerate() {
        names.push(name);
        match one {
            Ok(one) => arrived.push((at, one)),
            Err(error) => refused.push((at, error)),
        }
    }
    let (places, arrived): (Vec<usize>, Vec<Arrived>) = arrived.into_iter().unzip();
    let mut outcomes: Vec<(usize, Result<files::Kept, Error>)> = vec![];
    if !arrived.is_empty() {
        let kept = intake.keep(arrived, labels).await?;
        outcomes.extend(places.into_iter().zip(kept));
    }
    outcomes.extend(refused.into_iter().map(|(at, error)| (at, Err(error))));
    outcomes.sort_by_key(|(at, _)| *at);
    reply(app, caller, scope, names, outcomes).await
}

/// The result of each file; an error if it concerns all of them.
async fn reply(
    app: &App,
    caller: &Caller,
    scope: Scope,
    names: Vec<Option<String>>,
    outcomes: Vec<(usize, Result<files::Kept, Error>)>,
) -> Result<Uploads, Problem> {
    let none = outcomes.iter().all(|(_, one)| one.is_err());
    let mut data = vec![];
    for ((_, outcome), name) in outcomes.into_iter().zip(names) {
        data.push(match outcome {
            Ok(kept) => {
                let photos = files::states(app, scope, vec![kept.file]).await?;
                let file = photos.into_iter().next().map(|photo| File::of(app, photo));
                Uploaded { name, file, duplicate: kept.duplicate, problem: None }
            }
            // If every file has a problem, that of the first is the reply.
            Err(error) if none => return Err(error.into()),
            Err(error @ Error::Internal(_)) => return Err(error.into()),
            Err(error) => {
                let problem = problem::document(&error, caller.locale(), caller.request());
                Uploaded { name, file: None, duplicate: false, problem: Some(problem) }
            }
        });
    }
    Ok(Uploads { data })
}

/// One file: an inner error concerns this file, an outer one the whole form.
async fn one(
    app: &App,
    intake: &Intake,
    mut incoming: Incoming,
) -> Result<Result<Arrived, Error>, Problem> {
    let came_as = incoming.name.clone();
    let mut file = intake.next().await;
    // A refused file is read to its end too, because the next field follows it.
    while let Some(piece) = incoming.piece().await? {
        if let Ok(arriving) = &mut file
            && let Err(error) = arriving.write(app, &piece).await
        {
            file = Err(error);
        }
    }
    Ok(match file {
        Ok(file) => intake.arrived(file, came_as).await,
        Err(error) => Err(error),
    })
}

/// Stores the one picture of a form as a portrait.
pub async fn portrait(
    app: &App,
    user: UserId,
    mut form: Form,
) -> Result<crate::model::file::Portrait, Problem> {
    let intake = PortraitIntake::of(app, user);
    let mut arrived = None;
    while let Some(part) = form.next().await? {
        match part {
            Part::Text(name, _) => return Err(Error::invalid(name, "unknown_field").into()),
            Part::File(_) if arrived.is_some() => {
                return Err(Error::invalid("file", "one_file").into());
            }
            Part::File(mut incoming) => {
                let mut file = intake.next().await?;
                while let Some(piece) = incoming.piece().await? {
                    file.write(app, &piece).await?;
                }
                arrived = Some(intake.arrived(file).await?);
            }
        }
    }
    let arrived = arrived.ok_or(Error::invalid("file", "required"))?;
    Ok(intake.keep(arrived).await?)
}
