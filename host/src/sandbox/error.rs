//! What can go wrong inside the sandbox, in the words of its callers.

use std::time::Duration;

use sandbourse_wit::types::Failure;
use sandbourse_wit::values::FailureKind;

/// Why a call into a component has no value.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The component refused the input or a source outside failed.
    #[error("{}: {}", .0.code, .0.detail)]
    Failure(Failure),
    /// All slots stayed taken until the deadline.
    #[error("the sandbox has no free slot")]
    Overloaded {
        /// When to try again.
        retry_after: Duration,
    },
    /// The call ran into its wall deadline.
    #[error("the component did not answer within {} ms", .0.as_millis())]
    Deadline(Duration),
    /// The call used up its CPU budget.
    #[error("the component used more than {} ms of CPU time", .0.as_millis())]
    Cpu(Duration),
    /// The store asked for more memory than it may have.
    #[error("the component asked for more than {0} bytes of memory")]
    Memory(u64),
    /// All guests together hold as much memory as the process gives them.
    #[error("the guests together are out of memory")]
    MemoryPressure,
    /// More calls into the host than one call may make.
    #[error("the component made more than {0} host calls")]
    HostCalls(u32),
    /// A value larger than may cross the boundary.
    #[error("the component passed more data than one call may")]
    TooMuchData,
    /// The component ended in a trap.
    #[error("the component trapped: {cause}")]
    Trap {
        /// The trap in words, without addresses or back-trace.
        cause: String,
        /// What the component printed: for its author and the log, not for clients.
        printed: String,
    },
    /// The component answered what cannot be true.
    #[error("the component answered with {0}")]
    Unsound(&'static str),
    /// No component serves this world.
    #[error("no component is active for `{0}`")]
    Inactive(&'static str),
}

impl CallError {
    /// A trap of a component that printed nothing.
    pub fn trap(cause: impl std::fmt::Display) -> Self {
        Self::Trap {
            cause: cause.to_string(),
            printed: String::new(),
        }
    }

    /// What the component printed before it trapped, for the log.
    pub fn printed(&self) -> &str {
        match self {
            Self::Trap { printed, .. } => printed.trim(),
            _ => "",
        }
    }

    /// Whether there was no room, in memory or among the calls at once, which says nothing of
    /// who asked for it.
    pub const fn is_want_of_room(&self) -> bool {
        match self {
            Self::Overloaded { .. } | Self::MemoryPressure => true,
            Self::Failure(failure) => matches!(failure.kind, FailureKind::Unavailable),
            _ => false,
        }
    }

    /// The word for metrics, logs and problem documents.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Failure(_) => "failure",
            Self::Overloaded { .. } => "overloaded",
            Self::Deadline(_) => "deadline_exceeded",
            Self::Cpu(_) => "cpu_budget_exceeded",
            Self::Memory(_) => "memory_limit_exceeded",
            Self::MemoryPressure => "memory_pressure",
            Self::HostCalls(_) => "host_call_budget_exceeded",
            Self::TooMuchData => "too_much_data",
            Self::Trap { .. } => "component_trapped",
            Self::Unsound(_) => "component_unsound",
            Self::Inactive(_) => "component_inactive",
        }
    }
}

/// Why an upload was not accepted. The old version keeps serving.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{detail}")]
pub struct Refusal {
    /// Machine-readable, for example `import_not_granted`.
    pub code: &'static str,
    /// One sentence for the author of the component.
    pub detail: String,
    /// The import at fault.
    pub import: Option<String>,
}

impl Refusal {
    /// A refusal that is not about an import.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            import: None,
        }
    }
}

/// Why a component could not be loaded, activated or listed.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The bytes are at fault.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no component of this name.
    #[error("there is no component `{0}`")]
    UnknownComponent(String),
    /// The component has no such version.
    #[error("`{component}` has no version {version}")]
    UnknownVersion {
        /// Name of the component.
        component: String,
        /// The number that was asked for.
        version: u32,
    },
    /// The version cannot be removed or rolled back as things stand.
    #[error("{0}")]
    Conflict(String),
    /// The machine is at fault: disk, database, engine.
    #[error("{0}")]
    Internal(String),
}

impl LoadError {
    /// An internal error from any cause.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }
}
