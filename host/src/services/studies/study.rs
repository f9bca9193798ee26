//! A study as it is kept.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

/// How far a study is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for its turn.
    Queued,
    /// Parts are being done.
    Running,
    /// It has a result.
    Done,
    /// It has an error.
    Failed,
    /// Its owner gave it up.
    Cancelled,
}

impl State {
    /// The word in the database and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing will happen to it any more.
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    /// The state of that word.
    fn read(word: &str) -> Self {
        [Self::Queued, Self::Running, Self::Done, Self::Cancelled]
            .into_iter()
            .find(|state| state.word() == word)
            .unwrap_or(Self::Failed)
    }
}

/// A study as it is kept.
#[derive(Clone, Debug)]
pub struct Study {
    /// Its identifier, a UUID.
    pub id: String,
    /// `sweep`, `walk_forward` or `monte_carlo`.
    pub kind: String,
    /// How far it is.
    pub state: State,
    /// The body of the request.
    pub request: serde_json::Value,
    /// What was planned.
    pub plan: Option<serde_json::Value>,
    /// What came out.
    pub result: Option<serde_json::Value>,
    /// Why nothing came out.
    pub error: Option<serde_json::Value>,
    /// Epoch milliseconds.
    pub created_ms: i64,
    /// When its first part began.
    pub started_ms: Option<i64>,
    /// When it ended.
    pub finished_ms: Option<i64>,
    /// Units of its parts that were kept.
    pub done: u64,
    /// Those of them that failed.
    pub failed: u64,
}

/// The study of a row.
///
/// # Errors
/// When a column is missing or not JSON.
pub(super) fn study(row: &SqliteRow) -> Result<Study, sqlx::Error> {
    let json = |column: &str| -> Result<Option<serde_json::Value>, sqlx::Error> {
        let text: Option<String> = row.try_get(column)?;
        text.map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|cause| sqlx::Error::Decode(cause.into()))
    };
    // Only asked for where they are shown.
    let count = |column: &str| {
        row.try_get(column)
            .map_or(0, |count: i64| count.max(0) as u64)
    };
    let state: String = row.try_get("state")?;
    Ok(Study {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        state: State::read(&state),
        request: json("request")?.unwrap_or_default(),
        plan: json("plan")?,
        result: json("result")?,
        error: json("error")?,
        created_ms: row.try_get("created_ms")?,
        started_ms: row.try_get("started_ms")?,
        finished_ms: row.try_get("finished_ms")?,
        done: count("done"),
        failed: count("failed"),
    })
}
