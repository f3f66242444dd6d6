-- A small store as schema 1 wrote it. Never change it: newer code must open it.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO flyway_schema_history VALUES(1,'1','log and projections','SQL','V1__log_and_projections.sql',-179296161,'','2026-11-20 17:43:32.141',20,1);
CREATE TABLE partitions (
    partition INTEGER NOT NULL,
    epoch     INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    PRIMARY KEY (partition)
) STRICT;
INSERT INTO partitions VALUES(0,2,8);
INSERT INTO partitions VALUES(1,1,1);
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
INSERT INTO events VALUES(0,1,'vendor-review-06e5zg0000',1,'task_created',1767225600125,'client','{"input":{"shortlist":["org.slf4j:slf4j-api"]}}',X'0000000000000000000000000000000000000000000000000000000000000000',X'ddb00100bd6120c921e40d1a3047bdd022ec70ddce2eca086f2d37445fe6682c');
INSERT INTO events VALUES(0,2,'vendor-review-06e5zg0000',2,'attempt_started',1767225600250,'worker:local','{"attempt":1}',X'ddb00100bd6120c921e40d1a3047bdd022ec70ddce2eca086f2d37445fe6682c',X'd0cbeed6a1358dd49bd21055fbe54259039863cd0d416d389b540dbe28d1552c');
INSERT INTO events VALUES(0,3,'candidate-06e5zg0001',1,'task_created',1767225600375,'task:vendor-review-06e5zg0000','{"input":"org.slf4j:slf4j-api"}',X'0000000000000000000000000000000000000000000000000000000000000000',X'24bbff8b402f71e96a39f3f48207f5ec9f5e65c9c2406219afaf8962d2094ce8');
INSERT INTO events VALUES(0,4,'candidate-06e5zg0001',2,'attempt_started',1767225600500,'worker:local','{"attempt":1}',X'24bbff8b402f71e96a39f3f48207f5ec9f5e65c9c2406219afaf8962d2094ce8',X'5f5deb199ff970d8271011af53b6ce740630440679b5e7755592d035e1ff9f9e');
INSERT INTO events VALUES(0,5,'candidate-06e5zg0001',3,'step_completed',1767225600625,'worker:local','{"step":"fetch","blob":"423f1133cf2a6f1c50e4e35701eb32e42bafb2c08102f46371904e7de7fd6030"}',X'5f5deb199ff970d8271011af53b6ce740630440679b5e7755592d035e1ff9f9e',X'cfde5f5b91dfd70cfb650407f270decd593a693995c20ef3031b15856d879e9c');
INSERT INTO events VALUES(0,6,'candidate-06e5zg0001',4,'task_completed',1767225600750,'worker:local','{"result":{"licence":"MIT","größe":67000}}',X'cfde5f5b91dfd70cfb650407f270decd593a693995c20ef3031b15856d879e9c',X'2717cfb1fa18b50486a8a4e91eef187c2aac83e54dffd8e0a4bbf7df308f781e');
INSERT INTO events VALUES(0,7,'vendor-review-06e5zg0000',3,'step_completed',1767225600875,'worker:local','{"step":"score","result":0.75}',X'd0cbeed6a1358dd49bd21055fbe54259039863cd0d416d389b540dbe28d1552c',X'0e5381b7fd61abe62ac22591ec149bc8a3e75c0969ee27c62fcd1aa04c71e814');
INSERT INTO events VALUES(0,8,'reminder-06e5zg0002',1,'task_created',1767225601000,'client','{"input":null}',X'0000000000000000000000000000000000000000000000000000000000000000',X'1126c1aafe4882d1426fc3bd93d372985cd6d609684aa84621f1cd60a5585992');
INSERT INTO events VALUES(1,1,'other-06e5zg0003',1,'task_created',1767225601000,'client','{}',X'0000000000000000000000000000000000000000000000000000000000000000',X'c78c8e6808e28264f2ca653c98b9a631a460790f139d889dda5d447a5a493fb9');
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
INSERT INTO tasks VALUES(0,1,'vendor-review-06e5zg0000','vendor-review',1,'waiting','default','default',0,NULL,'vendor-review-06e5zg0000','order-17','{"customer":"acme"}',1,3,1767225600000,1767225601000,NULL,NULL,1767312001000,'a signal: review','{"done":1,"total":1}',NULL);
INSERT INTO tasks VALUES(0,3,'candidate-06e5zg0001','candidate',2,'completed','default','fast',5,'vendor-review-06e5zg0000','vendor-review-06e5zg0000',NULL,'{}',1,4,1767225600300,1767225600700,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO tasks VALUES(0,8,'reminder-06e5zg0002','reminder',1,'scheduled','acme','default',-1,NULL,'reminder-06e5zg0002',NULL,'{}',0,1,1767225601000,1767225601000,NULL,1767225661000,NULL,'its start time',NULL,NULL);
INSERT INTO tasks VALUES(1,1,'other-06e5zg0003','other',1,'ready','default','default',0,NULL,'other-06e5zg0003',NULL,'{}',0,1,1767225601000,1767225601000,1767225601000,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE snapshots (
    partition INTEGER NOT NULL,
    task_id   TEXT    NOT NULL,
    task_seq  INTEGER NOT NULL,
    state     TEXT    NOT NULL,
    PRIMARY KEY (partition, task_id)
) STRICT;
INSERT INTO snapshots VALUES(0,'vendor-review-06e5zg0000',2,'{"state":"running"}');
CREATE TABLE blobs (
    partition INTEGER NOT NULL,
    hash      TEXT    NOT NULL,
    content   BLOB    NOT NULL,
    PRIMARY KEY (partition, hash)
) STRICT;
INSERT INTO blobs VALUES(0,'423f1133cf2a6f1c50e4e35701eb32e42bafb2c08102f46371904e7de7fd6030',X'7b22706f6d223a223c70726f6a6563742f3e227d');
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
CREATE UNIQUE INDEX events_of_task ON events (partition, task_id, task_seq);
CREATE UNIQUE INDEX tasks_by_id ON tasks (partition, id);
CREATE INDEX tasks_by_state ON tasks (partition, state, number);
CREATE UNIQUE INDEX tasks_by_key ON tasks (partition, tenant, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX tasks_by_parent ON tasks (partition, parent, number) WHERE parent IS NOT NULL;
CREATE INDEX tasks_by_root ON tasks (partition, root, number) WHERE parent IS NOT NULL;
CREATE INDEX tasks_ready ON tasks (partition, priority DESC, ready_at, id) WHERE ready_at IS NOT NULL;
CREATE INDEX tasks_waking ON tasks (partition, wake_at, id) WHERE wake_at IS NOT NULL;
COMMIT;
PRAGMA user_version=1;
