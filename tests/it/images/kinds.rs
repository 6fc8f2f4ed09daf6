//! The kinds of files that cameras, phones and offices produce.

use be_right::model::media::{Format, PictureRequest, Watermark};
use image::codecs::png::PngEncoder;
use image::{DynamicImage, GenericImageView, ImageEncoder, RgbImage};

use super::*;

#[test]
fn all_eight_orientations_come_out_upright() {
    let upright = render(&photo("images/hopper.jpg"), "w_64,f_png");
    let upright = pixels(&upright);
    for number in 2..=8 {
        for kind in ["jpg", "webp"] {
            let bytes = photo(&format!("images/hopper_orientation_{number}.{kind}"));
            assert_eq!(picture(&bytes).orientation, number);
            let made = pixels(&render(&bytes, "w_64,f_png"));
            show(&format!("orientation_{number}_{kind}"), &made);
            let alike = likeness(&upright, &made);
            assert!(alike > 0.93, "{number} {kind}: {alike}");
        }
    }
}

/// A picture of 40 × 20 pixels, with red in its top left corner and blue in its top right.
fn flag() -> RgbImage {
    RgbImage::from_fn(40, 20, |x, y| match (x, y) {
        (0..10, 0..10) => image::Rgb([250, 10, 10]),
        (30.., 0..10) => image::Rgb([10, 10, 250]),
        _ => image::Rgb([128, 128, 128]),
    })
}

/// The picture as a camera stores it in each orientation.
fn flag_stored(orientation: u8) -> Vec<u8> {
    let upright = DynamicImage::from(flag());
    let stored = match orientation {
        2 => upright.fliph(),
        3 => upright.rotate180(),
        4 => upright.flipv(),
        5 => upright.rotate90().fliph(),
        6 => upright.rotate270(),
        7 => upright.rotate270().fliph(),
        8 => upright.rotate90(),
        _ => upright,
    };
    let mut bytes = vec![];
    let mut encoder = PngEncoder::new(&mut bytes);
    let exif = [
        b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(),
        &[orientation],
        b"\0\0\0\0\0\0",
    ]
    .concat();
    encoder.set_exif_metadata(exif).unwrap();
    stored.write_with_encoder(encoder).unwrap();
    bytes
}

#[test]
fn a_crop_of_a_rotated_picture_is_taken_from_the_upright_view() {
    for orientation in 1..=8 {
        let bytes = flag_stored(orientation);
        let seen = picture(&bytes);
        assert_eq!((seen.width, seen.height, seen.orientation), (40, 20, orientation));
        let at = |gravity: &str| {
            let text = format!("w_8,h_8,c_fill,g_{gravity},f_png");
            let made = pixels(&render(&bytes, &text));
            *made.get_pixel(1, 1)
        };
        let [red, _, blue] = at("west").0;
        assert!(red > 200 && blue < 60, "{orientation}: the red corner is on the left");
        let right = pixels(&render(&bytes, "w_8,h_8,c_fill,g_xy:1:0,f_png"));
        let [red, _, blue] = right.get_pixel(6, 1).0;
        assert!(blue > 200 && red < 60, "{orientation}: the blue corner is on the right");
    }
}

#[test]
fn the_type_of_a_file_follows_from_its_content_whatever_its_name() {
    for (name, format) in [
        ("images/hopper.jpg", Format::Jpeg),
        ("images/hopper.png", Format::Png),
        ("images/hopper.webp", Format::Webp),
        ("images/hopper.gif", Format::Gif),
        ("images/frozenpond.mpo", Format::Jpeg),
    ] {
        assert_eq!(inspect(&photo(name)).unwrap().format, format, "{name}");
    }
    let pdf = inspect(&photo("images/duplicate_xref_entry.pdf")).unwrap();
    assert_eq!((pdf.format, pdf.picture), (Format::Pdf, None));
    assert_eq!(
        refused(make(&photo("images/duplicate_xref_entry.pdf"), &order("w_9"))),
        "file_not_a_picture",
    );
    for (name, code) in [
        ("images/avif/hopper.avif", "file_avif"),
        ("images/hopper.bmp", "file_type"),
        ("images/hopper.tif", "file_type"),
        ("images/hopper.psd", "file_type"),
        ("images/hopper.ico", "file_type"),
    ] {
        assert_eq!(refused(inspect(&photo(name))), code, "{name}");
    }
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0";
    assert_eq!(refused(inspect(heic)), "file_heic");
    for svg in [
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<?xml version='1.0'?><!-- a logo --><svg onload='alert(1)'/>",
        "\u{feff} <svg/>",
    ] {
        assert_eq!(refused(inspect(svg.as_bytes())), "file_svg", "{svg}");
    }
    for nothing in [b"".as_slice(), b"hello", b"<html><svg>", b"GIF88a", b"\xff\xd8"] {
        assert_eq!(refused(inspect(nothing)), "file_type", "{nothing:?}");
    }
}

#[test]
fn metadata_of_cameras_say_when_where_and_with_what_a_picture_was_taken() {
    let known = picture(&with_exif(&photo("images/hopper.jpg")));
    assert!(known.gps.is_some_and(|gps| (gps.lat, gps.lng) == (48.5, 2.5)), "{known:?}");
    let flower = picture(&photo("images/flower.jpg"));
    assert!(flower.taken.is_some() && flower.camera.is_some(), "{flower:?}");
    let wide = picture(&photo("images/xmp_test.jpg"));
    assert_eq!(wide.profile.as_deref(), Some("Adobe RGB (1998)"));
    assert_eq!((wide.width, wide.height, wide.frames), (2000, 1072, 1));
    let cat = picture(&photo("skimage/data/chelsea.png"));
    assert!((5..=25).contains(&cat.placeholder.len()), "{:?}", cat.placeholder);
    let (_, _, shown) = thumbhash::thumb_hash_to_rgba(&cat.placeholder).unwrap();
    assert!(!shown.is_empty());
    assert_eq!(cat.colour.len(), 7);
    assert_eq!(picture(&photo("images/dispose_bgnd.gif")).frames, 5);
    assert!(picture(&photo("images/transparent.png")).has_alpha);
    assert!(picture(&photo("images/apng/delay.png")).frames > 1);
}

#[test]
fn no_derivative_carries_more_than_artist_and_copyright() {
    let source = with_exif(&photo("images/hopper.jpg"));
    let from = picture(&source);
    assert!(from.gps.is_some() && from.camera.is_some() && from.taken.is_some());
    for format in ["jpg", "png", "webp", "avif"] {
        let made = render(&source, &format!("w_48,f_{format}"));
        let bytes = &made.bytes;
        let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(holds("Studio Ana") && holds("Zoe"), "{format}");
        for private in ["SECRETCAM", "2026:05:01", "SERIAL99", "http://ns.adobe.com"] {
            assert!(!holds(private), "{format} tells {private}");
        }
        if format != "avif" {
            let seen = picture(bytes);
            assert_eq!(seen.copyright.as_deref(), Some("(c) Studio Ana"), "{format}");
            assert_eq!(seen.artist.as_deref(), Some("Zoe"), "{format}");
            assert_eq!((seen.gps, seen.camera, seen.taken), (None, None, None), "{format}");
        }
    }
    let plain = render(&photo("images/hopper.jpg"), "w_48,f_jpg").bytes;
    assert!(!plain.windows(4).any(|part| part == b"Exif"), "nothing to tell, nothing told");
}

/// A photograph with all the EXIF fields that a phone writes.
fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    use exif::experimental::Writer;
    use exif::{Field, In, Rational, Tag, Value};
    let text = |tag, text: &str| Field {
        tag,
        ifd_num: In::PRIMARY,
        value: Value::Ascii(vec![text.into()]),
    };
    let degrees = |tag, degrees| Field {
        tag,
        ifd_num: In::PRIMARY,
        value: Value::Rational([degrees, 30, 0].map(|num| Rational { num, denom: 1 }).to_vec()),
    };
    let fields = [
        text(Tag::Make, "SECRETCAM"),
        text(Tag::Model, "SECRETCAM 3"),
        text(Tag::BodySerialNumber, "SERIAL99"),
        text(Tag::DateTimeOriginal, "2026:05:01 10:30:00"),
        text(Tag::Artist, "Zoe"),
        text(Tag::Copyright, "(c) Studio Ana"),
        text(Tag::GPSLatitudeRef, "N"),
        degrees(Tag::GPSLatitude, 48),
        text(Tag::GPSLongitudeRef, "E"),
        degrees(Tag::GPSLongitude, 2),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut tiff = std::io::Cursor::new(vec![]);
    writer.write(&mut tiff, false).unwrap();
    let body = [b"Exif\0\0".as_slice(), tiff.get_ref()].concat();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), b"<x>private</x>"].concat();
    let mut made = jpeg[..2].to_vec();
    for body in [body, xmp] {
        made.extend_from_slice(&[0xff, 0xe1]);
        made.extend_from_slice(&(body.len() as u16 + 2).to_be_bytes());
        made.extend_from_slice(&body);
    }
    made.extend_from_slice(&jpeg[2..]);
    made
}

#[test]
fn transparency_is_kept_where_possible_and_becomes_white_elsewhere() {
    let source = photo("images/transparent.png");
    let kept = render(&source, "w_40,f_png");
    assert!(image::load_from_memory(&kept.bytes).unwrap().color().has_alpha());
    let webp = render(&source, "w_40,f_webp");
    assert!(image::load_from_memory(&webp.bytes).unwrap().color().has_alpha());
    let clear = image::load_from_memory(&kept.bytes).unwrap();
    let spot = clear.pixels().find(|(_, _, pixel)| pixel.0[3] == 0).expect("a clear pixel");
    let at = |text: &str| *pixels(&render(&source, text)).get_pixel(spot.0, spot.1);
    assert!(at("w_40,f_jpg,q_95").0.iter().all(|channel| *channel > 235));
    assert_eq!(at("w_40,f_png,b_204080").0, [0x20, 0x40, 0x80]);
}

#[test]
fn the_edge_of_what_is_transparent_does_not_darken() {
    // White next to transparent: resizing without weighting by alpha gives a gray edge.
    let mark = image::RgbaImage::from_fn(64, 64, |x, _| {
        if x < 32 { image::Rgba([255; 4]) } else { image::Rgba([0; 4]) }
    });
    let mut bytes = vec![];
    DynamicImage::from(mark).write_with_encoder(PngEncoder::new(&mut bytes)).unwrap();
    let made = image::load_from_memory(&render(&bytes, "w_13,f_png").bytes).unwrap();
    for (x, y, pixel) in made.pixels().filter(|(_, _, pixel)| pixel.0[3] > 8) {
        assert!(pixel.0[..3].iter().all(|channel| *channel > 245), "{x},{y}: {pixel:?}");
    }
}

#[test]
fn each_crop_has_the_size_it_promises_for_every_format() {
    let source = photo("skimage/data/coffee.png");
    for (text, size) in [
        ("w_200", (200, 133)),
        ("h_100", (150, 100)),
        ("w_100,h_100,c_fill,g_auto", (100, 100)),
        ("w_100,h_100,c_thumb", (100, 100)),
        ("w_100,h_100,c_pad,b_ff0000", (100, 100)),
        ("w_100,h_50,dpr_2,c_fit", (150, 100)),
        ("w_2000", (600, 400)),
        ("w_900,c_fit", (900, 600)),
    ] {
        for format in ["jpg", "png", "webp"] {
            let made = render(&source, &format!("{text},f_{format}"));
            assert_eq!((made.width, made.height), size, "{text} {format}");
            assert_eq!(pixels(&made).dimensions(), size, "{text} {format}");
            assert_eq!(Format::sniff(&made.bytes), Some(made.format));
        }
    }
    let padded = pixels(&render(&source, "w_100,h_100,c_pad,b_ff0000,f_png"));
    assert_eq!(padded.get_pixel(50, 2).0, [255, 0, 0]);
}

#[test]
fn avif_is_made_and_read_by_another_program() {
    let made = render(&photo("skimage/data/rocket.jpg"), "w_160,f_avif");
    assert_eq!(Format::sniff(&made.bytes), Some(Format::Avif));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rocket.avif");
    let back = folder.path().join("rocket.png");
    fs::write(&file, &made.bytes).unwrap();
    run("vips", &["copy", file.to_str().unwrap(), back.to_str().unwrap()]);
    let seen = image::open(back).unwrap().into_rgb8();
    let ours = pixels(&render(&photo("skimage/data/rocket.jpg"), "w_160,f_png"));
    let alike = likeness(&ours, &seen);
    assert!(alike > 0.9, "{alike}");
}

#[test]
fn the_same_order_gives_the_same_bytes_and_its_key_says_what_it_uses() {
    use be_right::model::Digest;
    let source = photo("skimage/data/astronaut.png");
    let text = "w_120,h_120,c_fill,g_auto,l_watermark";
    let mark = Some(Watermark::Text("© Ana".into()));
    let order = PictureRequest { watermark: mark.clone(), ..order(text) };
    assert_eq!(make(&source, &order).unwrap(), make(&source, &order).unwrap());
    let name = Digest::of(&source);
    let other =
        PictureRequest { watermark: Some(Watermark::Text("© Bob".into())), ..order.clone() };
    assert_ne!(order.key(name), other.key(name));
    let bare = super::order("w_120");
    let unused = PictureRequest { watermark: mark, ..bare.clone() };
    assert_eq!(bare.key(name), unused.key(name), "what is not used changes nothing");
    assert_ne!(order.key(name), order.key(Digest::ZERO));
}
