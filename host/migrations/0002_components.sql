-- Versions of components. The bytes lie in the data directory, named by digest.

CREATE TABLE component_versions (
    component    TEXT NOT NULL,
    version      BIGINT NOT NULL,
    digest       TEXT NOT NULL,
    -- 'builtin' or 'upload'
    origin       TEXT NOT NULL,
    size         BIGINT NOT NULL,
    created_ms   BIGINT NOT NULL,
    -- When it last took over; NULL when it never has.
    activated_ms BIGINT,
    active       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (component, version)
);
