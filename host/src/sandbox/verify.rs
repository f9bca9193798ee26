//! What an upload claims to be, read from its outermost section headers before
//! anything is compiled: a component, of a known world, with granted imports.

use wasmparser::{Encoding, Parser, Payload};

use super::{Refusal, World};

/// Items that the outermost component may import or export.
const MAX_NAMES: usize = 200;

/// What a component says about itself.
#[derive(Debug)]
pub struct Manifest {
    /// The one world whose interface it exports.
    pub world: World,
    /// Everything it imports, sorted.
    pub imports: Vec<String>,
}

/// Reads the manifest and refuses what this host would not link.
///
/// # Errors
/// A [`Refusal`] that names the reason and, where there is one, the import.
pub fn verify(bytes: &[u8]) -> Result<Manifest, Refusal> {
    let names = names(bytes)?;
    let world = world(&names.exports)?;
    if let Some(import) = names
        .imports
        .iter()
        .find(|import| !world.may_import(import))
    {
        return Err(ungranted(world, import));
    }
    let mut imports = names.imports;
    imports.sort_unstable();
    Ok(Manifest { world, imports })
}

#[derive(Default)]
struct Names {
    imports: Vec<String>,
    exports: Vec<String>,
}

fn names(bytes: &[u8]) -> Result<Names, Refusal> {
    let mut names = Names::default();
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(malformed)? {
            Payload::Version {
                encoding: Encoding::Module,
                ..
            } if depth == 0 => {
                return Err(Refusal::new(
                    "core_module",
                    "This is a core WebAssembly module, not a component; build it for wasm32-wasip2.",
                ));
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    names
                        .imports
                        .push(import.map_err(malformed)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    names
                        .exports
                        .push(export.map_err(malformed)?.name.name.to_owned());
                }
            }
            _ => {}
        }
        if names.imports.len() + names.exports.len() > MAX_NAMES {
            return Err(Refusal::new(
                "too_many_names",
                format!("The component imports and exports more than {MAX_NAMES} items."),
            ));
        }
    }
    Ok(names)
}

fn malformed(cause: wasmparser::BinaryReaderError) -> Refusal {
    Refusal::new(
        "malformed",
        format!(
            "The bytes are not a WebAssembly component: {} (at byte {}).",
            cause.message(),
            cause.offset()
        ),
    )
}

fn world(exports: &[String]) -> Result<World, Refusal> {
    let mut found = World::GROUPS
        .into_iter()
        .chain([World::Strategy])
        .filter(|world| exports.contains(&world.export()));
    match (found.next(), found.next()) {
        (Some(world), None) => Ok(world),
        (Some(first), Some(second)) => Err(Refusal::new(
            "many_worlds",
            format!(
                "The component exports both `{}` and `{}`; a component serves exactly one world.",
                first.export(),
                second.export()
            ),
        )),
        (None, _) => Err(Refusal::new(
            "no_known_world",
            format!(
                "The component exports no endpoint group of this host; it exports: {}.",
                listed(exports)
            ),
        )),
    }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "nothing".to_owned();
    }
    names
        .iter()
        .take(8)
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn ungranted(world: World, import: &str) -> Refusal {
    Refusal {
        code: "import_not_granted",
        detail: format!(
            "The component imports `{import}`, which a `{world}` component is not granted; it may import: {}.",
            world.grant().join(", ")
        ),
        import: Some(import.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_components_are_what_they_say() {
        for builtin in sandbourse_bundle::BUILTINS {
            let manifest = verify(builtin.bytes).unwrap();
            assert_eq!(manifest.world.name(), builtin.world);
        }
    }

    #[test]
    fn a_core_module_is_refused_as_such() {
        assert_eq!(
            verify(&wat::parse_str("(module)").unwrap())
                .unwrap_err()
                .code,
            "core_module"
        );
    }

    #[test]
    fn a_component_without_a_known_export_is_refused() {
        assert_eq!(
            verify(&wat::parse_str("(component)").unwrap())
                .unwrap_err()
                .code,
            "no_known_world"
        );
    }

    #[test]
    fn bytes_that_are_cut_anywhere_or_random_are_refused_and_never_panic() {
        let whole = sandbourse_bundle::BUILTINS[1].bytes;
        for cut in [0, 1, 4, 7, 8, 9, 100, whole.len() / 2, whole.len() - 1] {
            assert!(verify(&whole[..cut]).is_err(), "cut at {cut}");
        }
        proptest::proptest!(|(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..512))| {
            let mut headed = b"\0asm\x0d\0\x01\0".to_vec();
            headed.extend(&bytes);
            let _ = verify(&headed);
            let _ = verify(&bytes);
        });
    }
}
