//! Weighted lists in headers such as `Accept-Encoding` (RFC 9110, 12.4.2).

use poem::http::{HeaderMap, HeaderName};

/// The words of a header in lower case with their weights in thousandths, from all its lines. An
/// item with an invalid weight gets 0.
pub fn weights(headers: &HeaderMap, name: &HeaderName) -> Vec<(String, u16)> {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    let items = lines.flat_map(|line| line.split(','));
    items
        .filter_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let word = parts.next().filter(|word| !word.is_empty())?.to_ascii_lowercase();
            let weight = parts.find_map(|part| {
                let (name, value) = part.split_once('=')?;
                name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
            });
            Some((word, weight.map_or(Some(1_000), thousandths).unwrap_or(0)))
        })
        .collect()
}

/// Parses `0`, `0.25` or `1.000`: at most three decimals, never more than one.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let fine = matches!(whole, "0" | "1")
        && rest.len() <= 3
        && rest.bytes().all(|digit| digit.is_ascii_digit());
    let parts: u16 = format!("{rest:0<3}").parse().ok().filter(|_| fine)?;
    Some(if whole == "1" { 1_000 + parts } else { parts }).filter(|sum| *sum <= 1_000)
}

#[cfg(test)]
mod tests {
    use poem::http::{HeaderValue, header};

    use super::*;

    #[test]
    fn weights_are_read_whatever_their_case_and_spaces() {
        let mut headers = HeaderMap::new();
        headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static("GZip ; Q=0.5, br"));
        headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static("*;q=0.001,,x;q=2"));
        let read = weights(&headers, &header::ACCEPT_ENCODING);
        let expected = [("gzip", 500), ("br", 1_000), ("*", 1), ("x", 0)];
        assert_eq!(read, expected.map(|(word, weight)| (word.to_owned(), weight)));
    }

    #[test]
    fn a_weight_has_three_digits_at_most() {
        let read = |text: &str| thousandths(text);
        assert_eq!([read("1"), read("1.000"), read("0.")], [Some(1_000), Some(1_000), Some(0)]);
        for wrong in ["", "1.001", "0.1234", "2", "-1", ".5", "0,5", "1e0", "NaN"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
