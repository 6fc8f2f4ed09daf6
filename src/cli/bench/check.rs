//! Compares a run with an earlier one. Rates of different machines cannot be compared, so they are
//! taken as parts of the rate of the route without work.

use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use crate::cli::failure::Failure;

/// A figure that is less than this part of the earlier one is reported. Less would be noise.
const ENOUGH: f64 = 0.8;

/// Sentences about all figures that are much worse than in the report in `file`.
pub fn worse(now: &Value, file: &Path) -> Result<Vec<String>, Failure> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let before: Value = serde_json::from_str(&text)
        .with_context(|| format!("{} is not a report of bench --json", file.display()))?;
    Ok(fallen(&figures(now), &figures(&before)))
}

fn fallen(now: &[(String, f64)], before: &[(String, f64)]) -> Vec<String> {
    let mut sentences = vec![];
    for (name, was) in before {
        let Some((_, is)) = now.iter().find(|(one, _)| one == name) else { continue };
        if *is < was * ENOUGH {
            sentences.push(format!("{name}: {:.0} % of what it was", is / was * 100.0));
        }
    }
    sentences
}

/// The figures of a report by name; more is better.
fn figures(report: &Value) -> Vec<(String, f64)> {
    let number = |value: &Value| value.as_f64().filter(|number| *number > 0.0);
    let loads = report["loads"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut all = vec![];
    for load in loads {
        let name = load["what"].as_str().unwrap_or_default().trim();
        let name = format!("{name}, {} connections", load["connections"]);
        all.extend(number(&load["ofNothing"]).map(|part| (name, part)));
    }
    let nothing = loads.first().and_then(|load| number(&load["perSecond"]));
    if let (Some(start), Some(nothing)) = (number(&report["start"]["median"]), nothing) {
        all.push(("start after a kill".to_owned(), 1.0 / (start * nothing)));
    }
    for (key, name) in [("idle", "memory, idle"), ("afterLoad", "memory, after the loads")] {
        all.extend(number(&report["memory"][key]).map(|kib| (name.to_owned(), 1.0 / kib)));
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_fell_by_more_than_a_fifth_is_reported_whatever_the_machine() {
        let report = |nothing: f64, lists: f64, start: f64, idle: u32| {
            figures(&json!({
                "start": { "median": start }, "memory": { "idle": idle },
                "loads": [
                    { "what": "nothing", "connections": 32, "perSecond": nothing, "ofNothing": 1.0 },
                    { "what": "  lists", "connections": 32, "ofNothing": lists },
                ],
            }))
        };
        let before = report(50_000.0, 0.2, 20.0, 30_000);
        assert_eq!(fallen(&report(25_000.0, 0.17, 40.0, 33_000), &before), Vec::<String>::new());
        let worse = fallen(&report(50_000.0, 0.1, 30.0, 60_000), &before);
        assert_eq!(
            worse,
            [
                "lists, 32 connections: 50 % of what it was",
                "start after a kill: 67 % of what it was",
                "memory, idle: 50 % of what it was",
            ]
        );
    }
}
