//! DER (X.690): writes the few types of which certificates and signatures consist, and takes values
//! apart.

/// An encoded value.
pub type Der = Vec<u8>;

/// A value with its tag.
pub fn tagged(tag: u8, content: &[u8]) -> Der {
    let mut out = vec![tag];
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes = length.to_be_bytes();
        let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1);
        out.push(0x80 | (bytes.len() - first) as u8);
        out.extend(&bytes[first..]);
    }
    out.extend(content);
    out
}

pub fn sequence(parts: &[&[u8]]) -> Der {
    tagged(0x30, &parts.concat())
}

/// A set in its canonical order.
pub fn set(parts: &[&[u8]]) -> Der {
    let mut parts = parts.to_vec();
    parts.sort_unstable();
    tagged(0x31, &parts.concat())
}

/// A constructed value with a context-specific tag.
pub fn explicit(number: u8, content: &[u8]) -> Der {
    tagged(0xa0 | number, content)
}

/// An object identifier, from its encoded content.
pub fn oid(content: &[u8]) -> Der {
    tagged(0x06, content)
}

pub fn small(number: u8) -> Der {
    tagged(0x02, &[number])
}

/// A positive integer.
pub fn positive(bytes: &[u8]) -> Der {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let mut content = bytes[first..].to_vec();
    if content.first().is_none_or(|byte| byte & 0x80 != 0) {
        content.insert(0, 0);
    }
    tagged(0x02, &content)
}

pub fn octets(bytes: &[u8]) -> Der {
    tagged(0x04, bytes)
}

/// A bit string of whole bytes, or one that lacks the last `unused` bits.
pub fn bits(bytes: &[u8], unused: u8) -> Der {
    tagged(0x03, &[&[unused], bytes].concat())
}

pub fn utf8(text: &str) -> Der {
    tagged(0x0c, text.as_bytes())
}

/// A value as it is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<'d> {
    pub tag: u8,
    pub content: &'d [u8],
    /// Tag and length included.
    pub whole: &'d [u8],
}

/// Takes the first value off `rest`. Its length must be definite, in the shortest form, and its tag
/// one byte.
pub fn value<'d>(rest: &mut &'d [u8]) -> Option<Value<'d>> {
    let all = *rest;
    let (&tag, after) = all.split_first()?;
    let (&first, mut after) = after.split_first()?;
    let mut length = usize::from(first);
    if first & 0x80 != 0 {
        let count = usize::from(first & 0x7f);
        if count == 0 || count > 4 {
            return None;
        }
        let (bytes, content) = after.split_at_checked(count)?;
        length = bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        if length < 0x80 || bytes[0] == 0 {
            return None;
        }
        after = content;
    }
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (content, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(Value { tag, content, whole: &all[..all.len() - after.len()] })
}

/// Whether these are whole values, and those in constructed ones are too, as deep as they go: each as
/// [`value`] takes it.
pub fn is_strict(bytes: &[u8]) -> bool {
    let mut all = vec![bytes];
    while let Some(mut rest) = all.pop() {
        while !rest.is_empty() {
            let Some(value) = value(&mut rest) else { return false };
            if value.tag & 0x20 != 0 {
                all.push(value.content);
            }
        }
    }
    true
}

/// Takes the first value off `rest`, which must have this tag; its content.
pub fn take<'d>(rest: &mut &'d [u8], tag: u8) -> Option<&'d [u8]> {
    value(rest).filter(|value| value.tag == tag).map(|value| value.content)
}

/// As [`take`], if the first value has this tag; otherwise nothing is taken.
pub fn take_if<'d>(rest: &mut &'d [u8], tag: u8) -> Option<&'d [u8]> {
    if rest.first() == Some(&tag) { take(rest, tag) } else { None }
}

pub const TRUE: &[u8] = &[0x01, 0x01, 0xff];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_off_and_nothing_is_read_behind_the_end() {
        let all = [octets(&[7; 300]), small(9)].concat();
        let mut rest = &all[..];
        assert_eq!(take(&mut rest, 0x04), Some(&[7; 300][..]));
        assert_eq!(take(&mut rest, 0x02), Some(&[9][..]));
        assert_eq!(take(&mut rest, 0x02), None);
        for cut in 0..all.len() - 4 {
            assert_eq!(take(&mut &all[..cut], 0x04), None, "{cut}");
        }
        assert_eq!(take(&mut &[4, 0x85, 1, 1, 1, 1, 1][..], 4), None);
        assert_eq!(take(&mut &[4, 0x80, 1][..], 4), None);
        // Longer than need be, and a tag of several bytes.
        assert_eq!(take(&mut &[4, 0x81, 1, 7][..], 4), None);
        assert_eq!(take(&mut &[4, 0x82, 0, 0x80, 7][..], 4), None);
        assert_eq!(value(&mut &[0x1f, 0x81, 0][..]), None);
        let mut rest = &[4, 1, 7, 2, 1, 9][..];
        assert_eq!((take_if(&mut rest, 2), rest.len()), (None, 6));
        assert_eq!(value(&mut rest).map(|value| value.whole), Some(&[4, 1, 7][..]));
        assert_eq!((take_if(&mut rest, 2), rest.len()), (Some(&[9][..]), 0));
        assert_eq!(take(&mut &octets(&[1])[..], 0x02), None);
    }

    #[test]
    fn lengths_and_integers_are_the_shortest() {
        assert_eq!(octets(&[7; 3]), [4, 3, 7, 7, 7]);
        assert_eq!(octets(&[0; 200])[..3], [4, 0x81, 200]);
        assert_eq!(octets(&[0; 300])[..4], [4, 0x82, 1, 44]);
        assert_eq!(positive(&[0, 0, 0x80]), [2, 2, 0, 0x80]);
        assert_eq!(positive(&[0, 0]), [2, 1, 0]);
        assert_eq!(set(&[&[5, 0], &[2, 1, 0]]), [0x31, 5, 2, 1, 0, 5, 0]);
    }
}
