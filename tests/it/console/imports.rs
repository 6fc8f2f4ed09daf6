//! An import of employees through the pages alone: tried, read, corrected, completed.

use super::ConsoleContext;
use crate::files::{BOUNDARY, form};
use crate::support::{Reply, Server};

const HERE: &str = "/console/people/import";
/// A French workbook saved as CSV: a title, headers of its own, and three lines that cannot be
/// read.
const MESSY: &str = "Liste du personnel 2026;;;;\n\nNOM;Prénom;Courriel;Tél.;Né(e) le;T-shirt\n\
    Müller;Zoé;zoe@example.org;06 12 34 56 78;23/05/1990;M\n\
    Moreau;Inès;ines@example.org;;;S\n\
    Petit;Léa;lea(at)example.org;;;S\n\
    Blanc;;noe@example.org;;;L\n\
    Roche;Ana;ana@example.org;0612;;L\n";

impl ConsoleContext<'_> {
    async fn sends_a_file(&self, act: &str, name: &str, bytes: &[u8]) -> Reply {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let body = form(&[("do", act)], &[(name, bytes)]);
        self.posts(HERE, &kind, "same-origin", body).await
    }

    /// Sends a file, runs the import and follows to its report.
    async fn imports_people(&self, act: &str, text: &str) -> (String, String) {
        let sent = self.sends_a_file(act, "personnel.csv", text.as_bytes()).await;
        let path = sent.is(303).header("location").to_owned();
        self.server.settle().await;
        let page = self.get(&format!("{path}?lang=en")).await.is(200).text();
        (path, page)
    }
}

#[tokio::test]
async fn a_messy_file_is_tried_read_corrected_and_brought_in_without_any_script() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let form = console.get(&format!("{HERE}?lang=en")).await.is(200).text();
    assert!(form.contains("enctype=\"multipart/form-data\"") && form.contains("value=\"try\""));

    let sent = console.sends_a_file("try", "personnel.csv", MESSY.as_bytes()).await;
    let path = sent.is(303).header("location").to_owned();
    let before = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(before.contains("http-equiv=\"refresh\""), "it looks again by itself: {before}");
    assert!(before.contains("preview is being made") && before.contains(&format!("{path}/cancel")));
    server.settle().await;
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(!page.contains("http-equiv=\"refresh\""));
    for output in [
        "personnel.csv",
        "Nothing was saved",
        "2 people would be added",
        "3 lines to correct",
        "<th scope=\"row\">6</th>",
        "Courriel: ",
        "<th scope=\"row\">7</th>",
        "Prénom: ",
        "Tél.: ",
        "Ignored columns: T-shirt.",
        "Import 2 people",
    ] {
        assert!(page.contains(output), "no {output} in {page}");
    }
    assert_eq!(studio.get("/employee").await.id("/total"), 0, "a trial run wrote");

    // The import is started from the trial; pressed twice, it is one import.
    let made = console.sends(&format!("{path}/for-good"), "").await;
    let again = console.sends(&format!("{path}/for-good"), "").await;
    assert_eq!(made.is(303).header("location"), again.is(303).header("location"));
    let report = made.header("location").to_owned();
    assert_ne!(report, path);
    server.settle().await;
    let page = console.get(&format!("{report}?lang=en")).await.is(200).text();
    assert!(page.contains("2 people added") && !page.contains("This is a preview"), "{page}");
    assert_eq!(studio.get("/employee").await.id("/total"), 2);

    // The refused lines are corrected and sent back as a file.
    let sheet = console.get(&format!("{report}/report?only=refused&format=csv&lang=en")).await;
    assert!(sheet.is(200).header("content-disposition").starts_with("attachment; "));
    let sheet = sheet.text();
    assert!(sheet.contains("lea(at)example.org") && !sheet.contains("zoe@"), "{sheet}");
    let sheet = sheet
        .replace("lea(at)", "lea@")
        .replace("Blanc,,", "Blanc,Noé,")
        .replace(",0612,", ",0612345679,");
    let (_, page) = console.imports_people("import", &sheet).await;
    assert!(page.contains("3 people added") && page.contains("class=\"good"), "{page}");
    assert!(!page.contains("to correct"), "{page}");
    // The same file again changes nothing.
    let (_, page) = console.imports_people("import", &sheet).await;
    assert!(page.contains("3 people known already") && !page.contains("added"), "{page}");

    let book = console.get(&format!("{report}/report?format=xlsx")).await;
    assert!(book.is(200).bytes.starts_with(b"PK"));
    let earlier = console.get(&format!("{HERE}?lang=en")).await.text();
    assert_eq!(earlier.matches("personnel.csv").count(), 4, "{earlier}");
    server.indexes().await;
    let found = console.get("/console/people?search=M%C3%BCler&lang=en").await.text();
    assert!(found.contains("Zoé Müller") && found.contains("One person found"), "{found}");
}

#[tokio::test]
async fn a_column_of_classes_makes_groups_unless_it_is_unticked() {
    let classes = "Nom;Prénom;E-mail;Classe;T-shirt\n\
        Müller;Zoé;zoe@example.org;3e A;M\nMoreau;Inès;ines@example.org;3e B;S\n\
        Petit;Léa;lea@example.org;3e A;S\n";
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let (path, page) = console.imports_people("try", classes).await;
    let form = page.split("/for-good\"").nth(1).unwrap();
    let form = &form[..form.find("</form>").unwrap()];
    assert!(form.contains("name=\"group\" value=\"Classe\" checked"), "{form}");
    assert!(form.contains("<bdi>Classe</bdi> → 2 groups") && form.contains("T-shirt"), "{form}");
    assert!(
        !form.contains("value=\"T-shirt\" checked") && form.contains("Import 3 people"),
        "{form}"
    );
    assert!(form.find("Classe").unwrap() < form.find("<button").unwrap(), "above the button");
    let chosen = "columns=yes&group=Classe";
    let done = console.sends(&format!("{path}/for-good"), chosen).await;
    let report = done.is(303).header("location").to_owned();
    server.settle().await;
    assert_eq!(studio.get("/group").await.id("/total"), 2);
    let page = console.get(&format!("{report}?lang=en")).await.is(200).text();
    assert!(page.contains("Ignored columns: T-shirt."), "{page}");

    // Unticked; and another one ticked in its place.
    for (other, chosen, groups) in
        [("ombre", "columns=yes", 0), ("nuit", "columns=yes&group=T-shirt", 2)]
    {
        let studio = server.studio(other).await;
        let console = ConsoleContext::of(&server, &studio.email).await;
        let (path, _) = console.imports_people("try", classes).await;
        console.sends(&format!("{path}/for-good"), chosen).await.is(303);
        server.settle().await;
        assert_eq!(studio.get("/employee").await.id("/total"), 3);
        assert_eq!(studio.get("/group").await.id("/total"), groups, "{chosen}");
    }
    // Without a preview, the same is assumed.
    let studio = server.studio("aube").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    console.imports_people("import", classes).await;
    assert_eq!(studio.get("/group").await.id("/total"), 2);
}

#[tokio::test]
async fn what_is_wrong_with_the_whole_file_is_said_on_the_same_form() {
    let server = Server::start_with(&[("import.max_bytes", "2 KiB")]);
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let long = "x".repeat(3000);
    for (name, bytes, status, output) in [
        ("photo.jpg", &b"\xff\xd8\xff\xe0 JFIF"[..], 415, "pas un tableau"),
        ("vide.csv", b"", 422, "est vide"),
        ("liste.csv", b"Nom;Pr\xc3\xa9nom\nMoreau;Ana\n", 422, "E-mail"),
        ("", b"", 422, "obligatoire"),
        ("long.csv", long.as_bytes(), 413, "trop"),
    ] {
        let reply = console.sends_a_file("try", name, bytes).await;
        let page = reply.is(status).text();
        let notice = page.split("id=\"notice\"").nth(1).unwrap_or_else(|| panic!("{name}: {page}"));
        let notice = &notice[..notice.find("</div>").unwrap()];
        assert!(notice.contains(output), "{name}: {notice}");
        assert!(page.contains("type=\"file\""), "{name}: the form is gone");
    }
    assert_eq!(studio.get("/import").await.id("/total"), 0);
}

#[tokio::test]
async fn an_import_is_stopped_and_one_that_is_over_says_so() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let sent = console.sends_a_file("import", "personnel.csv", MESSY.as_bytes()).await;
    let path = sent.is(303).header("location").to_owned();
    let early = console.sends(&format!("{path}/for-good"), "").await;
    assert!(early.is(409).text().contains("still running"));
    assert_eq!(console.sends(&format!("{path}/cancel"), "").await.is(303).header("location"), path);
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(page.contains("The import was stopped") && !page.contains("/cancel"), "{page}");
    let late = console.sends(&format!("{path}/cancel"), "").await;
    assert!(late.is(409).text().contains("already ended"));
    server.settle().await;
    assert_eq!(studio.get("/employee").await.id("/total"), 0);
}

#[tokio::test]
async fn a_trial_for_a_new_group_makes_it_when_it_is_for_good() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let fields = [("name", "Figurants"), ("dryRun", "true")];
    let tried =
        studio.sends("/group/csv", "f.csv", MESSY.as_bytes(), &fields).await.is(202).id("/id");
    server.settle().await;
    assert_eq!(studio.get("/group").await.id("/total"), 0);
    console.sends(&format!("{HERE}/{tried}/for-good"), "").await.is(303);
    server.settle().await;
    let groups = studio.get("/group").await;
    assert_eq!(groups.json["data"][0]["name"], "Figurants");
    let group = groups.id("/data/0/id");
    assert_eq!(studio.get(&format!("/employee?groupId={group}")).await.id("/total"), 2);
}

#[tokio::test]
async fn a_report_whose_file_is_forgotten_offers_nothing_to_download() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let (path, page) = console.imports_people("try", MESSY).await;
    assert!(page.contains("/report?") && page.contains("/for-good"));
    server.sleeps(40).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get(&format!("{path}?lang=en")).await;
    if page.status == 200 {
        let page = page.text();
        assert!(!page.contains("/report?") && !page.contains("/for-good"), "{page}");
        console.get(&format!("{path}/report?format=csv")).await.is(410);
        console.sends(&format!("{path}/for-good"), "").await.is(410);
    }
}

#[tokio::test]
async fn only_who_may_import_sees_the_way_and_only_their_own_companys_imports() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let (path, _) = console.imports_people("try", MESSY).await;
    let other = server.studio("Ombre").await;
    let stranger = ConsoleContext::of(&server, &other.email).await;
    let colleague = studio.hires("noe@lumiere.example", "USER").await;
    let colleague = ConsoleContext::of(&server, &colleague.email).await;
    for (console, status) in [(&stranger, 404), (&colleague, 403)] {
        for read in [path.clone(), format!("{path}/report?format=csv")] {
            let reply = console.get(&read).await;
            assert!(!reply.is(status).text().contains("personnel.csv"), "{read}");
        }
        for act in ["cancel", "for-good"] {
            console.sends(&format!("{path}/{act}"), "").await.is(status);
        }
    }
    colleague.get(HERE).await.is(403);
    colleague.sends_a_file("try", "a.csv", MESSY.as_bytes()).await.is(403);
    assert!(!stranger.get(HERE).await.is(200).text().contains("personnel.csv"));
    // Another site cannot send the form.
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let body = form(&[("do", "import")], &[("a.csv", MESSY.as_bytes())]);
    console.posts(HERE, &kind, "cross-site", body).await.is(403);
    console.posts(&format!("{path}/for-good"), "text/plain", "cross-site", vec![]).await.is(403);
    let listed = studio.get("/import").await;
    assert_eq!(listed.id("/total"), 1);
    // A SUPER_USER of the company may.
    let manager = studio.hires("max@lumiere.example", "SUPER_USER").await;
    let manager = ConsoleContext::of(&server, &manager.email).await;
    assert!(manager.get(&path).await.is(200).text().contains("personnel.csv"));
    server.settle().await;
}

#[tokio::test]
async fn what_a_file_leaves_open_is_shown_and_chosen_without_any_script() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let form = console.get(&format!("{HERE}?lang=en")).await.is(200).text();
    for field in ["name=\"encoding\"", "name=\"dateOrder\"", "name=\"country\""] {
        assert!(form.contains(field), "no {field} in {form}");
    }

    let czech = "Nom;Prenom;E-mail;Ne le;Classe;Tel\n\
                 Burián;Jiří;jiri@example.org;03/04/2010;3e A;06 12 34 56 78\n\
                 Un;Ana;ana(at)example.org;04/05/2010;3e B;\n";
    let bytes = encoding_rs::WINDOWS_1250.encode(czech).0;
    let sent = console.sends_a_file("try", "classe.csv", &bytes).await;
    let path = sent.is(303).header("location").to_owned();
    server.settle().await;
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    for output in [
        "The file does not say in which encoding",
        "whether the day or the month comes first",
        "Telephone numbers without a country code",
        "Saturday 3 April 2010",
        "+33612345678",
        "<td dir=\"auto\">Un Ana</td>",
        "<q dir=\"auto\">ana(at)example.org</q>",
        "name=\"group\" value=\"Classe\"",
    ] {
        assert!(page.contains(output), "no {output} in {page}");
    }

    let chosen = "lang=en&encoding=windows-1250&dateOrder=MONTH_FIRST&country=FR&group=Classe";
    let again = console.sends(&format!("{path}/again"), chosen).await;
    let second = again.is(303).header("location").to_owned();
    assert_ne!(second, path);
    server.settle().await;
    let page = console.get(&format!("{second}?lang=en")).await.is(200).text();
    for output in ["Jiří Burián", "Thursday 4 March 2010", "windows-1250"] {
        assert!(page.contains(output), "no {output} in {page}");
    }
    assert!(!page.contains("The file does not say in which encoding"), "{page}");
    assert_eq!(studio.get("/employee").await.id("/total"), 0, "a trial run wrote");

    // The import reads the file as the trial did.
    let made = console.sends(&format!("{second}/for-good"), "lang=en").await;
    made.is(303);
    server.settle().await;
    let people = studio.get("/employee").await.is(200).json.clone();
    let jiri = &people["data"][0];
    assert_eq!((&jiri["firstName"], &jiri["birthDate"]), (&"Jiří".into(), &"2010-03-04".into()));
    assert_eq!(studio.get("/group").await.is(200).json["data"][0]["name"], "3e A");

    // An encoding that does not fit is named above the report.
    let wrong = console.sends(&format!("{path}/again"), "lang=en&encoding=UTF-8").await;
    assert!(wrong.is(422).text().contains("not in this encoding"));
}
