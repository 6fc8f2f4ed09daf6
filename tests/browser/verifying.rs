//! Whoever holds a document can check it.

use super::browser::Screen;
use super::stage::play;

#[tokio::test]
async fn a_file_is_hashed_where_it_lies() {
    play(Screen::Phone, async |server, phone| {
        phone.goes("/").await;
        phone.reads("droit à l’image").await;
        phone.pictures("phone-home").await;
        phone.presses("a.main").await;
        phone.reads("Ce document est-il authentique").await;
        phone.pictures("phone-verify").await;
        let file = server.folder.path().join("other.pdf");
        std::fs::write(&file, "%PDF-1.7 https://x/verify/0123456789abcdefghjkmnpqrs").unwrap();
        phone.types("#file", &file.display().to_string()).await;
        phone.reads("Référence inconnue").await;
        let hash = be_right::model::Digest::of(std::fs::read(&file).unwrap()).hex();
        assert_eq!(phone.asks("return document.querySelector('#sha256').value").await, hash);
        phone.pictures("phone-verify-unknown").await;
    })
    .await;
}
