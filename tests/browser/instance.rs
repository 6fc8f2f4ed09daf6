//! An administrator looks at the instance: its figures, a studio that is suspended, entered and
//! reopened, an account, and who deleted a shoot. At a browser and on a phone.

use be_right::model::{Role, UserId};
use be_right::store::users;
use serde_json::json;

use super::browser::{Browser, Screen};
use super::stage::play;
use super::support::{PASSWORD, Server};
use super::ten_minutes::opens_place;

async fn opens_folded(browser: &Browser, act: &str) {
    let open = format!(
        "const button = document.querySelector(\"button[value='{act}']\");
         const folded = button.closest('details');
         if (folded) folded.open = true;"
    );
    browser.asks(&open).await;
}

/// Fills in the reason of a form of the page, and sends it.
async fn does(browser: &Browser, act: &str, reason: &str) {
    opens_folded(browser, act).await;
    browser.types(&format!("[name='reason.{act}']"), reason).await;
    browser.presses(&format!("button[value='{act}']")).await;
}

async fn story(server: &Server, browser: &Browser, name: &str) {
    let pictured = |page: &str| format!("instance-{name}-{page}");
    let admin = server.studio("Administration").await;
    let studio = server.studio("Lumière").await;
    let colleague = studio.hires("paul@lumiere.example", "SUPER_USER").await;
    let zoe = studio.employs("Zoé", "Müller-Łęcka", "zoe@example.net").await;
    let (event, _) = studio.plans("Portes ouvertes", &[zoe]).await;
    server.settle().await;
    colleague.delete(&format!("/event/{event}")).await.is(204);
    server.settle().await;
    let user = UserId(admin.user);
    let made =
        server.app.db.write_all(move |all| users::set_instance_role(all, user, Some(Role::Admin)));
    assert!(made.await.unwrap());

    browser.goes("/console/login?lang=fr").await;
    browser.types("#email", &admin.email).await;
    browser.types("#password", PASSWORD).await;
    browser.presses("form[action='/console/login'] button.main").await;
    browser.finds("nav a[href='/console/instance']").await;

    // Who deleted a shoot: the instance, its audit log, what was done with data.
    opens_place(browser, "/console/instance").await;
    browser.reads("Chiffres").await;
    browser.finds(".columns svg rect").await;
    browser.pictures(&pictured("1-figures")).await;
    browser.presses(".areas a[href='/console/instance/audit']").await;
    browser.finds("#topic").await;
    browser.asks("document.querySelector('#topic').value = 'data'").await;
    browser.presses(".filters button").await;
    browser.reads("Portes ouvertes").await;
    browser.reads("Noé Blanc").await;
    browser.reads("Suppression d’une séance").await;
    browser.pictures(&pictured("2-who-deleted")).await;

    // A studio is found, suspended and reopened.
    browser.goes("/console/instance/companies").await;
    browser.types("[name=search]", "lumiere").await;
    browser.presses(".filters button").await;
    browser.waits_for("document.querySelectorAll('tbody tr').length === 1").await;
    browser.pictures(&pictured("3-studios")).await;
    browser.presses("tbody th a").await;
    browser.reads("Suspendre le studio").await;
    browser.pictures(&pictured("4-studio")).await;
    opens_folded(browser, "suspend").await;
    browser.asks("document.querySelectorAll('form').forEach((one) => one.noValidate = true)").await;
    browser.presses("button[value=suspend]").await;
    browser.finds("[aria-invalid=true]").await;
    browser.pictures(&pictured("5-without-a-reason")).await;
    does(browser, "suspend", "Facture impayée").await;
    browser.reads("Le studio est suspendu").await;
    browser.reads("Facture impayée").await;
    browser.pictures(&pictured("6-suspended")).await;
    studio.post("/group", json!({ "name": "A" })).await.is_problem(403, "company_suspended");
    does(browser, "reopen", "Payée").await;
    browser.reads("Le studio est de nouveau ouvert").await;
    studio.post("/group", json!({ "name": "A" })).await.is(201);

    // It is entered to be read, and left.
    does(browser, "enter", "Demande nº 12").await;
    browser.reads("Vous consultez Lumière").await;
    browser.pictures(&pictured("7-inside")).await;
    browser.goes("/console/people").await;
    browser.reads("Müller-Łęcka").await;
    browser.presses(".barred button").await;
    browser.reads("Tous les états").await;
    assert!(!browser.text().await.contains("Vous consultez"));

    // An account, and the settings.
    browser.goes(&format!("/console/instance/users/{}", colleague.user)).await;
    browser.reads("paul@lumiere.example").await;
    browser.pictures(&pictured("8-account")).await;
    does(browser, "suspend", "Téléphone volé").await;
    browser.reads("Le compte est suspendu").await;
    colleague.get("/event").await.is_problem(401, "session_ended");
    browser.goes("/console/instance/users?lang=fr").await;
    browser.reads("Déconnecter tout le monde").await;
    browser.pictures(&pictured("9-accounts")).await;
    browser.goes("/console/instance/settings?lang=en").await;
    browser.reads("Flag --set").await;
    browser.pictures(&pictured("10-settings")).await;
    browser.goes("/console/instance?lang=en").await;
    browser.sees_dark(true).await;
    browser.pictures(&pictured("11-figures-dark")).await;
    browser.sees_dark(false).await;
    server.settle().await;
    for narrow in ["", "/companies", "/users", "/settings", "/audit"] {
        browser.goes(&format!("/console/instance{narrow}")).await;
        let wide = "return document.documentElement.scrollWidth > innerWidth + 1";
        assert_eq!(browser.asks(wide).await, false, "{narrow} is wider than the screen");
    }
}

#[tokio::test]
async fn an_administrator_looks_after_the_instance_on_a_computer() {
    play(Screen::Desktop, async |server, browser| story(server, browser, "desktop").await).await;
}

#[tokio::test]
async fn an_administrator_looks_after_the_instance_on_a_phone() {
    play(Screen::Phone, async |server, browser| story(server, browser, "phone").await).await;
}
