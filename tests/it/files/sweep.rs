//! Blobs and rows, held against each other.

use be_right::actions::files;
use be_right::model::{CompanyId, Timestamp};
use be_right::ports::Shelf;

use super::{blobs, id, photo};
use crate::support::{Server, rows};

#[tokio::test]
async fn what_was_deleted_long_ago_goes_for_good_with_its_bytes() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let (other, _) = studio.plans("Hiver", &[]).await;
    let (gone, kept, shared) = (
        photo(&studio, event, 1).await,
        photo(&studio, event, 2).await,
        photo(&studio, event, 3).await,
    );
    photo(&studio, other, 3).await;
    for file in [&gone, &shared] {
        studio.delete(&format!("/file/{}", id(file))).await.is(204);
    }
    let found = files::sweep(&server.app).await.unwrap();
    assert_eq!((found.purged, found.blobs, found.orphans), (0, 3, 0));
    // A year and some, the retention of a company that set none.
    server.clock.advance(12 * 31 * Timestamp::DAY + 1);
    let found = files::sweep(&server.app).await.unwrap();
    assert_eq!((found.purged, found.orphans, found.blobs), (2, 1, 2));
    assert!(found.orphan_bytes > 0 && found.missing.is_empty() && found.miscounted.is_empty());
    assert_eq!(blobs(&server, studio.company).len(), 2);
    let left = rows(server.folder.path(), "SELECT id FROM files ORDER BY id");
    assert_eq!(left.len(), 2);
    assert_eq!(left[0], [id(&kept).to_string()]);
    let again = files::sweep(&server.app).await.unwrap();
    assert_eq!((again.purged, again.orphans), (0, 0));
}

#[tokio::test]
async fn a_blob_of_no_row_goes_after_a_day_and_a_row_of_no_blob_is_said() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    photo(&studio, event, 1).await;
    let shelf = server.app.blobs.shelf(Shelf::Company(CompanyId(studio.company)));
    let lost = blobs(&server, studio.company)[0];
    shelf.delete(lost).unwrap();
    let mut draft = shelf.draft().unwrap();
    draft.write(b"nobody's").unwrap();
    let orphan = draft.keep(server.app.now()).unwrap();

    let looked = files::check(&server.app).await.unwrap();
    assert_eq!((looked.orphans, looked.orphan_bytes), (1, 8));
    assert_eq!(looked.missing, [(CompanyId(studio.company), lost)]);
    let swept = files::sweep(&server.app).await.unwrap();
    assert_eq!(
        (swept.orphans, blobs(&server, studio.company)),
        (0, vec![orphan]),
        "it may be on its way"
    );
    server.clock.advance(Timestamp::DAY + 1);
    let swept = files::sweep(&server.app).await.unwrap();
    assert_eq!((swept.orphans, blobs(&server, studio.company)), (1, vec![]));
}
