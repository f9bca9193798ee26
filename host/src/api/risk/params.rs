//! What every route of the group takes: the part of the history to look at, and the terms.

/// The parameters of a route, `query` or `body`: those that say which part of a history is
/// looked at, and the route's own. (Flattened structs can neither refuse what they do not
/// know nor read numbers from a query string.)
macro_rules! scoped {
    (query $name:ident { $($(#[$about:meta])* $field:ident: $kind:ty,)* }) => {
        #[derive(serde::Deserialize, utoipa::IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub struct $name {
            /// `1mo` … `10y`, `ytd` or `max`, counted back from the last bar.
            period: Option<String>,
            /// First date or RFC 3339 time; wins over `period`.
            start: Option<String>,
            /// Last date or RFC 3339 time, included.
            end: Option<String>,
            /// `raw`, `split` or `all` (default).
            #[param(value_type = Option<sandbourse_wit::values::Adjustment>)]
            adjustment: Option<String>,
            $($(#[$about])* $field: $kind,)*
        }

        impl $name {
            fn scope(&self) -> Result<crate::sandbox::groups::risk_types::Scope, crate::web::Problem> {
                let all = sandbourse_wit::values::Adjustment::All;
                Ok(crate::sandbox::groups::risk_types::Scope {
                    period: self.period.clone(),
                    start: crate::web::dates::start(("query", "start"), self.start.as_deref())?,
                    end: crate::web::dates::end(("query", "end"), self.end.as_deref())?,
                    adjustment: crate::web::dates::word("adjustment", self.adjustment.as_deref(), all)?,
                })
            }
        }
    };
    (body $(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// `1mo` … `10y`, `ytd` or `max`, counted back from the last bar.
            period: Option<String>,
            /// First date or RFC 3339 time; wins over `period`.
            start: Option<String>,
            /// Last date or RFC 3339 time, included.
            end: Option<String>,
            /// `raw`, `split` or `all` (default).
            adjustment: Option<sandbourse_wit::values::Adjustment>,
            $($(#[$about])* $field: $kind,)*
        }

        impl $name {
            fn scope(&self) -> Result<crate::sandbox::groups::risk_types::Scope, crate::web::Problem> {
                Ok(crate::sandbox::groups::risk_types::Scope {
                    period: self.period.clone(),
                    start: crate::web::dates::start(("body", "start"), self.start.as_deref())?,
                    end: crate::web::dates::end(("body", "end"), self.end.as_deref())?,
                    adjustment: self.adjustment.unwrap_or(sandbourse_wit::values::Adjustment::All),
                })
            }
        }
    };
}
