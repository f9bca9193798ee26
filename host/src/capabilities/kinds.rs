//! One mark for each capability, by which the linker asks for its view.

use wasmtime::component::HasData;

use super::View;

macro_rules! capabilities {
    ($($name:ident),+ $(,)?) => {
        $(
            #[doc = concat!("Marks a view of the `", stringify!($name), "` capability.")]
            pub struct $name;

            impl HasData for $name {
                type Data<'a> = View<'a, $name>;
            }
        )+
    };
}

capabilities!(
    Cache, Digest, Events, History, HttpOut, Hub, Log, Market, Metrics, Plugins, RateLimit,
    Settings
);
