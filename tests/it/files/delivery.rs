//! The delivery of pictures at their URLs.

use be_right::model::Timestamp;
use image::{GenericImageView, ImageFormat};
use serde_json::json;

use super::{fetch, form, id, photo, picture, send_form};
use crate::support::waiting::until_async;
use crate::support::{Server, Studio};

async fn link(studio: &Studio<'_>, file: i64, transform: &str) -> String {
    let body = json!({ "transform": transform });
    let reply = studio.post(&format!("/file/{file}/link"), body).await;
    reply.is(201).json["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_picture_is_had_in_the_size_and_format_that_suit() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = photo(&studio, event, 1).await;
    let url = link(&studio, id(&file), "w_200,h_100,c_fill,g_auto,q_auto,f_auto").await;
    assert!(url.starts_with("https://be-right.example/media/"), "{url}");
    let plain = fetch(&server, &url, &[("accept", "image/*")]).await;
    assert_eq!(plain.is(200).header("content-type"), "image/jpeg");
    let seen = image::load_from_memory(&plain.bytes).unwrap();
    assert_eq!(seen.dimensions(), (200, 100));
    assert_eq!(plain.header("vary"), "Accept");
    assert_eq!(plain.header("cache-control"), "private, max-age=31536000, immutable");
    assert_eq!(plain.header("x-content-type-options"), "nosniff");
    assert!(plain.header("content-security-policy").contains("sandbox"));
    let newer = fetch(&server, &url, &[("accept", "image/webp,image/*")]).await;
    assert_eq!(newer.is(200).header("content-type"), "image/webp");
    assert_ne!(newer.header("etag"), plain.header("etag"));
    let (_, made) = (server.app.derivatives.weight(), 2);
    assert_eq!(server.app.derivatives.weight().0, made);
    // The same bytes again, or 304 if the client has them.
    assert_eq!(fetch(&server, &url, &[]).await.bytes, plain.bytes);
    let again = fetch(&server, &url, &[("if-none-match", plain.header("etag"))]).await;
    assert!(again.is(304).bytes.is_empty());
    assert_eq!(again.header("cache-control"), "private, max-age=31536000, immutable");
    assert_eq!(server.app.derivatives.weight().0, made);
    // A format that the URL names does not depend on the Accept header.
    let png = link(&studio, id(&file), "w_50,f_png").await;
    let png = fetch(&server, &png, &[("accept", "image/webp")]).await;
    assert_eq!((png.is(200).header("content-type"), png.header("vary")), ("image/png", ""));
}

#[tokio::test]
async fn pictures_reserve_text_and_data_mining_unless_they_are_shared_for_it() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    crate::uses::offers(&studio, &["web", "ai"]).await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = id(&photo(&studio, event, 1).await);
    studio.put(&format!("/file/{file}/people"), json!({ "people": "none" })).await.is(200);
    let reserved = async |body: serde_json::Value| {
        let made = studio.post(&format!("/file/{file}/link"), body).await;
        let url = made.is(201).json["url"].as_str().unwrap().to_owned();
        let shown = fetch(&server, &url, &[]).await;
        let tag = shown.is(200).header("etag").to_owned();
        let again = fetch(&server, &url, &[("if-none-match", &tag)]).await;
        assert_eq!(again.is(304).header("tdm-reservation"), shown.header("tdm-reservation"));
        shown.header("tdm-reservation").to_owned()
    };
    assert_eq!(reserved(json!({ "transform": "w_200" })).await, "1");
    assert_eq!(reserved(json!({ "transform": "w_200", "use": "web" })).await, "1");
    assert_eq!(reserved(json!({ "transform": "w_200", "use": "ai" })).await, "");
    let site = server.get("/.well-known/tdmrep.json").await;
    assert_eq!(site.is(200).json[0], json!({ "location": "/media/*", "tdm-reservation": 1 }));

    let open = Server::start_with(&[("media.reserve_mining", "false")]);
    let studio = open.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = photo(&studio, event, 1).await;
    let shown = fetch(&open, &link(&studio, id(&file), "w_200").await, &[]).await;
    assert_eq!(shown.is(200).header("tdm-reservation"), "");
    open.get("/.well-known/tdmrep.json").await.is(404);
}

#[tokio::test]
async fn an_address_shows_what_it_was_made_for_until_it_ends() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = photo(&studio, event, 1).await;
    let other = photo(&studio, event, 2).await;
    let url = link(&studio, id(&file), "w_200").await;
    fetch(&server, &url, &[]).await.is(200);
    let public = |file: &serde_json::Value| file["publicId"].as_str().unwrap().to_owned();
    let signature = url.split('/').nth(4).unwrap();
    for forged in [
        url.replace("w_200", "w_201"),
        url.replace(&public(&file), &public(&other)),
        url.replace(".jpg", ".png"),
        url.replace("/media/", "/media/x"),
        format!("https://be-right.example/media/public/t_thumb/{}.jpg", public(&file)),
        format!("https://be-right.example/media/public/w_9999/{}.jpg", public(&file)),
        "https://be-right.example/media/x/y/z".into(),
        "https://be-right.example/media/x/y/z.jpg".into(),
        url.replace(signature, ""),
        url.replace(signature, "-"),
        url.replace(signature, &signature[..signature.len() - 1]),
        url.replace(signature, &format!("{signature}A")),
        url.replace(signature, &format!("{signature}=")),
        url.replace(signature, &signature.to_lowercase()),
        url.replace(&public(&file), "..%2F..%2F..%2Fbe-right.db%00"),
        url.replace(&public(&file), &id(&file).to_string()),
        url.replace(".jpg", ".jpg.jpg"),
        url.replace("w_200", "w_200,w_200"),
        url.replace("w_200", "W_200"),
    ] {
        assert_ne!(forged, url);
        fetch(&server, &forged, &[]).await.is_problem(404, "not_found");
    }
    server.clock.advance(Timestamp::DAY - 1_000);
    fetch(&server, &url, &[]).await.is(200);
    server.clock.advance(1_000);
    fetch(&server, &url, &[]).await.is_problem(410, "link_expired");
}

#[tokio::test]
async fn the_addresses_in_a_reply_are_the_same_all_day_and_end_soon() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = photo(&studio, event, 1).await;
    let thumb = file["urls"]["thumb"].as_str().unwrap();
    server.clock.advance(Timestamp::HOUR);
    let studio = studio.back().await;
    let later = studio.get(&format!("/file/{}", id(&file))).await;
    assert_eq!(later.json["urls"]["thumb"], thumb);
    let shown = fetch(&server, thumb, &[]).await;
    assert_eq!(image::load_from_memory(&shown.is(200).bytes).unwrap().dimensions(), (160, 160));
    server.clock.advance(2 * Timestamp::DAY);
    fetch(&server, thumb, &[]).await.is_problem(410, "link_expired");
}

#[tokio::test]
async fn what_is_deleted_is_not_shown_and_what_is_restored_is() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = photo(&studio, event, 1).await;
    let url = link(&studio, id(&file), "w_200").await;
    let tag = fetch(&server, &url, &[]).await.header("etag").to_owned();
    studio.delete(&format!("/file/{}", id(&file))).await.is(204);
    fetch(&server, &url, &[]).await.is(404);
    fetch(&server, &url, &[("if-none-match", &tag)]).await.is(404);
    studio.acts(&format!("/file/{}/restore", id(&file))).await.is(200);
    fetch(&server, &url, &[]).await.is(200);
}

#[tokio::test]
async fn who_asks_at_the_same_time_waits_for_one_picture() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = photo(&studio, event, 1).await;
    let url = link(&studio, id(&file), "w_300").await;
    let all = tokio::join!(
        fetch(&server, &url, &[]),
        fetch(&server, &url, &[]),
        fetch(&server, &url, &[]),
        fetch(&server, &url, &[])
    );
    assert_eq!(all.0.is(200).bytes, all.3.is(200).bytes);
    assert_eq!(all.1.is(200).bytes, all.2.is(200).bytes);
    assert_eq!(server.app.derivatives.weight().0, 1);
}

#[tokio::test]
async fn only_the_current_logo_is_public() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let png = |seed| picture(300, 100, seed, ImageFormat::Png);
    let send = |path: &'static str, seed| {
        let body = form(&[], &[("logo.png", &png(seed))]);
        let (server, token) = (&server, &studio.token);
        async move {
            let reply = send_form(server, token, path, body).await;
            reply.is(201).json["data"][0]["file"].clone()
        }
    };
    let public = |file: &serde_json::Value| {
        format!("/media/public/t_card/{}.jpg", file["publicId"].as_str().unwrap())
    };
    let first = send("/file/logo", 1).await;
    assert_eq!(first["type"], "LOGO");
    let shown = fetch(&server, &public(&first), &[]).await;
    assert_eq!(shown.is(200).header("cache-control"), "public, max-age=31536000, immutable");
    let sized = public(&first).replace("t_card", "w_50");
    fetch(&server, &sized, &[]).await.is(404);
    let second = send("/file/logo", 2).await;
    fetch(&server, &public(&first), &[]).await.is(404);
    fetch(&server, &public(&second), &[]).await.is(200);
    let watermark = send("/file/watermark", 3).await;
    fetch(&server, &public(&watermark), &[]).await.is(404);
    studio.delete(&format!("/file/{}", id(&second))).await.is(204);
    fetch(&server, &public(&second), &[]).await.is(404);
    studio.acts(&format!("/file/{}/restore", id(&second))).await.is(200);
    fetch(&server, &public(&second), &[]).await.is(200);
}

#[tokio::test]
async fn the_watermark_is_the_studios_own() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = photo(&studio, event, 1).await;
    let bare = fetch(&server, &link(&studio, id(&file), "w_300,f_png").await, &[]).await;
    let url = link(&studio, id(&file), "w_300,f_png,l_watermark").await;
    let named = fetch(&server, &url, &[]).await;
    assert_ne!(named.is(200).bytes, bare.is(200).bytes);
    let body = form(&[], &[("mark.png", &picture(80, 40, 9, ImageFormat::Png))]);
    send_form(&server, &studio.token, "/file/watermark", body).await.is(201);
    let marked = fetch(&server, &url, &[]).await;
    assert_ne!(marked.is(200).bytes, named.bytes);
    assert_ne!(marked.header("etag"), named.header("etag"));
}

#[tokio::test]
async fn invalid_transformations_are_refused() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = photo(&studio, event, 1).await;
    let path = format!("/file/{}/link", id(&file));
    let wrong = |body| studio.post(&path, body);
    wrong(json!({ "transform": "w_9999" })).await.refuses(&["transform"]);
    wrong(json!({ "transform": "t_none" })).await.refuses(&["transform"]);
    wrong(json!({ "transform": "w_100", "expiresAt": "2020-01-01T00:00:00Z" }))
        .await
        .refuses(&["expiresAt"]);
    let in_days = |days| server.app.now().plus(days * Timestamp::DAY).rfc3339();
    wrong(json!({ "transform": "w_100", "expiresAt": in_days(7) })).await.is(201);
    wrong(json!({ "transform": "w_100", "expiresAt": in_days(8) })).await.refuses(&["expiresAt"]);
    wrong(json!({ "transform": "w_100", "use": "web" })).await.is_problem(409, "not_publishable");
    wrong(json!({ "transform": "w_100", "use": "fun" })).await.is_problem(409, "not_publishable");
    wrong(json!({ "transform": "w_100", "use": "Fun" })).await.refuses(&["use"]);
    let paper = form(&[("type", "DOCUMENT")], &[("a.pdf", b"%PDF-1.4\n")]);
    let paper =
        send_form(&server, &studio.token, &format!("/file/{event}?owner=event"), paper).await;
    let paper = paper.is(201).id("/data/0/file/id");
    let no_picture =
        studio.post(&format!("/file/{paper}/link"), json!({ "transform": "w_9" })).await;
    no_picture.is_problem(409, "not_a_picture");
}

/// A picture with many colours and edges, as photographs have.
fn busy(width: u32, height: u32) -> Vec<u8> {
    let pixel = |x: u32, y: u32| {
        let wave = |a: f64, b: f64| {
            ((f64::from(x) / a).sin() * (f64::from(y) / b).cos() * 110.0 + 128.0) as u8
        };
        image::Rgb([wave(7.0, 5.0), wave(3.1, 13.0), wave(23.0, 2.9)])
    };
    let mut bytes = std::io::Cursor::new(vec![]);
    let image = image::RgbImage::from_fn(width, height, pixel);
    image.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn who_takes_avif_gets_it_once_it_is_made_and_where_it_saves_something() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let sent = super::upload(&studio, event, &[("busy.jpg", &busy(640, 480))]).await;
    let file = id(&sent.is(201).json["data"][0]["file"]);
    let url = link(&studio, file, "w_480,f_auto").await;
    let takes = [("accept", "image/avif,image/webp,image/*")];
    // The first reply does not wait for the AVIF: it is WebP.
    let first = fetch(&server, &url, &takes).await;
    assert_eq!(first.is(200).header("content-type"), "image/webp");
    assert!(first.bytes.len() > 16 << 10, "{}", first.bytes.len());
    until_async("the AVIF", async || {
        fetch(&server, &url, &takes).await.is(200).header("content-type") == "image/avif"
    })
    .await;
    let avif = fetch(&server, &url, &takes).await;
    assert!(avif.bytes.len() * 10 <= first.bytes.len() * 9);
    assert_eq!((&avif.bytes[4..12], avif.header("vary")), (&b"ftypavif"[..], "Accept"));
    assert_ne!(avif.header("etag"), first.header("etag"));
    fetch(&server, &url, &[takes[0], ("if-none-match", avif.header("etag"))]).await.is(304);
    fetch(&server, &url, &[takes[0], ("if-none-match", first.header("etag"))]).await.is(304);
    // Clients that do not accept AVIF get WebP.
    let other = fetch(&server, &url, &[("accept", "image/webp")]).await;
    assert_eq!((other.header("content-type"), &other.bytes), ("image/webp", &first.bytes));
    // A small picture is not made as AVIF.
    let made = server.app.derivatives.weight().0;
    let small = link(&studio, file, "w_60,f_auto").await;
    fetch(&server, &small, &takes).await.is(200);
    // A larger one that was asked for later is there as WebP and as AVIF.
    let larger = link(&studio, file, "w_400,f_auto").await;
    until_async("the AVIF of the larger one", async || {
        fetch(&server, &larger, &takes).await.is(200).header("content-type") == "image/avif"
    })
    .await;
    assert_eq!(fetch(&server, &small, &takes).await.header("content-type"), "image/webp");
    assert_eq!(server.app.derivatives.weight().0, made + 3);
}

/// A JPEG with these EXIF fields and an IPTC by-line.
fn with_notes(jpeg: &[u8], exif: &[(exif::Tag, &[u8])], by_line: &[u8]) -> Vec<u8> {
    use exif::{Field, In, Value};
    let fields: Vec<Field> = exif
        .iter()
        .map(|(tag, text)| Field {
            tag: *tag,
            ifd_num: In::PRIMARY,
            value: Value::Ascii(vec![text.to_vec()]),
        })
        .collect();
    let mut writer = exif::experimental::Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut tiff = std::io::Cursor::new(vec![]);
    writer.write(&mut tiff, false).unwrap();
    let mut set = b"\x1c\x02\x50".to_vec();
    set.extend(u16::try_from(by_line.len()).unwrap().to_be_bytes());
    set.extend(by_line);
    let mut block = b"Photoshop 3.0\x008BIM\x04\x04\0\0".to_vec();
    block.extend(u32::try_from(set.len()).unwrap().to_be_bytes());
    block.extend(&set);
    let mut made = jpeg[..2].to_vec();
    for (mark, body) in [(0xe1, [b"Exif\0\0", &tiff.get_ref()[..]].concat()), (0xed, block)] {
        made.extend([0xff, mark]);
        made.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        made.extend(&body);
    }
    made.extend(&jpeg[2..]);
    made
}

#[tokio::test]
async fn a_picture_keeps_its_moment_and_the_name_of_who_took_it_whatever_wrote_them() {
    use exif::Tag;
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    // The time, its offset, and the by-line in three encodings.
    for (seed, when, offset, by_line) in [
        (1, "2024:02:21 10:14:22-05:00", None, b"H\xe9l\xe8ne Lef\xe8vre".as_slice()),
        (2, "2024:02:21 15:14:22Z", None, b"H\x8el\x8fne Lef\x8fvre"),
        (3, "2024-02-22T00:14:22", Some("+0900"), "Hélène Lefèvre".as_bytes()),
    ] {
        let mut fields = vec![(Tag::DateTimeOriginal, when.as_bytes())];
        fields.extend(offset.map(|text: &str| (Tag::OffsetTime, text.as_bytes())));
        let bytes = with_notes(&super::jpeg(seed), &fields, by_line);
        let taken = super::upload(&studio, event, &[("IMG_1.HEIC", bytes.as_slice())]).await;
        let file = taken.is(201).json["data"][0]["file"].clone();
        let moment = file["capturedAt"].as_str().unwrap_or_default();
        let moment: jiff::Timestamp = moment.parse().unwrap();
        assert_eq!(moment.to_string(), "2024-02-21T15:14:22Z", "{when}");
        let url = link(&studio, id(&file), "w_90,f_jpg").await;
        let made = fetch(&server, &url, &[]).await;
        let mut cursor = std::io::Cursor::new(made.is(200).bytes.clone());
        let read = exif::Reader::new().read_from_container(&mut cursor).unwrap();
        let artist = read.get_field(Tag::Artist, exif::In::PRIMARY).unwrap();
        let exif::Value::Ascii(texts) = &artist.value else { panic!("{artist:?}") };
        assert_eq!(std::str::from_utf8(&texts[0]), Ok("Hélène Lefèvre"), "{when}");
    }
}
