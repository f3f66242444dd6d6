-- The log is the truth: rows of `events` are only ever added. `tasks` and `snapshots` follow from it and can be made again.
-- Every primary key begins with the partition, the unit of ownership. Times are epoch milliseconds.

-- Who may write, and where the log ends. An append is conditional on both.
CREATE TABLE partitions (
    partition INTEGER NOT NULL,
    epoch     INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    PRIMARY KEY (partition)
) STRICT;

-- A table with rowids on purpose: rows arrive in the order of seq, so they are added at the right end of the tree, whose inner
-- pages hold only numbers.
CREATE TABLE events (
    partition     INTEGER NOT NULL,
    seq           INTEGER NOT NULL,
    task_id       TEXT    NOT NULL,
    task_seq      INTEGER NOT NULL,
    kind          TEXT    NOT NULL,
    time          INTEGER NOT NULL,
    actor         TEXT    NOT NULL,
    payload       TEXT    NOT NULL,
    previous_hash BLOB    NOT NULL,
    hash          BLOB    NOT NULL,
    PRIMARY KEY (partition, seq)
) STRICT;

CREATE UNIQUE INDEX events_of_task ON events (partition, task_id, task_seq);

-- Ordered by number, which is the order of creation: finished tasks stay behind in pages that nobody touches again, and the
-- indexes refer to a row by a number instead of by its id.
CREATE TABLE tasks (
    partition       INTEGER NOT NULL,
    number          INTEGER NOT NULL,
    id              TEXT    NOT NULL,
    type            TEXT    NOT NULL,
    version         INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    tenant          TEXT    NOT NULL,
    queue           TEXT    NOT NULL,
    priority        INTEGER NOT NULL,
    parent          TEXT,
    root            TEXT    NOT NULL,
    idempotency_key TEXT,
    labels          TEXT    NOT NULL,
    attempt         INTEGER NOT NULL,
    events          INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    ready_at        INTEGER,
    wake_at         INTEGER,
    deadline        INTEGER,
    waiting_for     TEXT,
    progress        TEXT,
    failure         TEXT,
    PRIMARY KEY (partition, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX tasks_by_id ON tasks (partition, id);
CREATE INDEX tasks_by_state ON tasks (partition, state, number);
CREATE UNIQUE INDEX tasks_by_key ON tasks (partition, tenant, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX tasks_by_parent ON tasks (partition, parent, number) WHERE parent IS NOT NULL;
-- The root itself is found by its id.
CREATE INDEX tasks_by_root ON tasks (partition, root, number) WHERE parent IS NOT NULL;
CREATE INDEX tasks_ready ON tasks (partition, priority DESC, ready_at, id) WHERE ready_at IS NOT NULL;
CREATE INDEX tasks_waking ON tasks (partition, wake_at, id) WHERE wake_at IS NOT NULL;

CREATE TABLE snapshots (
    partition INTEGER NOT NULL,
    task_id   TEXT    NOT NULL,
    task_seq  INTEGER NOT NULL,
    state     TEXT    NOT NULL,
    PRIMARY KEY (partition, task_id)
) STRICT;

CREATE TABLE blobs (
    partition INTEGER NOT NULL,
    hash      TEXT    NOT NULL,
    content   BLOB    NOT NULL,
    PRIMARY KEY (partition, hash)
) STRICT;
