//! Which signatures are accepted, and how they are stored.

use proptest::prelude::*;

use super::*;

fn refused(json: &str) -> (String, &'static str) {
    match Signature::parse(json) {
        Err(Error::Invalid(fields)) => (fields[0].field.to_string(), fields[0].code),
        other => panic!("{other:?} for {}", &json[..json.len().min(200)]),
    }
}

fn strokes(points: &str) -> String {
    format!(r#"{{"kind":"STROKES","width":600,"height":200,"strokes":{points}}}"#)
}

fn png(width: u32, height: u32, paint: impl Fn(u32, u32) -> [u8; 4]) -> String {
    let pixels = image::RgbaImage::from_fn(width, height, |x, y| image::Rgba(paint(x, y)));
    let mut bytes = Cursor::new(vec![]);
    pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let data = STANDARD.encode(bytes.into_inner());
    format!(r#"{{"kind":"PNG","data":"{DATA_URL}{data}"}}"#)
}

const BLACK: [u8; 4] = [0, 0, 0, 255];
const CLEAR: [u8; 4] = [0; 4];

#[test]
fn every_kind_is_read_and_stored_the_same() {
    for json in [
        strokes("[[[10,20,0],[100.126,50,16.6],[130,20,33]],[[140,60,300],[141,61,310]]]"),
        png(300, 100, |x, y| if x == 3 * y { BLACK } else { CLEAR }),
        r#"{"kind":"TYPED","name":" Zoé Müller-Łęcka "}"#.to_owned(),
        r#"{"kind":"TYPED","name":"山田"}"#.to_owned(),
    ] {
        let signature = Signature::parse(&json).unwrap();
        let stored = signature.to_json().unwrap();
        assert_eq!(Signature::from_json(&stored).unwrap(), signature);
        assert_eq!(Signature::from_json(&stored).unwrap().to_json().unwrap(), stored);
    }
    let json = Signature::parse(&strokes("[[[10,20,0.4],[100.126,50,16.6]],[]]"));
    assert_eq!(
        json.unwrap().to_json().unwrap(),
        r#"{"kind":"STROKES","width":600,"height":200,"strokes":[[[10,20,0],[100.13,50,17]]]}"#
    );
}

proptest! {
    #[test]
    fn what_is_stored_reads_back_to_the_same_bytes(
        width in 100.0..2000.0f64,
        points in proptest::collection::vec((0.0..1.0f64, 0.0..1.0f64, 0.0..1e6f64), 2..40),
    ) {
        let points = points.into_iter().map(|(x, y, t)| vec![x * width, y * width, t]);
        let ends = [vec![0.0, 0.0, 0.0], vec![width, width, 1e6]];
        let input = SignatureInput {
            kind: SignatureKind::Strokes,
            width: Some(width),
            height: Some(width),
            strokes: Some(vec![points.chain(ends).collect()]),
            data: None,
            name: None,
        };
        let stored = Signature::check(input).unwrap().to_json().unwrap();
        let again = Signature::from_json(&stored).unwrap();
        prop_assert_eq!(&again.to_json().unwrap(), &stored);
        prop_assert_eq!(Signature::parse(&stored).unwrap(), again);
    }
}

#[test]
fn nothing_drawn_is_refused() {
    let field = "signature.strokes".to_owned();
    for (points, code) in [
        ("[]", "signature_empty"),
        ("[[],[]]", "signature_empty"),
        ("[[[10,10,0]]]", "signature_dot"),
        ("[[[10,10,0],[10,10,5],[11,10,9]]]", "signature_dot"),
        ("[[[10,10,0]],[[300,100,5]]]", "signature_dot"),
        ("[[[10,10,0],[2000,10,5]]]", "signature_geometry"),
        ("[[[10,10,0],[100,-90,5]]]", "signature_geometry"),
        ("[[[10,10,-1],[100,10,5]]]", "signature_geometry"),
        ("[[[10,10],[100,10]]]", "signature_geometry"),
        ("[[[10,10,0,9],[100,10,5]]]", "signature_geometry"),
    ] {
        assert_eq!(refused(&strokes(points)), (field.clone(), code), "{points}");
    }
    for canvas in ["0", "-600", "1e9"] {
        let json = strokes("[[[0,0,0],[0,0,1]]]").replace("600", canvas);
        assert_eq!(refused(&json).1, "signature_geometry", "{canvas}");
    }
    let nan = SignatureInput {
        width: Some(f64::NAN),
        ..Signature::parse(&strokes("[[[10,20,0],[100,50,16]]]")).unwrap().into()
    };
    assert!(Signature::check(nan).is_err());
    let far = strokes("[[[1e308,1,0],[1e308,2,1]]]");
    assert_eq!(refused(&far).1, "signature_geometry");
}

#[test]
fn a_pen_that_slips_over_the_edge_is_no_reason_to_refuse() {
    Signature::parse(&strokes("[[[590,190,0],[630,210,9],[-12,-3,20]]]")).unwrap();
}

#[test]
fn a_signature_of_65_kib_is_refused() {
    let name = format!(r#"{{"kind":"TYPED","name":"{}"}}"#, "a".repeat(65 * 1024));
    assert_eq!(refused(&name), ("signature".into(), "signature_too_large"));
    let point = vec![1.0, 2.0, 3.0];
    let input = SignatureInput {
        kind: SignatureKind::Strokes,
        width: Some(600.0),
        height: Some(200.0),
        strokes: Some(vec![vec![point; 20_000]]),
        data: None,
        name: None,
    };
    assert!(matches!(Signature::check(input.clone()), Err(Error::Invalid(_))));
    let zigzag = (0..5_000).map(|n| vec![f64::from(n % 600) + 0.11, 20.22, 12_345.0]);
    let input = SignatureInput { strokes: Some(vec![zigzag.collect()]), ..input };
    assert!(matches!(Signature::check(input), Err(Error::Invalid(_))));
}

#[test]
fn a_png_must_really_be_one_with_ink_on_it() {
    let field = "signature.data".to_owned();
    let white = [255; 4];
    for (json, code) in [
        (png(300, 100, |_, _| CLEAR), "signature_empty"),
        (png(300, 100, |_, _| white), "signature_empty"),
        // Colours under full transparency are invisible.
        (png(300, 100, |x, _| [x as u8, 0, 0, 0]), "signature_empty"),
        (png(300, 100, |x, y| if (x, y) == (9, 9) { BLACK } else { white }), "signature_dot"),
        (png(5000, 2, |x, _| if x > 9 { BLACK } else { white }), "signature_image_too_large"),
        (r#"{"kind":"PNG","data":"data:image/png;base64,AAAA"}"#.into(), "signature_not_png"),
        (r#"{"kind":"PNG","data":"data:image/png;base64,*"}"#.into(), "signature_not_png"),
        (r#"{"kind":"PNG","data":"data:image/svg+xml,<svg/>"}"#.into(), "signature_not_png"),
        (r#"{"kind":"PNG","data":""}"#.into(), "signature_not_png"),
    ] {
        assert_eq!(refused(&json), (field.clone(), code));
    }
    // Light ink on a dark background, and light ink on transparency.
    Signature::parse(&png(300, 100, |x, y| if x == y { white } else { BLACK })).unwrap();
    Signature::parse(&png(300, 100, |x, y| if x == y { white } else { CLEAR })).unwrap();
    // Truncated in the middle.
    let whole = png(300, 100, |x, y| if x == y { BLACK } else { CLEAR });
    let cut = format!("{}\"}}", &whole[..DATA_URL.len() + 22 + 60]);
    assert_eq!(refused(&cut).1, "signature_not_png");
}

#[test]
fn a_few_bytes_that_claim_a_huge_image_are_refused_by_their_header() {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(60_000u32.to_be_bytes());
    bytes.extend(60_000u32.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes.extend([0; 4]);
    let json = format!(r#"{{"kind":"PNG","data":"{DATA_URL}{}"}}"#, STANDARD.encode(bytes));
    assert!(["signature_image_too_large", "signature_not_png"].contains(&refused(&json).1));
}

#[test]
fn a_typed_name_has_1_to_200_characters() {
    for name in ["", "   ", "a\\u0000b", "a\\nb", &"é".repeat(201)] {
        let json = format!(r#"{{"kind":"TYPED","name":"{name}"}}"#);
        assert_eq!(refused(&json), ("signature.name".into(), "signature_name"), "{name}");
    }
    Signature::parse(&format!(r#"{{"kind":"TYPED","name":"{}"}}"#, "山".repeat(200))).unwrap();
}

#[test]
fn members_of_another_kind_or_of_none_are_refused() {
    for json in [
        "",
        "null",
        "[]",
        r#"{"kind":"STAMP"}"#,
        r#"{"kind":"TYPED"}"#,
        r#"{"kind":"TYPED","name":"A","data":"x"}"#,
        r#"{"kind":"TYPED","name":"A","font":"cursive"}"#,
        r#"{"kind":"STROKES","strokes":[]}"#,
        r#"{"name":"A"}"#,
    ] {
        assert_eq!(refused(json), ("signature".into(), "signature_malformed"), "{json}");
    }
}
