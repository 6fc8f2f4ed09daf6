//! Reads Rust sources as text: without comments and unit tests, and what they use.

use std::fs;
use std::path::Path;

/// The floors named after `crate::`, braces included.
pub fn uses(code: &str) -> Vec<String> {
    let mut found = vec![];
    for (at, _) in code.match_indices("crate::") {
        // `$crate` and other crates' paths end in `crate::` too.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let mut depth = 0;
                let mut name_comes_next = true;
                for (at, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => name_comes_next = true,
                        c if name_comes_next && !c.is_whitespace() => {
                            found.push(first_word(&list[at..]).to_owned());
                            name_comes_next = false;
                        }
                        _ => {}
                    }
                }
            }
            None => found.push(first_word(rest).to_owned()),
        }
    }
    let floor = |name: String| match name.as_str() {
        "App" => "app".to_owned(),
        "Error" | "Result" => "error".to_owned(),
        _ => name,
    };
    found.into_iter().map(floor).collect()
}

/// The file up to its unit tests, which may reach where they like, without comments.
pub fn code(file: &Path) -> String {
    numbered(file).iter().map(|(_, line)| without_comment(line) + "\n").collect()
}

pub fn numbered(file: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(file).unwrap();
    let shipped = text.split("#[cfg(test)]\nmod").next().unwrap().split("#[cfg(test)]\n#[path");
    shipped
        .take(1)
        .flat_map(str::lines)
        .enumerate()
        .map(|(n, line)| (n + 1, line.to_owned()))
        .collect()
}

pub fn without_comment(line: &str) -> String {
    match line.trim_start().starts_with("//") {
        true => String::new(),
        false => line.to_owned(),
    }
}

pub fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")
}
