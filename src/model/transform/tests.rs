use super::*;

fn read(text: &str) -> Transform {
    text.parse().unwrap_or_else(|code| panic!("{text}: {code}"))
}

fn refused(text: &str) -> &'static str {
    text.parse::<Transform>().expect_err(text)
}

/// The canonical form.
fn form(text: &str) -> String {
    read(text).to_string()
}

#[test]
fn one_meaning_has_one_form() {
    let same = [
        &[
            "w_400,h_300,c_fill",
            "c_fill,h_300,w_400",
            "w_400,h_300,c_fill,g_center,q_auto,f_auto",
            "w_200,h_150,dpr_2,c_fill",
            "w_200,h_150,dpr_2.0,c_fill,f_auto",
        ][..],
        &["w_400", "w_400,c_limit", "w_400,g_north", "w_400,g_auto,dpr_1"],
        &["w_400,c_fit", "w_400,c_fill,g_east", "w_400,c_pad"],
        &["w_80,c_thumb", "w_80,h_80,c_thumb,g_auto", "h_80,c_thumb"],
        &["f_jpg", "f_jpeg,b_white", "f_jpg,b_FFFFFF,dpr_3", "c_fill,f_jpg,g_xy:0.5:0.5"],
        &["f_png,q_10", "f_png", "f_png,q_auto"],
        &["e_blur", "e_blur:20"],
        &["l_watermark", "l_watermark:south_east", "l_watermark:south_east:30,o_50"],
        &["g_xy:0.5:0.25,w_9,h_9,c_fill", "g_xy:0.5000:0.2500,w_9,h_9,c_fill"],
    ];
    let mut forms = vec![];
    for group in same {
        let form = form(group[0]);
        for text in group {
            assert_eq!(read(text).to_string(), form, "{text}");
            assert_eq!(read(text), read(&form), "{text}");
        }
        assert!(!forms.contains(&form), "{form} means two things");
        forms.push(form);
    }
}

#[test]
fn the_form_says_what_was_meant() {
    assert_eq!(
        form("f_auto,q_80,w_400,h_300,c_fill,g_auto"),
        "w_400,h_300,c_fill,g_auto,q_80,f_auto"
    );
    assert_eq!(
        form("o_35,l_watermark:tile:20,e_pixelate_region:0.1:0:0.25:1,e_grayscale,f_webp"),
        "e_pixelate_region:0.1:0:0.25:1,e_grayscale,l_watermark:tile:20,o_35,q_auto,f_webp",
    );
    assert_eq!(form("w_10,h_10,c_thumb,g_north"), "w_10,h_10,c_thumb,g_north,q_auto,f_auto");
}

#[test]
fn each_limit_is_reached_and_not_passed() {
    for (fine, wrong, code) in [
        ("w_1", "w_0", "transform_side"),
        ("w_4096", "w_4097", "transform_side"),
        ("h_4096", "h_4097", "transform_side"),
        ("w_2048,dpr_2", "w_2049,dpr_2", "transform_side"),
        ("h_1365,dpr_3", "h_1366,dpr_3", "transform_side"),
        ("dpr_1", "dpr_0.5", "transform_dpr"),
        ("dpr_3", "dpr_3.5", "transform_dpr"),
        ("q_1", "q_0", "transform_quality"),
        ("q_100", "q_101", "transform_quality"),
        ("l_watermark,o_1", "l_watermark,o_0", "transform_opacity"),
        ("l_watermark,o_100", "l_watermark,o_101", "transform_opacity"),
        ("l_watermark:tile:5", "l_watermark:tile:4", "transform_layer"),
        ("l_watermark:north:100", "l_watermark:north:101", "transform_layer"),
        ("e_blur:1", "e_blur:0", "transform_effect"),
        ("e_pixelate:100", "e_pixelate:101", "transform_effect"),
        ("e_blur_region:0.5:0.5:0.5:0.5", "e_blur_region:0.5:0.5:0.5001:0.5", "transform_effect"),
        ("e_blur_region:0:0:0.0001:1", "e_blur_region:0:0:0:1", "transform_effect"),
        ("c_fill,g_xy:0:1", "c_fill,g_xy:0:1.0001", "transform_gravity"),
    ] {
        assert!(fine.parse::<Transform>().is_ok(), "{fine}");
        assert_eq!(refused(wrong), code, "{wrong}");
    }
    let effects = |count: usize| vec!["e_grayscale"; count].join(",");
    assert!(effects(MAX_EFFECTS).parse::<Transform>().is_ok());
    assert_eq!(refused(&effects(MAX_EFFECTS + 1)), "transform_effects");
    let long = |length: usize| format!("c_fill,g_{}", "x".repeat(length - 9));
    assert_eq!(refused(&long(MAX_LENGTH)), "transform_gravity");
    assert_eq!(refused(&long(MAX_LENGTH + 1)), "transform_length");
    assert_eq!(refused(""), "transform_length");
}

#[test]
fn what_is_no_word_is_refused() {
    for (text, code) in [
        ("w400", "transform_word"),
        ("w_400,", "transform_word"),
        ("x_1", "transform_word"),
        ("w_400,w_400", "transform_twice"),
        ("f_jpg,f_png", "transform_twice"),
        ("w_+4", "transform_side"),
        ("w_04", "transform_side"),
        ("w_4.0", "transform_side"),
        ("w_٤", "transform_side"),
        ("w_99999999999999999999", "transform_side"),
        ("c_scale", "transform_crop"),
        ("g_face", "transform_gravity"),
        ("g_xy:.5:0.5", "transform_gravity"),
        ("g_xy:0.5", "transform_gravity"),
        ("g_xy:0.55555:0", "transform_gravity"),
        ("g_xy:NaN:0", "transform_gravity"),
        ("b_fff", "transform_colour"),
        ("b_gggggg", "transform_colour"),
        ("q_auto:best", "transform_quality"),
        ("f_gif", "transform_format"),
        ("l_logo", "transform_layer"),
        ("l_watermark:south:20:1", "transform_layer"),
        ("o_20", "transform_opacity"),
        ("e_grayscale:1", "transform_effect"),
        ("e_blur_region:0:0:1", "transform_effect"),
        ("e_blur_region:0:0:1:1:1", "transform_effect"),
    ] {
        assert_eq!(refused(text), code, "{text}");
    }
}

#[test]
fn the_format_follows_what_the_client_names() {
    let chosen = |accept: &str, alpha: bool, avif: bool| {
        read("w_9").settle(Accepts::read(accept), alpha, avif).target
    };
    let chrome = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";
    assert_eq!(chosen(chrome, false, true), Target::Avif);
    assert_eq!(chosen(chrome, false, false), Target::Webp);
    assert_eq!(chosen("image/*", false, true), Target::Jpeg);
    assert_eq!(chosen("*/*", true, true), Target::Png);
    assert_eq!(chosen("", false, true), Target::Jpeg);
    assert_eq!(chosen("image/webp;q=0, image/png", false, false), Target::Jpeg);
    assert_eq!(chosen("IMAGE/WEBP;q=0.5", true, false), Target::Webp);
    assert_eq!(read("f_png").settle(Accepts::read(chrome), false, true).target, Target::Png);
    assert!(read("w_9").varies() && !read("w_9,f_jpg").varies());
}

#[test]
fn a_preset_is_asked_for_by_name() {
    let card = Preset::read("card: w_400 h_300 c_fill,g_auto").expect("a preset");
    let presets = Presets::of(vec![card]).expect("one of each name");
    assert_eq!(presets.read("t_card"), Ok(read("w_400,h_300,c_fill,g_auto")));
    assert_eq!(presets.read("t_other"), Err("transform_preset"));
    assert_eq!(presets.read("w_1"), Ok(read("w_1")));
    for wrong in ["card", "card:", "Card: w_1", "a b: w_1", ": w_1", "card: w_0"] {
        assert_eq!(Preset::read(wrong), None, "{wrong}");
    }
    let twice = vec![Preset::read("a: w_1").unwrap(), Preset::read("a: w_2").unwrap()];
    assert_eq!(Presets::of(twice), Err("a".to_owned()));
}

proptest::proptest! {
    #[test]
    fn whatever_is_read_is_read_again_from_its_form(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "w_7", "w_4096", "h_9", "dpr_1.5", "c_fill", "c_thumb", "c_pad", "c_fit", "g_auto",
            "g_south_west", "g_xy:0.1:0.9999", "b_102030", "b_white", "q_7", "f_png", "f_jpg",
            "f_avif", "e_blur:3", "e_pixelate_faces", "e_blur_region:0:0.25:1:0.75",
            "e_sharpen", "l_watermark:tile", "o_7",
        ]), 1..9),
    ) {
        if let Ok(transform) = words.join(",").parse::<Transform>() {
            let form = transform.to_string();
            proptest::prop_assert_eq!(form.parse::<Transform>(), Ok(transform.clone()), "{}", form);
            proptest::prop_assert_eq!(transform.clone().canonical(), transform);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,80}", tail in "[whcgbqfeldpro_:,.0-9]{0,60}") {
        let _ = text.parse::<Transform>();
        let _ = tail.parse::<Transform>();
    }
}
