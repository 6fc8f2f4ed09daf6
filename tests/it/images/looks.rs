//! The visual quality of pictures, checked by measurements: hidden faces, watermarks, crops that
//! keep their subject, the chosen quality.

use be_right::model::media::{Focus, Region, Watermark};
use be_right::model::transform::Fraction;
use image::imageops;

use super::*;

fn part(value: f64) -> Fraction {
    Fraction::near(value)
}

/// The astronaut's face, on a picture of 512 × 512.
fn face() -> Region {
    Region { x: part(0.35), y: part(0.14), width: part(0.18), height: part(0.24) }
}

#[test]
fn a_hidden_face_is_gone_and_the_rest_is_not() {
    let source = photo("skimage/data/astronaut.png");
    let bare = pixels(&render(&source, "w_512,f_png"));
    for (name, text) in [
        ("pixelate", "w_512,e_pixelate_faces,f_png"),
        ("blur", "w_512,e_blur_faces,f_png"),
        ("region", "w_512,e_pixelate_region:0.35:0.14:0.18:0.24,f_png"),
    ] {
        let order = PictureRequest { faces: vec![face()], ..order(text) };
        let made = pixels(&make(&source, &order).unwrap());
        show(&format!("hidden_{name}"), &made);
        let inside = |image: &RgbImage| imageops::crop_imm(image, 179, 72, 92, 122).to_image();
        let outside = |image: &RgbImage| imageops::crop_imm(image, 300, 0, 212, 512).to_image();
        assert!(likeness(&inside(&bare), &inside(&made)) < 0.45, "{name}");
        assert_eq!(outside(&bare), outside(&made), "{name}");
    }
}

/// A larger size, or a crop of the face, reveals no more.
#[test]
fn a_hidden_face_has_as_few_blocks_however_it_is_asked_for() {
    let source = photo("skimage/data/astronaut.png");
    // With the position of the middle of the face in each.
    for (text, x, y) in [
        ("w_2000,c_fit", 880, 520),
        ("w_300,h_400,c_fill,g_xy:0.44:0.26", 150, 104),
        ("w_90,h_90,c_thumb,g_xy:0.44:0.26", 45, 35),
    ] {
        let order = PictureRequest {
            faces: vec![face()],
            ..order(&format!("{text},e_pixelate_faces,f_png"))
        };
        let made = pixels(&make(&source, &order).unwrap());
        show(&format!("hidden_{}", text.replace([',', ':', '.'], "_")), &made);
        let mut colours = std::collections::BTreeSet::new();
        let side = (made.width() / 60).max(3);
        for dy in 0..side {
            for dx in 0..side {
                colours.insert(made.get_pixel(x + dx, y + dy).0);
            }
        }
        assert!(
            colours.len() <= 4,
            "{text}: {} colours where a block or two should be",
            colours.len()
        );
    }
}

#[test]
fn a_mark_lies_where_it_was_put_and_shows_on_light_and_dark() {
    let source = photo("skimage/data/rocket.jpg");
    let bare = pixels(&render(&source, "w_640,f_png"));
    for (name, text, mark) in [
        ("latin", "w_640,l_watermark:south_east:30,o_80,f_png", "© Atelier Lumière 2026"),
        ("arabic", "w_640,l_watermark:south_east:30,o_80,f_png", "© استوديو عمر"),
        ("mixed", "w_640,l_watermark:south_east:40,o_80,f_png", "Studio عمر – Šárka 山田"),
    ] {
        let order = PictureRequest { watermark: Some(Watermark::Text(mark.into())), ..order(text) };
        let made = pixels(&make(&source, &order).unwrap());
        show(&format!("mark_{name}"), &made);
        let half = |image: &RgbImage, x, y| imageops::crop_imm(image, x, y, 320, 213).to_image();
        assert_ne!(half(&bare, 320, 213), half(&made, 320, 213), "{name}");
        assert_eq!(half(&bare, 0, 0), half(&made, 0, 0), "{name}");
    }
    let tiled = PictureRequest {
        watermark: Some(Watermark::Text("© Atelier Lumière".into())),
        ..order("w_640,l_watermark:tile:30,o_40,f_png")
    };
    let made = pixels(&make(&source, &tiled).unwrap());
    show("mark_tile", &made);
    for (x, y) in [(0, 0), (320, 0), (0, 213), (320, 213)] {
        let half = |image: &RgbImage| imageops::crop_imm(image, x, y, 320, 213).to_image();
        assert_ne!(half(&bare), half(&made), "every quarter is marked");
    }
    let logo = PictureRequest {
        watermark: Some(Watermark::Picture(photo("skimage/data/logo.png"))),
        ..order("w_640,l_watermark:north_west:20,o_100,f_png")
    };
    show("mark_logo", &pixels(&make(&source, &logo).unwrap()));
    let broken = PictureRequest { watermark: Some(Watermark::Picture(b"no".to_vec())), ..logo };
    assert_eq!(refused(make(&source, &broken)), "file_type");
    let none = order("w_640,l_watermark,f_png");
    assert_eq!(pixels(&make(&source, &none).unwrap()), bare, "nothing set, nothing laid");
}

#[test]
fn a_crop_keeps_what_it_was_asked_to_keep() {
    let source = photo("skimage/data/astronaut.png");
    let focused = |x: f64, y: f64| PictureRequest {
        focus: Some(Focus { x: part(x), y: part(y) }),
        ..order("w_100,h_200,c_fill,g_auto,f_png")
    };
    let left = pixels(&make(&source, &focused(0.0, 0.5)).unwrap());
    let right = pixels(&make(&source, &focused(1.0, 0.5)).unwrap());
    assert_ne!(left, right);
    assert_eq!(left, pixels(&render(&source, "w_100,h_200,c_fill,g_west,f_png")));
    assert_eq!(right, pixels(&render(&source, "w_100,h_200,c_fill,g_east,f_png")));
    // Without a focus, the crop is automatic, by a heuristic: see the docs. These crops are only
    // saved for inspection.
    for (name, photo_name) in [
        ("astronaut", "skimage/data/astronaut.png"),
        ("chelsea", "skimage/data/chelsea.png"),
        ("coffee", "skimage/data/coffee.png"),
        ("rocket", "skimage/data/rocket.jpg"),
        ("hopper", "images/hopper.jpg"),
    ] {
        for (shape, text) in [
            ("tall", "w_150,h_300,c_fill,g_auto,f_png"),
            ("wide", "w_300,h_100,c_fill,g_auto,f_png"),
            ("thumb", "w_100,h_100,c_thumb,f_png"),
        ] {
            show(&format!("auto_{name}_{shape}"), &pixels(&render(&photo(photo_name), text)));
        }
    }
    // Hiding the face changes the picture, so the crop contains the face.
    for shape in ["w_150,h_300,c_fill,g_auto", "w_300,h_100,c_fill,g_auto", "w_100,h_100,c_thumb"] {
        let hidden = order(&format!("{shape},e_pixelate_faces,f_png"));
        let hidden = PictureRequest { faces: vec![face()], ..hidden };
        let hidden = pixels(&make(&source, &hidden).unwrap());
        let bare = pixels(&render(&source, &format!("{shape},f_png")));
        let alike = likeness(&bare, &hidden);
        assert!(alike < 0.96, "{shape}: {alike}");
    }
}

#[test]
fn effects_do_what_their_names_say() {
    let source = photo("skimage/data/chelsea.png");
    let bare = pixels(&render(&source, "w_300,f_png"));
    let gray = pixels(&render(&source, "w_300,e_grayscale,f_png"));
    assert!(gray.pixels().all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2]));
    let detail = |image: &RgbImage| -> u64 {
        let row = |y: u32| (1..image.width()).map(move |x| (x, y));
        (0..image.height())
            .flat_map(row)
            .map(|(x, y)| {
                u64::from(image.get_pixel(x, y).0[1].abs_diff(image.get_pixel(x - 1, y).0[1]))
            })
            .sum()
    };
    let of = |effect: &str| {
        let made = pixels(&render(&source, &format!("w_300,{effect},f_png")));
        show(&effect.replace(':', "_"), &made);
        detail(&made)
    };
    assert!(of("e_sharpen") > detail(&bare) * 11 / 10);
    assert!(of("e_blur:5") < detail(&bare) / 2);
    assert!(of("e_blur:40") < of("e_blur:5"));
    assert!(of("e_pixelate:40") < detail(&bare) / 2);
}

/// Compared with the same size without loss.
#[test]
fn the_quality_chosen_is_good_and_not_wasteful() {
    for name in [
        "skimage/data/astronaut.png",
        "skimage/data/chelsea.png",
        "skimage/data/coffee.png",
        "skimage/data/rocket.jpg",
        "skimage/data/grass.png",
        "skimage/data/retina.jpg",
        "skimage/data/hubble_deep_field.jpg",
    ] {
        let bytes = photo(name);
        let truth = pixels(&render(&bytes, "w_400,f_png"));
        for format in ["jpg", "webp"] {
            let of = |quality: &str| {
                let made = render(&bytes, &format!("w_400,q_{quality},f_{format}"));
                (likeness(&truth, &pixels(&made)), made.bytes.len())
            };
            let label = name.replace(['/', '.'], "_");
            show(
                &format!("auto_{label}_{format}"),
                &pixels(&render(&bytes, &format!("w_400,f_{format}"))),
            );
            let (alike, length) = of("auto");
            let (best, most) = of("95");
            println!("{name} {format}: {alike:.4} in {length}; q_95 {best:.4} in {most}");
            // A field of stars is mostly noise, which no encoder keeps.
            let least = if name.contains("hubble") { 0.87 } else { 0.93 };
            assert!(alike > least, "{name} {format}: {alike}");
            assert!(length * 10 < most * 8, "{name} {format}: {length} of {most}");
        }
    }
}
