//! Facts about one Rust file: its functions, the paths it names, its opening.

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItemFn, ItemFn, ItemMod, ItemUse, Macro, Path, Signature, UseTree};

/// What the rules want to know of a file.
pub struct Facts {
    /// Whether it opens with `//!`.
    pub has_opening: bool,
    /// Its functions and methods with a body.
    pub functions: Vec<Function>,
    /// The paths that it names, made absolute where they start with `super`
    /// or `self`.
    pub references: Vec<Reference>,
    /// The line on which its inline tests begin.
    pub tests_from: Option<usize>,
}

/// A function with a body.
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its first line.
    pub line: usize,
    /// Lines from the signature to the closing brace.
    pub lines: usize,
    /// Whether it is `async`.
    pub is_async: bool,
}

/// A path that is named somewhere.
pub struct Reference {
    /// Its line.
    pub line: usize,
    /// Its parts, for example `crate`, `services`, `hub`.
    pub parts: Vec<String>,
    /// Whether only tests see it.
    pub in_test: bool,
}

/// Reads the facts of a file that is the module `module`.
pub fn facts(tree: &syn::File, module: Vec<String>) -> Facts {
    let has_opening = tree.attrs.iter().any(|attribute| {
        matches!(attribute.style, syn::AttrStyle::Inner(_)) && attribute.path().is_ident("doc")
    });
    let facts = Facts {
        has_opening,
        functions: Vec::new(),
        references: Vec::new(),
        tests_from: None,
    };
    let mut scanner = Scanner {
        facts,
        module,
        test_depth: 0,
    };
    scanner.visit_file(tree);
    scanner.facts
}

struct Scanner {
    facts: Facts,
    module: Vec<String>,
    test_depth: usize,
}

impl Scanner {
    fn function(&mut self, signature: &Signature, end: usize) {
        let line = signature.span().start().line;
        self.facts.functions.push(Function {
            name: signature.ident.to_string(),
            line,
            lines: end - line + 1,
            is_async: signature.asyncness.is_some(),
        });
    }

    fn reference(&mut self, line: usize, parts: &[String]) {
        let parts = absolute(&self.module, parts);
        self.facts.references.push(Reference {
            line,
            parts,
            in_test: self.test_depth > 0,
        });
    }

    /// Runs `visit` as test code when the attributes say so.
    fn within(&mut self, attributes: &[Attribute], visit: impl FnOnce(&mut Self)) {
        let test = attributes.iter().any(is_test_attribute);
        self.test_depth += usize::from(test);
        visit(self);
        self.test_depth -= usize::from(test);
    }

    fn use_tree(&mut self, tree: &UseTree, prefix: &mut Vec<String>) {
        let line = tree.span().start().line;
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.use_tree(&path.tree, prefix);
                prefix.pop();
            }
            UseTree::Group(group) => {
                for item in &group.items {
                    self.use_tree(item, prefix);
                }
            }
            UseTree::Name(name) => self.use_leaf(line, prefix, name.ident.to_string()),
            UseTree::Rename(rename) => self.use_leaf(line, prefix, rename.ident.to_string()),
            _ => self.reference(line, prefix),
        }
    }

    fn use_leaf(&mut self, line: usize, prefix: &[String], name: String) {
        let mut parts = prefix.to_vec();
        parts.push(name);
        self.reference(line, &parts);
    }

    /// Paths inside a macro call, whose tokens have no syntax yet.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut parts: Vec<String> = Vec::new();
        let mut line = 0;
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.token_path(line, &mut parts);
                        line = ident.span().start().line;
                    }
                    parts.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.token_path(line, &mut parts);
                    self.tokens(group.stream());
                }
                _ => self.token_path(line, &mut parts),
            }
        }
        self.token_path(line, &mut parts);
    }

    fn token_path(&mut self, line: usize, parts: &mut Vec<String>) {
        if parts.len() > 1 {
            self.reference(line, parts);
        }
        parts.clear();
    }
}

impl<'ast> Visit<'ast> for Scanner {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let test = item.attrs.iter().any(is_test_attribute);
        if test && item.content.is_some() && self.facts.tests_from.is_none() {
            self.facts.tests_from = Some(item.span().start().line);
        }
        self.within(&item.attrs, |scanner| {
            scanner.module.push(item.ident.to_string());
            visit::visit_item_mod(scanner, item);
            scanner.module.pop();
        });
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(&item.sig, item.block.span().end().line);
        self.within(&item.attrs, |scanner| visit::visit_item_fn(scanner, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.function(&item.sig, item.block.span().end().line);
        self.within(&item.attrs, |scanner| {
            visit::visit_impl_item_fn(scanner, item)
        });
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.within(&item.attrs, |scanner| {
            scanner.use_tree(&item.tree, &mut Vec::new())
        });
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let parts: Vec<String> = path
            .segments
            .iter()
            .map(|part| part.ident.to_string())
            .collect();
        self.reference(path.span().start().line, &parts);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}

/// `#[test]`, `#[tokio::test]`, `#[cfg(test)]` and the like.
fn is_test_attribute(attribute: &Attribute) -> bool {
    let path = attribute.path();
    if path
        .segments
        .last()
        .is_some_and(|part| part.ident == "test")
    {
        return true;
    }
    path.is_ident("cfg")
        && attribute.meta.require_list().is_ok_and(|list| {
            list.tokens
                .clone()
                .into_iter()
                .any(|token| token.to_string() == "test")
        })
}

/// With `self` and `super` at the start replaced by the module they mean.
fn absolute(module: &[String], parts: &[String]) -> Vec<String> {
    let Some(first) = parts
        .first()
        .filter(|first| *first == "self" || *first == "super")
    else {
        return parts.to_vec();
    };
    let mut base = module.to_vec();
    let mut rest = parts;
    if first == "self" {
        rest = &rest[1..];
    }
    while rest.first().is_some_and(|part| part == "super") {
        base.pop();
        rest = &rest[1..];
    }
    base.extend_from_slice(rest);
    base
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Facts {
        let tree = syn::parse_file(text).unwrap();
        facts(&tree, ["crate", "api", "risk"].map(str::to_owned).to_vec())
    }

    fn names(facts: &Facts) -> Vec<String> {
        facts
            .references
            .iter()
            .map(|reference| reference.parts.join("::"))
            .collect()
    }

    #[test]
    fn grouped_and_relative_imports_become_absolute_paths() {
        let facts =
            scan("use super::{data, super::app::App};\nuse self::x as y;\nuse crate::web::*;");
        assert_eq!(
            names(&facts),
            [
                "crate::api::data",
                "crate::app::App",
                "crate::api::risk::x",
                "crate::web"
            ]
        );
    }

    #[test]
    fn super_inside_an_inline_module_is_the_file() {
        let facts = scan("mod inner { use super::super::data; }");
        assert_eq!(names(&facts), ["crate::api::data"]);
    }

    #[test]
    fn paths_inside_macro_calls_are_seen() {
        let facts =
            scan("fn f() { println!(\"{}\", [crate::sandbox::x(), std::env::var(\"A\")]); }");
        let names = names(&facts);
        assert!(names.contains(&"crate::sandbox::x".into()), "{names:?}");
        assert!(names.contains(&"std::env::var".into()), "{names:?}");
    }

    #[test]
    fn test_code_is_marked() {
        let facts = scan(
            "#[cfg(test)]\nmod tests {\n  #[test]\n  fn a() { b::c(); }\n}\nfn d() { e::f(); }",
        );
        let marks: Vec<bool> = facts
            .references
            .iter()
            .filter(|r| r.parts.len() == 2)
            .map(|r| r.in_test)
            .collect();
        assert_eq!(marks, [true, false]);
        assert_eq!(facts.tests_from, Some(1));
    }

    #[test]
    fn functions_are_measured_from_signature_to_closing_brace() {
        let facts = scan("//! Opening.\n/// Doc.\npub async fn f(\n  a: u8,\n) {\n  g(a);\n}\n");
        assert!(facts.has_opening);
        let function = &facts.functions[0];
        assert_eq!(
            (function.line, function.lines, function.is_async),
            (3, 5, true)
        );
    }
}
