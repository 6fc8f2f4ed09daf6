//! Files made to exhaust the decoder. Each is refused or decoded, with little memory and before
//! the deadline: what it stops is `Error::Unavailable`, `picture_too_slow`.

use std::io::Write;
use std::time::{Duration, Instant};

use super::*;

fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = photo("images/hopper.jpg");
    let at = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let body = [kind.as_slice(), content].concat();
    let sum = crc(&body);
    [&(content.len() as u32).to_be_bytes(), body.as_slice(), &sum.to_be_bytes()].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

fn png_of(width: u32, height: u32, before: &[Vec<u8>], pixels: &[u8]) -> Vec<u8> {
    let head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &[head.as_slice(), &[8, 2, 0, 0, 0]].concat()));
    before.iter().for_each(|extra| bytes.extend(extra));
    bytes.extend(chunk(b"IDAT", pixels));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

/// Compressed zeroes, about a thousandth of their size.
fn zeroes(count: usize) -> Vec<u8> {
    let mut packed = flate(count);
    packed.shrink_to_fit();
    packed
}

fn flate(count: usize) -> Vec<u8> {
    // Takes the deflate stream that a ZIP writer makes, and puts a zlib header and checksum around
    // it.
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    archive.start_file("z", zip::write::SimpleFileOptions::default()).unwrap();
    let block = vec![0; 1 << 20];
    let mut left = count;
    while left > 0 {
        let part = left.min(block.len());
        archive.write_all(&block[..part]).unwrap();
        left -= part;
    }
    let bytes = archive.finish().unwrap().into_inner();
    let name = usize::from(u16::from_le_bytes([bytes[26], bytes[27]]));
    let extra = usize::from(u16::from_le_bytes([bytes[28], bytes[29]]));
    let length = u32::from_le_bytes(bytes[18..22].try_into().unwrap()) as usize;
    let start = 30 + name + extra;
    // Adler-32 of zeroes: the first sum stays 1, the second is the count.
    let adler = ((count % 65_521) as u32) << 16 | 1;
    [&[0x78, 0x9c], &bytes[start..start + length], &adler.to_be_bytes()].concat()
}

/// A deadline that has passed: whatever is decoded is refused as `picture_too_slow`.
fn no_time() -> Bounds {
    Bounds { deadline: Some(Instant::now()), ..bounds() }
}

#[test]
fn what_declares_itself_huge_is_refused_before_it_is_decoded() {
    let jpeg = jpeg_of(64_250, 64_250);
    assert!(jpeg.len() < 10_000);
    let gif = b"GIF89a\xff\xff\xff\xff\0\0\0\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b";
    let webp = {
        let mut bytes = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff".to_vec();
        let length = bytes.len() as u32 - 8;
        bytes[4..8].copy_from_slice(&length.to_le_bytes());
        bytes
    };
    for (name, bytes) in [
        ("jpeg", jpeg),
        ("gif", gif.to_vec()),
        ("png", png_of(1 << 30, 1 << 30, &[], &zeroes(1_000))),
        ("webp", webp),
    ] {
        let code = refused(images().inspect(Source::Bytes(&bytes), &no_time()));
        let known = [
            "picture_too_long",
            "picture_too_many_pixels",
            "picture_decodes_too_large",
            "picture_broken",
        ];
        assert!(known.contains(&code), "{name}: {code}");
        assert_eq!(refused(make(&bytes, &order("w_9"))), code, "{name}");
    }
    let bomb = photo("images/decompression_bomb.gif");
    assert_eq!(refused(make(&bomb, &order("w_9"))), refused(inspect(&bomb)));
    // Each side is within its limit, the number of pixels is not.
    assert_eq!(refused(inspect(&jpeg_of(19_000, 19_000))), "picture_too_many_pixels");
}

#[test]
fn each_limit_lets_its_own_value_through() {
    let bytes = photo("images/hopper.jpg");
    let with = |change: &dyn Fn(&mut MediaLimits)| {
        let mut bounds = bounds();
        change(&mut bounds.limits);
        images().inspect(Source::Bytes(&bytes), &bounds)
    };
    let length = bytes.len() as u64;
    assert!(with(&|limits| limits.bytes = length).is_ok());
    assert_eq!(refused(with(&|limits| limits.bytes = length - 1)), "too_large");
    assert!(with(&|limits| limits.side = 128).is_ok());
    assert_eq!(refused(with(&|limits| limits.side = 127)), "picture_too_long");
    assert!(with(&|limits| limits.pixels = 128 * 128).is_ok());
    assert_eq!(refused(with(&|limits| limits.pixels = 128 * 128 - 1)), "picture_too_many_pixels",);
    let decoded = 128 * 128 * 3;
    assert!(with(&|limits| limits.decoded = decoded).is_ok());
    assert_eq!(refused(with(&|limits| limits.decoded = decoded - 1)), "picture_decodes_too_large",);
    let gif = photo("images/dispose_bgnd.gif");
    let frames = |frames: u32| {
        let mut bounds = bounds();
        bounds.limits.frames = frames;
        images().inspect(Source::Bytes(&gif), &bounds)
    };
    assert!(frames(5).is_ok());
    assert_eq!(refused(frames(4)), "picture_too_many_frames");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    fs::write(&path, &bytes).unwrap();
    let mut strict = bounds();
    assert!(images().inspect(Source::File(&path), &strict).is_ok());
    strict.limits.bytes = length - 1;
    assert_eq!(refused(images().inspect(Source::File(&path), &strict)), "too_large");
}

#[test]
fn metadata_that_unpacks_to_gigabytes_is_not_unpacked() {
    let packed = zeroes(40 << 20);
    let text = [b"Comment\0\0".as_slice(), &packed].concat();
    let profile = [b"icc\0\0".as_slice(), &packed].concat();
    let row = zeroes(64 * (1 + 64 * 3));
    for kind in [b"zTXt", b"iCCP"] {
        let extra = if kind == b"zTXt" { &text } else { &profile };
        let bytes = png_of(64, 64, &[chunk(kind, extra)], &row);
        assert!(bytes.len() < 1 << 20);
        // Decoded without the profile, or refused.
        let mut bounds = bounds();
        bounds.limits.decoded = 4 << 20;
        match images().inspect(Source::Bytes(&bytes), &bounds) {
            Ok(inspected) => assert_eq!(inspected.picture.unwrap().profile, None),
            Err(error) => assert!(matches!(error, Error::Invalid(_)), "{error:?}"),
        }
    }
    // Far more pixels than the header says.
    let bytes = png_of(64, 64, &[], &packed);
    assert!(!matches!(inspect(&bytes), Err(Error::Unavailable(_))));
}

#[test]
fn a_picture_that_is_cut_off_is_refused() {
    for name in [
        "skimage/data/rocket.jpg",
        "images/flower.jpg",
        "images/flower2.webp",
        "skimage/data/coffee.png",
    ] {
        let whole = photo(name);
        for share in [10, 50, 90, 99] {
            let bytes = &whole[..whole.len() * share / 100];
            assert_eq!(refused(inspect(bytes)), "picture_broken", "{name} {share} %");
            assert_eq!(refused(make(bytes, &order("w_100"))), "picture_broken", "{name} {share} %");
        }
    }
    assert_eq!(refused(inspect(&photo("images/truncated_jpeg.jpg"))), "picture_broken");
}

#[test]
fn of_two_concatenated_files_the_first_is_decoded() {
    let jpeg = photo("images/hopper.jpg");
    let html = b"<script>alert(1)</script>";
    let polyglot = [jpeg.as_slice(), html, &zeroes(1_000)].concat();
    assert!(picture(&polyglot).width == 128);
    let made = render(&polyglot, "w_64,f_jpg");
    assert!(!made.bytes.windows(8).any(|part| part == b"<script>"));
    let gif = [b"GIF89a/*".as_slice(), b"*/=1;alert(1)"].concat();
    let code = refused(inspect(&gif));
    assert!(code.starts_with("picture_"), "{code}");
}

/// Thousands of empty scans: each costs ten bytes and a pass over the picture.
#[test]
fn a_picture_that_takes_too_long_is_given_up() {
    let side = 8_000u16.to_be_bytes();
    let mut bytes = vec![0xff, 0xd8];
    let mut segment = |marker: u8, body: &[u8]| {
        bytes.extend([0xff, marker]);
        bytes.extend((body.len() as u16 + 2).to_be_bytes());
        bytes.extend(body);
    };
    segment(0xdb, &[[0].as_slice(), &[1; 64]].concat());
    segment(0xc2, &[&[8], &side[..], &side[..], &[1, 1, 0x11, 0]].concat());
    // One code of one bit, for an end-of-band run of 2^14 blocks and more.
    let mut table = [0u8; 17];
    table[0] = 0x10; // for AC, the first
    table[1] = 1;
    segment(0xc4, &[table.as_slice(), &[0xe0]].concat());
    // A million blocks: one bit of code and fourteen of length, 32 767 blocks a run.
    let mut bits = format!("0{}", "1".repeat(14)).repeat(31);
    bits.push_str(&"1".repeat((8 - bits.len() % 8) % 8));
    let mut scan = vec![];
    for byte in bits.as_bytes().chunks(8) {
        let byte = byte.iter().fold(0u8, |byte, bit| byte << 1 | (bit - b'0'));
        scan.push(byte);
        if byte == 0xff {
            scan.push(0);
        }
    }
    for _ in 0..20_000 {
        bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 1]);
        bytes.extend(&scan);
    }
    bytes.extend([0xff, 0xd9]);
    let deadline = Some(Instant::now() + Duration::from_millis(500));
    let bounds = Bounds { limits: MediaLimits::default(), deadline };
    let code = refused(images().inspect(Source::Bytes(&bytes), &bounds));
    assert_eq!(code, "picture_too_slow");
}

/// Every file of Pillow's test corpus, many of which once crashed a decoder.
#[test]
fn no_file_of_the_corpus_does_worse_than_being_refused() {
    let (mut taken, mut refusals) = (0, 0);
    for entry in fs::read_dir(photo_path("images")).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_file() {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        match inspect(&bytes) {
            Ok(inspected) => {
                taken += 1;
                if inspected.picture.is_some() {
                    render(&bytes, "w_64,h_64,c_fill,g_auto,f_webp");
                }
            }
            Err(Error::Invalid(_) | Error::TooLarge(_)) => refusals += 1,
            Err(error) => panic!("{}: {error:?}", path.display()),
        }
    }
    println!("{taken} taken, {refusals} refused");
    assert!(taken > 150 && refusals > 100, "{taken} {refusals}");
}

/// The seed is fixed, so that each run makes the same mutations; `BE_RIGHT_MUTATIONS` sets their
/// number.
#[test]
fn no_mutation_of_a_picture_does_worse_than_being_refused() {
    let count = std::env::var("BE_RIGHT_MUTATIONS").map_or(60, |text| text.parse().unwrap());
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut dice = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let mut shown = 0;
    for name in [
        "images/hopper.jpg",
        "images/hopper_orientation_6.jpg",
        "images/exif_gps.jpg",
        "images/pil_sample_cmyk.jpg",
        "images/pil_sample_rgb.jpg",
        "images/hopper.png",
        "images/icc_profile.png",
        "images/hopper.gif",
        "images/hopper.webp",
        "images/anim_frame1.webp",
        "images/transparent.webp",
    ] {
        let whole = photo(name);
        for _ in 0..count {
            let mut bytes = whole.clone();
            for _ in 0..=dice(8) {
                let at = if dice(3) == 0 { dice(bytes.len().min(700)) } else { dice(bytes.len()) };
                match dice(5) {
                    0 => bytes[at] = dice(256) as u8,
                    1 => bytes[at] ^= 1 << dice(8),
                    2 => bytes[at] = [0, 0xff, 0x7f, 0x80][dice(4)],
                    3 => {
                        let end = (at + 1 + dice(24)).min(bytes.len());
                        let part = bytes[at..end].to_vec();
                        let to = dice(bytes.len());
                        bytes.splice(to..to, part);
                    }
                    _ => bytes.truncate(at.max(12)),
                }
            }
            let limits =
                MediaLimits { pixels: 4_000_000, decoded: 64 << 20, ..MediaLimits::default() };
            let bounds = Bounds { limits, ..bounds() };
            let _ = images().inspect(Source::Bytes(&bytes), &bounds);
            let order = order("w_50,h_40,c_fill,g_auto,f_jpg");
            match images().transform(Source::Bytes(&bytes), &order, &bounds) {
                Ok(made) => {
                    assert_eq!((made.width, made.height), (50, 40));
                    shown += 1;
                }
                Err(Error::Invalid(_)) => {}
                Err(error) => panic!("{name}: {error:?}"),
            }
        }
    }
    println!("{shown} still shown");
}
