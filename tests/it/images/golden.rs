//! Our pictures compared with those of libvips and ImageMagick: equal, or nearly so.

use super::*;

/// The picture that libvips makes of a file, at a width. sRGB is requested only if the file has a
/// profile: without one, libvips would change the colours all the same.
fn by_vips(name: &str, width: u32) -> RgbImage {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.png");
    let (size, input) = (format!("{width}x"), photo_path(name));
    let mut all = vec!["--size", &size, "-o", out.to_str().unwrap(), input.to_str().unwrap()];
    if picture(&photo(name)).profile.is_some() {
        all.extend(["--eprofile", "srgb"]);
    }
    run("vipsthumbnail", &all);
    image::open(out).unwrap().into_rgb8()
}

fn by_magick(name: &str, arguments: &[&str]) -> RgbImage {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.png");
    let input = photo_path(name);
    let mut all = vec![input.to_str().unwrap(), "-auto-orient"];
    all.extend_from_slice(arguments);
    all.push(out.to_str().unwrap());
    run("convert-im6.q16", &all);
    image::open(out).unwrap().into_rgb8()
}

#[test]
fn photographs_look_as_libvips_makes_them() {
    for (name, width, least) in [
        ("skimage/data/astronaut.png", 200, 0.985),
        ("skimage/data/chelsea.png", 120, 0.985),
        ("skimage/data/rocket.jpg", 320, 0.985),
        ("skimage/data/hubble_deep_field.jpg", 400, 0.96),
        ("skimage/data/retina.jpg", 300, 0.97),
        ("skimage/data/camera.png", 150, 0.98),
        // Progressive or not, with the profiles of cameras and of Adobe.
        ("images/xmp_test.jpg", 500, 0.96),
        ("images/truncated_exif_dpi.jpg", 200, 0.96),
        ("images/frozenpond.mpo", 300, 0.97),
        ("images/flower.webp", 200, 0.97),
    ] {
        let ours = pixels(&render(&photo(name), &format!("w_{width},f_png")));
        let theirs = by_vips(name, width);
        let label = name.replace(['/', '.'], "_");
        show(&format!("{label}_ours"), &ours);
        show(&format!("{label}_vips"), &theirs);
        let alike = likeness(&ours, &theirs);
        println!("{name}: {alike:.4}");
        assert!(alike > least, "{name}: {alike}");
    }
}

/// libvips does not apply this profile. The averages below are from LittleCMS (through Pillow's
/// ImageCms, with each intent except the absolute one).
#[test]
fn a_profile_in_many_parts_is_applied_as_littlecms_does() {
    let ours = pixels(&render(&photo("images/icc_profile_big.jpg"), "w_425,f_png"));
    let pixels = ours.pixels().len() as f64;
    for (channel, expected) in [(0, 0.234), (1, 0.477), (2, 0.692)] {
        let sum: f64 = ours.pixels().map(|pixel| f64::from(pixel.0[channel])).sum();
        let average = sum / pixels / 255.0;
        assert!((average - expected).abs() < 0.01, "{channel}: {average}");
    }
}

#[test]
fn inks_become_the_colours_that_imagemagick_gives_them() {
    let name = "images/pil_sample_cmyk.jpg";
    let ours = pixels(&render(&photo(name), "w_100,f_png"));
    let theirs = by_magick(name, &["-colorspace", "sRGB"]);
    show("cmyk_ours", &ours);
    show("cmyk_magick", &theirs);
    let alike = likeness(&ours, &theirs);
    println!("cmyk: {alike}");
    assert!(alike > 0.95, "{alike}");
}

/// Variants of one photograph, written by ImageMagick.
#[test]
fn every_variety_of_a_format_shows_the_same_photograph() {
    let folder = tempfile::tempdir().unwrap();
    let source = photo_path("skimage/data/astronaut.png");
    let truth = pixels(&render(&photo("skimage/data/astronaut.png"), "w_256,f_png"));
    for (file, options) in [
        ("progressive.jpg", &["-interlace", "Plane", "-quality", "92"][..]),
        ("444.jpg", &["-sampling-factor", "1x1", "-quality", "92"]),
        ("422.jpg", &["-sampling-factor", "2x1", "-quality", "92"]),
        ("440.jpg", &["-sampling-factor", "1x2", "-quality", "92"]),
        ("411.jpg", &["-sampling-factor", "4x1", "-quality", "92"]),
        ("restart.jpg", &["-define", "jpeg:restart-interval=4", "-quality", "92"]),
        ("arithmetic.jpg", &["-define", "jpeg:arithmetic-coding=true", "-quality", "92"]),
        ("cmyk.jpg", &["-colorspace", "CMYK", "-quality", "92"]),
        ("rgb.jpg", &["-define", "jpeg:colorspace=RGB", "-quality", "92"]),
        ("16bit.png", &["-define", "png:bit-depth=16", "-define", "png:color-type=2"]),
        ("interlaced.png", &["-interlace", "PNG"]),
        ("16bit-interlaced.png", &["-interlace", "PNG", "-define", "png:bit-depth=16"]),
        ("paletted.png", &["-colors", "256", "-depth", "8"]),
        ("lossy.webp", &["-quality", "90"]),
        ("lossless.webp", &["-define", "webp:lossless=true"]),
        ("still.gif", &[]),
        ("interlaced.gif", &["-interlace", "GIF"]),
    ] {
        let path = folder.path().join(file);
        let mut all = vec![source.to_str().unwrap()];
        all.extend_from_slice(options);
        let kind = if file == "paletted.png" { "PNG8:" } else { "" };
        let out = format!("{kind}{}", path.display());
        all.push(&out);
        run("convert-im6.q16", &all);
        let bytes = fs::read(&path).unwrap();
        let seen = picture(&bytes);
        assert_eq!((seen.width, seen.height), (512, 512), "{file}");
        let made = pixels(&render(&bytes, "w_256,f_png"));
        show(&format!("variety_{}", file.replace('.', "_")), &made);
        let alike = likeness(&truth, &made);
        println!("{file}: {alike:.4}");
        // 256 colours give only an approximation.
        let few = file.ends_with("gif") || file.starts_with("paletted");
        assert!(alike > if few { 0.80 } else { 0.93 }, "{file}: {alike}");
    }
}

#[test]
fn gray_stays_gray_and_sixteen_bits_become_eight() {
    let folder = tempfile::tempdir().unwrap();
    let source = photo_path("skimage/data/camera.png");
    let truth = pixels(&render(&photo("skimage/data/camera.png"), "w_128,f_png"));
    for (file, options) in [
        ("gray.jpg", &["-quality", "95"][..]),
        ("gray16.png", &["-depth", "16"]),
        ("gray1.png", &["-monochrome"]),
        ("gray-alpha.png", &["-define", "png:color-type=4"]),
    ] {
        let path = folder.path().join(file);
        let mut all = vec![source.to_str().unwrap()];
        all.extend_from_slice(options);
        all.push(path.to_str().unwrap());
        run("convert-im6.q16", &all);
        let made = pixels(&render(&fs::read(&path).unwrap(), "w_128,f_png"));
        assert!(made.pixels().all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2]), "{file}");
        let alike = likeness(&truth, &made);
        println!("{file}: {alike:.4}");
        assert!(alike > if file == "gray1.png" { 0.4 } else { 0.95 }, "{file}: {alike}");
    }
}
