//! Text that stays text inside a page, whoever wrote it: names, tags and notices come from
//! strategies and providers that nobody has vouched for.

/// The text with everything that HTML could take for markup written as a reference. Characters
/// that nobody sees, and those that turn the direction of what follows, are left out.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !is_hidden(*character)) {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// Control characters but line break and tab, and the marks that embed, override or isolate a
/// direction of writing.
fn is_hidden(character: char) -> bool {
    let is_control = character.is_control() && !matches!(character, '\n' | '\t');
    is_control || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::escaped;

    #[test]
    fn markup_becomes_text_and_direction_marks_go() {
        let hostile = "<script>alert('x')</script>&\"\u{202e}\u{0}";
        let wanted = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;";
        assert_eq!(escaped(hostile), wanted);
        assert_eq!(escaped("Größe – 5 % ✓"), "Größe – 5 % ✓");
    }

    proptest! {
        #[test]
        fn nothing_that_opens_a_tag_or_leaves_an_attribute_is_left(text in any::<String>()) {
            let safe = escaped(&text);
            prop_assert!(!safe.contains(['<', '>', '"', '\'']));
        }
    }
}
