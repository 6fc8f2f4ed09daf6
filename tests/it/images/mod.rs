//! Pictures, ordinary and hostile: the corpus of Pillow, photographs of scikit-image, and
//! comparisons with ImageMagick and libvips. `tests/run` fetches the photographs and names the
//! programs.

mod golden;
mod hostile;
mod kinds;
mod looks;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use be_right::Error;
use be_right::adapters::LocalImages;
use be_right::model::media::{Inspected, MediaLimits, Picture, PictureRequest, Rendered};
use be_right::model::transform::{Accepts, Transform};
use be_right::ports::{Bounds, Images, Source};
use image::RgbImage;

fn bounds() -> Bounds {
    let deadline = Some(Instant::now() + Duration::from_secs(60));
    Bounds { limits: MediaLimits::default(), deadline }
}

fn images() -> LocalImages {
    LocalImages::new(512 << 20)
}

/// A photograph of the corpora.
fn photo(name: &str) -> Vec<u8> {
    let path = photo_path(name);
    fs::read(&path).unwrap_or_else(|_| panic!("no {}: tests/run fetches it", path.display()))
}

fn photo_path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/photos").join(name)
}

fn inspect(bytes: &[u8]) -> Result<Inspected, Error> {
    images().inspect(Source::Bytes(bytes), &bounds())
}

fn picture(bytes: &[u8]) -> Picture {
    inspect(bytes).unwrap().picture.unwrap()
}

/// The code of the error.
fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::Invalid(fields)) => fields[0].code,
        Err(Error::Unavailable(code)) => code,
        Err(Error::TooLarge(_)) => "too_large",
        other => panic!("{other:?}"),
    }
}

fn transform(text: &str) -> Transform {
    let transform: Transform = text.parse().unwrap_or_else(|code| panic!("{text}: {code}"));
    transform.settle(Accepts::default(), false, false)
}

fn order(text: &str) -> PictureRequest {
    PictureRequest::plain(transform(text))
}

fn make(bytes: &[u8], order: &PictureRequest) -> Result<Rendered, Error> {
    images().transform(Source::Bytes(bytes), order, &bounds())
}

fn render(bytes: &[u8], text: &str) -> Rendered {
    make(bytes, &order(text)).unwrap()
}

/// The pixels of a result, decoded by `image`.
fn pixels(rendered: &Rendered) -> RgbImage {
    image::load_from_memory(&rendered.bytes).unwrap().into_rgb8()
}

/// Saves a result to be looked at, if `BE_RIGHT_SHOW` names a folder.
fn show(name: &str, image: &RgbImage) {
    if let Ok(folder) = std::env::var("BE_RIGHT_SHOW") {
        image.save(PathBuf::from(folder).join(format!("{name}.png"))).unwrap();
    }
}

/// Runs a program that must succeed.
fn run(program: &str, arguments: &[&str]) {
    let ended = Command::new(program).args(arguments).output();
    let ended = ended.unwrap_or_else(|error| panic!("{program}: {error}; tests/run names it"));
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{program} {arguments:?}: {said}");
}

/// The similarity of two pictures: the mean of the structural similarity of gray 8 × 8 blocks, two
/// pixels apart, and of the coarse colours; 1 means equal.
fn likeness(left: &RgbImage, right: &RgbImage) -> f64 {
    assert_eq!(left.dimensions(), right.dimensions(), "of one size");
    let gray = |image: &RgbImage| -> Vec<f64> {
        let weigh = |p: &image::Rgb<u8>| {
            0.299 * f64::from(p.0[0]) + 0.587 * f64::from(p.0[1]) + 0.114 * f64::from(p.0[2])
        };
        image.pixels().map(weigh).collect()
    };
    let (across, down) = (left.width() as usize, left.height() as usize);
    let (left_gray, right_gray) = (gray(left), gray(right));
    let side = 8.min(across).min(down);
    let (mut sum, mut count) = (0.0, 0.0);
    for top in (0..=down - side).step_by(2) {
        for start in (0..=across - side).step_by(2) {
            let (mut a, mut b, mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for y in top..top + side {
                for x in start..start + side {
                    let (l, r) = (left_gray[y * across + x], right_gray[y * across + x]);
                    a += l;
                    b += r;
                    aa += l * l;
                    bb += r * r;
                    ab += l * r;
                }
            }
            let n = (side * side) as f64;
            let (a, b) = (a / n, b / n);
            let (va, vb, cov) = (aa / n - a * a, bb / n - b * b, ab / n - a * b);
            let (c1, c2) = (6.5025, 58.5225);
            sum += (2.0 * a * b + c1) * (2.0 * cov + c2) / ((a * a + b * b + c1) * (va + vb + c2));
            count += 1.0;
        }
    }
    // A different colour with the same gray counts as a difference.
    let apart: f64 = left
        .pixels()
        .zip(right.pixels())
        .map(|(l, r)| (0..3).map(|c| f64::from(l.0[c].abs_diff(r.0[c]))).sum::<f64>())
        .sum::<f64>()
        / (across * down * 3) as f64;
    sum / count - (apart / 255.0)
}
