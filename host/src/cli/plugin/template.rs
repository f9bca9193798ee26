//! What a new project is made of: files of this binary with the project's name filled in.

use rust_embed::RustEmbed;

use super::language::Language;

/// Files whose names end like this are templates; the ending keeps them from being taken for
/// a part of this program.
const ENDING: &str = ".template";
/// The version of the bindings' generator that the library was written for.
const WIT_BINDGEN: &str = "0.61";

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/src/cli/plugin/templates"]
struct Templates;

/// The library that strategies in Rust are written with.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../plugins/sdk/src"]
struct Library;

/// The contract of plugins.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../wit/plugin"]
struct Contract;

/// A file of a new project.
#[derive(Debug)]
pub struct ProjectFile {
    /// Where it goes, relative to the project.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// The files of a new project, by their paths.
pub fn files(language: Language, name: &str) -> Vec<ProjectFile> {
    let mut files: Vec<ProjectFile> = own(language, name).collect();
    match language {
        Language::Rust => {
            files.extend(embedded::<Library>("sdk/src"));
            files.extend(embedded::<Contract>("sdk/wit"));
        }
        Language::Js | Language::Python => files.extend(embedded::<Contract>("wit")),
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn own(language: Language, name: &str) -> impl Iterator<Item = ProjectFile> {
    let folder = match language {
        Language::Rust => "rust/",
        Language::Js => "js/",
        Language::Python => "python/",
    };
    Templates::iter().filter_map(move |path| {
        let inner = path.strip_prefix(folder)?.strip_suffix(ENDING)?.to_owned();
        let text = fill(&text::<Templates>(&path)?, name);
        Some(ProjectFile { path: inner, text })
    })
}

fn fill(template: &str, name: &str) -> String {
    [
        ("{{name}}", name),
        ("{{crate}}", &name.replace('-', "_")),
        ("{{version}}", env!("CARGO_PKG_VERSION")),
        ("{{wit_bindgen}}", WIT_BINDGEN),
    ]
    .into_iter()
    .fold(template.to_owned(), |text, (mark, value)| {
        text.replace(mark, value)
    })
}

fn embedded<E: RustEmbed>(folder: &str) -> impl Iterator<Item = ProjectFile> {
    E::iter().filter_map(move |path| {
        Some(ProjectFile {
            path: format!("{folder}/{path}"),
            text: text::<E>(&path)?,
        })
    })
}

fn text<E: RustEmbed>(path: &str) -> Option<String> {
    String::from_utf8(E::get(path)?.data.into_owned()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_to_fill_in() {
        for language in [Language::Rust, Language::Js, Language::Python] {
            let files = files(language, "my-cross");
            assert!(
                files.iter().any(|file| file.path == language.mark()),
                "{language:?}"
            );
            assert!(
                files
                    .iter()
                    .any(|file| file.path.ends_with("wit/types.wit")),
                "{language:?}"
            );
            for file in &files {
                assert!(!file.text.contains("{{"), "{}", file.path);
                assert!(!file.path.ends_with(ENDING), "{}", file.path);
            }
        }
    }

    #[test]
    fn the_library_is_built_with_the_generator_that_it_was_written_for() {
        let workspace = include_str!("../../../../Cargo.toml");
        assert!(workspace.contains(&format!("wit-bindgen = {{ version = \"{WIT_BINDGEN}\"")));
    }

    #[test]
    fn the_library_needs_nothing_of_this_repository_but_the_contract() {
        let manifest = include_str!("../../../../plugins/sdk/Cargo.toml");
        let (_, rest) = manifest.split_once("[dependencies]\n").unwrap();
        let needs = rest.lines().take_while(|line| !line.is_empty());
        assert_eq!(needs.collect::<Vec<_>>(), ["wit-bindgen.workspace = true"]);
    }
}
