//! The languages that a plugin can be written in, and what they call things.

use std::path::Path;

use clap::ValueEnum;

use crate::cli::complaint::Complaint;

/// A language with a template and a way to build it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Rust, compiled to a component of about 100 kB.
    Rust,
    /// JavaScript, with the QuickJS interpreter inside.
    Js,
    /// Python, with the CPython interpreter inside.
    Python,
}

impl Language {
    const ALL: [Self; 3] = [Self::Rust, Self::Js, Self::Python];

    /// The file by which a project of this language is known.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Rust => "Cargo.toml",
            Self::Js => "package.json",
            Self::Python => "app.py",
        }
    }

    /// The word for a person.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Js => "JavaScript",
            Self::Python => "Python",
        }
    }

    /// The language of the project in a folder.
    ///
    /// # Errors
    /// When there is no project.
    pub fn of(folder: &Path) -> Result<Self, Complaint> {
        let found = Self::ALL
            .into_iter()
            .find(|language| folder.join(language.mark()).is_file());
        found.ok_or_else(|| {
            Complaint::new(format!(
                "{} holds no plugin: there is neither Cargo.toml nor package.json nor app.py.",
                folder.display()
            ))
            .cure("name the folder of a project, or write one with `sandbourse plugin new NAME --lang rust`")
        })
    }
}

/// The name of a plugin: 1 to 64 of a-z, 0-9 and `-`, beginning with a letter.
///
/// # Errors
/// What is wrong with the text, and a right one.
pub fn plugin_name(text: &str) -> Result<String, String> {
    let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
    let fits = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if begins && fits && text.len() <= 64 && !text.ends_with('-') {
        return Ok(text.to_owned());
    }
    Err(
        "a name has up to 64 of a-z, 0-9 and `-` and begins with a letter, for example my-cross"
            .to_owned(),
    )
}

/// The name that a component's file suggests: cargo writes `_` where names have `-`.
pub fn component_name(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    stem.replace('_', "-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_a_descriptor_may_have() {
        for right in ["a", "my-cross", "ema12"] {
            assert!(plugin_name(right).is_ok(), "{right}");
        }
        for wrong in [
            "",
            "My-cross",
            "1cross",
            "my_cross",
            "my-",
            "../up",
            &"a".repeat(65),
        ] {
            assert!(plugin_name(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_file_suggests_the_name_that_its_project_has() {
        assert_eq!(
            component_name(Path::new("target/release/my_cross.wasm")),
            "my-cross"
        );
        assert_eq!(component_name(Path::new("")), "");
    }

    #[test]
    fn a_folder_without_a_project_is_told_how_to_make_one() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Language::of(folder.path()).is_err());
        std::fs::write(folder.path().join("app.py"), "").unwrap();
        assert_eq!(Language::of(folder.path()), Ok(Language::Python));
    }
}
