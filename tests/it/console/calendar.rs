//! The month, and the feed URL that is shown once.

use serde_json::json;

use super::{ConsoleContext, said, shoot};
use crate::support::{Server, Studio};

async fn plans(studio: &Studio<'_>, name: &str, start: &str, end: &str) -> i64 {
    let zoe = studio.employs("Zoé", name, "zoe@example.net").await;
    let body = json!({ "name": name, "start": start, "end": end, "employeeIds": [zoe] });
    studio.post("/event", body).await.is(201).id("/event/id")
}

/// The cell of a day in the table.
fn day<'h>(page: &'h str, date: &str) -> &'h str {
    let from = page.find(&format!("datetime=\"{date}\"")).unwrap_or_else(|| panic!("no {date}"));
    &page[from..from + page[from..].find("</td>").unwrap()]
}

#[tokio::test]
async fn a_month_shows_each_shoot_on_its_days_in_the_readers_own_zone() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    // 23:30 on the 9th in Paris is 06:30 on the 10th in Tokyo.
    let late = plans(&studio, "Late", "2027-05-09T21:30:00Z", "2027-05-09T21:50:00Z").await;
    plans(&studio, "Camp", "2027-05-14T08:00:00Z", "2027-05-16T15:00:00Z").await;
    plans(&studio, "June", "2027-06-02T08:00:00Z", "2027-06-02T15:00:00Z").await;
    let other = server.studio("Ombre").await;
    plans(&other, "Theirs", "2027-05-14T08:00:00Z", "2027-05-14T15:00:00Z").await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console/calendar?month=2027-05&lang=en").await.is(200).text();
    assert!(page.contains("May 2027") && page.contains("Europe/Paris"), "{page}");
    let ninth = day(&page, "2027-05-09");
    assert!(
        ninth.contains("23:30") && ninth.contains(&format!("/console/shoots/{late}")),
        "{ninth}"
    );
    assert!(!day(&page, "2027-05-10").contains("Late"));
    assert!(day(&page, "2027-05-14").contains("10:00"));
    assert!(day(&page, "2027-05-15").contains("Camp") && day(&page, "2027-05-16").contains("Camp"));
    assert!(day(&page, "2027-05-15").contains("Continued:"));
    // Whole weeks from Monday, including the days of April and June in them.
    assert!(page.contains("2027-04-26") && !page.contains("2027-04-25"));
    assert!(day(&page, "2027-06-02").contains("June") && !page.contains("2027-06-07"));
    assert_eq!(page.matches("<td").count(), 42);
    assert!(!page.contains("Theirs"));
    let other_months: Vec<_> =
        said(&page, "href").into_iter().filter(|one| one.contains("month=")).collect();
    assert!(other_months.contains(&"/console/calendar?month=2027-04"), "{other_months:?}");
    assert!(other_months.contains(&"/console/calendar?month=2027-06"), "{other_months:?}");

    studio.patch("/settings", json!({ "timeZone": "Asia/Tokyo" })).await.is(200);
    let page = console.get("/console/calendar?month=2027-05&lang=en").await.is(200).text();
    assert!(page.contains("Asia/Tokyo") && day(&page, "2027-05-10").contains("06:30"));
    assert!(!day(&page, "2027-05-09").contains("Late"));
    // The other pages use the same time zone.
    let itself = console.get(&format!("/console/shoots/{late}?lang=en")).await.is(200).text();
    let when = "Mon\u{a0}10\u{a0}May\u{a0}2027, 06:30–\u{2060}06:50";
    assert!(itself.contains(when), "{itself}");
}

#[tokio::test]
async fn an_invalid_month_shows_a_valid_one() {
    let server = Server::start();
    let (studio, ..) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let now = console.get("/console/calendar?lang=en").await.is(200).text();
    assert!(now.contains("Open day") && now.contains("aria-current=\"date\""), "{now}");
    for month in ["", "2027", "2027-13", "0000-01", "9999-12", "-1-1", "%3Cb%3E", "2027-05-01"] {
        let page = console.get(&format!("/console/calendar?month={month}&lang=en")).await;
        assert!(page.is(200).text().contains("Open day"), "{month}");
    }
    let last = console.get("/console/calendar?month=2199-12&lang=en").await.is(200).text();
    assert!(last.contains("month=2199-11") && !last.contains("2200-01\""), "{last}");
    assert!(last.contains("No shoot this month"));
    console.get("/console/calendar?month=1901-01").await.is(200);
}

#[tokio::test]
async fn the_address_is_shown_once_replaced_and_revoked() {
    let server = Server::start();
    let (studio, ..) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let here = "/console/calendar";
    assert!(console.get("/console/calendar?lang=en").await.text().contains("Create the address"));
    let made = console.sends(here, "do=open").await.is(200).text();
    let url = said(&made, "readonly value")[0].to_owned();
    assert!(made.contains(&format!("webcal://{}", url.split_once("://").unwrap().1)), "{made}");
    let path = url[url.find("/calendar/").unwrap()..].to_owned();
    let reads = |path: String| {
        let server = &server;
        async move { server.get(&path).await }
    };
    let file = reads(path.clone()).await;
    assert!(file.is(200).text().contains("Open day"), "{}", file.text());
    let page = console.get("/console/calendar?lang=en").await.is(200).text();
    assert!(!page.contains("/calendar/") || !page.contains(&path), "it is told again");
    assert!(page.contains("There has been an address since"));
    let anew = console.sends(here, "do=open").await.is(200).text();
    let other = said(&anew, "readonly value")[0].to_owned();
    assert_ne!(other, url);
    reads(path).await.is(404);
    let other = other[other.find("/calendar/").unwrap()..].to_owned();
    reads(other.clone()).await.is(200);
    console.sends(here, "do=close").await.is(303);
    reads(other).await.is(404);
    assert!(console.get("/console/calendar?lang=en").await.text().contains("Create the address"));
    console
        .posts(here, "application/x-www-form-urlencoded", "cross-site", b"do=open".to_vec())
        .await
        .is(403);
    assert_eq!(server.audited("open_calendar_feed"), 2);
    console.sends(here, "do=dance").await.is(422);
}
