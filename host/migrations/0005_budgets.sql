-- What components have used of the budgets that providers give them. A restart must
-- not hand out a budget a second time.
CREATE TABLE budgets (
    component TEXT NOT NULL,
    name      TEXT NOT NULL,
    -- JSON: the tokens of a bucket, or the moments at which a window was used.
    state     TEXT NOT NULL,
    used_ms   BIGINT NOT NULL,
    PRIMARY KEY (component, name)
);
