-- Series that were fetched from providers, beside those that users imported: one shape for both.

CREATE TABLE bar_series (
    id        INTEGER PRIMARY KEY,
    symbol    TEXT NOT NULL,
    interval  TEXT NOT NULL,
    -- 1 when the user imported it; it hides what was fetched under the same name.
    imported  BIGINT NOT NULL,
    -- 'import', or the provider that it was fetched from.
    provider  TEXT NOT NULL,
    name      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    currency  TEXT NOT NULL,
    notice    TEXT,
    -- SHA-256 of the imported file: the same file again changes nothing. NULL when fetched.
    digest    TEXT,
    -- IANA name of the exchange's time zone, and what was asked for, both ends included; NULL
    -- when imported.
    zone      TEXT,
    start_ms  BIGINT,
    end_ms    BIGINT,
    -- When it was imported, or when the provider was asked last for the newest bars.
    asked_ms  BIGINT NOT NULL,
    -- What a list shows, so that it need not read the bars. NULL when there are none.
    first_ms  BIGINT,
    last_ms   BIGINT,
    bar_count BIGINT NOT NULL,
    UNIQUE (symbol, interval, imported)
);

CREATE TABLE bars (
    series_id INTEGER NOT NULL REFERENCES bar_series (id) ON DELETE CASCADE,
    time_ms   BIGINT NOT NULL,
    -- As traded.
    open      DOUBLE PRECISION NOT NULL,
    high      DOUBLE PRECISION NOT NULL,
    low       DOUBLE PRECISION NOT NULL,
    close     DOUBLE PRECISION NOT NULL,
    volume    DOUBLE PRECISION NOT NULL,
    -- From a file, or from a provider that gives this instead of events; else NULL.
    adj_close DOUBLE PRECISION,
    PRIMARY KEY (series_id, time_ms)
);

CREATE TABLE splits (
    series_id INTEGER NOT NULL REFERENCES bar_series (id) ON DELETE CASCADE,
    time_ms   BIGINT NOT NULL,
    ratio     DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (series_id, time_ms)
);

CREATE TABLE dividends (
    series_id INTEGER NOT NULL REFERENCES bar_series (id) ON DELETE CASCADE,
    time_ms   BIGINT NOT NULL,
    amount    DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (series_id, time_ms)
);

CREATE TABLE observation_series (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    imported  BIGINT NOT NULL,
    provider  TEXT NOT NULL,
    title     TEXT NOT NULL,
    unit      TEXT NOT NULL,
    frequency TEXT NOT NULL,
    notice    TEXT,
    digest    TEXT,
    asked_ms  BIGINT NOT NULL,
    -- 1 when the source says since when each value was known.
    vintages  BIGINT NOT NULL,
    UNIQUE (name, imported)
);

CREATE TABLE observations (
    series_id   INTEGER NOT NULL REFERENCES observation_series (id) ON DELETE CASCADE,
    -- First day of the period.
    time_ms     BIGINT NOT NULL,
    -- The day from which the value was known; 0 without vintages.
    released_ms BIGINT NOT NULL,
    -- NULL takes the value back.
    value       DOUBLE PRECISION,
    PRIMARY KEY (series_id, time_ms, released_ms)
);

INSERT INTO bar_series (id, symbol, interval, imported, provider, name, kind, currency, notice, digest, asked_ms, first_ms, last_ms, bar_count)
SELECT s.id, s.symbol, s.interval, 1, 'import', s.name, s.kind, s.currency, s.notice, s.digest, s.imported_ms,
    min(b.time_ms), max(b.time_ms), count(b.time_ms)
FROM price_series s LEFT JOIN price_bars b ON b.series_id = s.id
GROUP BY s.id;

INSERT INTO bars (series_id, time_ms, open, high, low, close, volume, adj_close)
SELECT series_id, time_ms, open, high, low, close, volume, adj_close FROM price_bars;

INSERT INTO observation_series (name, imported, provider, title, unit, frequency, notice, digest, asked_ms, vintages)
SELECT id, 1, 'import', title, unit, frequency, notice, digest, imported_ms, 0 FROM macro_series;

INSERT INTO observations (series_id, time_ms, released_ms, value)
SELECT s.id, v.time_ms, 0, v.value
FROM macro_values v JOIN observation_series s ON s.name = v.series_id;

DROP TABLE price_bars;
DROP TABLE price_series;
DROP TABLE macro_values;
DROP TABLE macro_series;
