//! Names in any script, from the form to the PDF.

use serde_json::json;

use crate::support::{Recipient, Server, drawn};

#[tokio::test]
async fn names_in_any_script_reach_the_pdf_unchanged() {
    let long = "Ω".repeat(100);
    let names = [
        ("Šárka", "Müller-Łęcka"),
        ("Αλέξανδρος", "Παπαδόπουλος"),
        ("太郎", "山田"),
        ("عمر", "الشريف"),
        ("שרה", "לוי"),
        ("Zoé 🙃", "👩‍👩‍👧"),
        ("<b>Bob</b>", "<script>alert(1)</script>"),
        ("\" onmouseover=\"x", "'; DROP TABLE users; --"),
        ("{event}", "{{ 7*7 }}"),
        (long.as_str(), long.as_str()),
    ];
    let server = Server::start();
    let studio = server.studio("<i>Studio & Fils</i> \"Ł\"").await;
    let mut people = vec![];
    for (nth, (first, last)) in names.iter().enumerate() {
        people.push(studio.employs(first, last, &format!("n{nth}@example.org")).await);
    }
    let (event, answers) = studio.plans("Été <img src=x onerror=alert(1)> 山", &people).await;
    server.settle().await;
    for nth in 0..names.len() {
        let mut recipient = Recipient::invited(&server, &format!("n{nth}@example.org"));
        let shown = recipient.proves_the_email().await;
        let text = shown.json["document"]["text"].as_str().unwrap();
        assert!(text.contains(names[nth].0) && text.contains(names[nth].1), "{text}");
        let page = server.get(&format!("/sign/{}", recipient.token)).await.text();
        assert!(!page.contains("<img src=x") && !page.contains("<script>alert"), "{page}");
        let body = json!({
            "accepted": true, "uses": { "web": true },
            "signature": if nth % 2 == 0 { drawn() } else { json!({ "kind": "TYPED", "name": names[nth].0 }) },
        });
        recipient.answers(body).await.is(201);
        server.settle().await;
        let html = server.postbox.last_to(&recipient.email).html;
        assert!(!html.contains("<img src=x") && !html.contains("<script>alert"));
        let pdf = studio.get(&format!("/answer/{}/pdf", answers[nth])).await;
        assert!(pdf.is(200).bytes.starts_with(b"%PDF"), "{:?}", names[nth]);
    }
    let done = studio.get(&format!("/event/{event}")).await;
    assert_eq!(done.json["status"], "COMPLETED");
    assert_eq!(server.jobs().await.1, 0);
}
