-- A database of schema version 7, as the tracker of that time wrote it. The search index is left out.
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES (1, 'tracker', 'first', '2026-11-28 04:25:17.860397+00:00');
INSERT INTO "_sqlite_migrations" VALUES (2, 'tracker', 'second', '2026-11-28 04:25:17.861119+00:00');
INSERT INTO "_sqlite_migrations" VALUES (3, 'tracker', 'third', '2026-11-28 04:25:17.863344+00:00');
INSERT INTO "_sqlite_migrations" VALUES (4, 'tracker', 'fourth', '2026-11-28 04:25:17.864561+00:00');
INSERT INTO "_sqlite_migrations" VALUES (5, 'tracker', 'fifth', '2026-11-28 04:25:17.865180+00:00');
INSERT INTO "_sqlite_migrations" VALUES (6, 'tracker', 'sixth', '2026-11-28 04:25:17.866163+00:00');
INSERT INTO "_sqlite_migrations" VALUES (7, 'tracker', 'seventh', '2026-11-28 04:25:17.867113+00:00');
CREATE TABLE sources (id TEXT PRIMARY KEY, name TEXT, board TEXT, url TEXT, watched INTEGER NOT NULL DEFAULT 1);
INSERT INTO "sources" VALUES ('c0', 'Company 0', 'greenhouse', 'http://127.0.0.1:45205/c0/jobs', 1);
CREATE TABLE source_state (
    source TEXT PRIMARY KEY REFERENCES sources(id), settings TEXT, extractor INTEGER, settled INTEGER, empties INTEGER,
    masks TEXT, rounds TEXT, pending INTEGER, outcome TEXT, reason TEXT, seen INTEGER, stated_total INTEGER,
    listed_at TEXT, last_check TEXT
, holds TEXT, employer TEXT, address TEXT, began TEXT, intervals TEXT, usual REAL NOT NULL DEFAULT 0, names TEXT NOT NULL DEFAULT '[]');
INSERT INTO "source_state" VALUES ('c0', '{"slug":"c0","url":"http://127.0.0.1:45205/c0/jobs","board":"greenhouse","endpoint":"http://127.0.0.1:45205/v1/boards/c0","delay":0.0,"allow_private":true}', 5, 1, 0, '[]', '[[{"url":"http://127.0.0.1:45205/v1/boards/c0/jobs?pay_transparency=true&content=true","method":"GET","body":"","headers":"Accept: application/json","render":"","wait_for":"","expand":"","status":"200","sha256":"abd19de803955882ba436eebf7f9797b152604048b859f595d82e71d09cc3d84","heads":"content-type: application/json"}]]', 0, 'complete', '', 4, 4, '2026-11-28T04:25:20.283Z', 'c0.20261128T042520283Z', '{}', 'Company 0', 'greenhouse http://127.0.0.1:45205/v1/boards/c0', '2026-11-28T04:25:17.870Z', '{"0":2}', 0.0, '[]');
CREATE TABLE checks (
    id TEXT PRIMARY KEY, source TEXT REFERENCES sources(id), run TEXT, started_at TEXT, finished_at TEXT,
    outcome TEXT, seen INTEGER, stated_total INTEGER, reason TEXT
, first_sha256 TEXT, readable INTEGER NOT NULL DEFAULT 1);
INSERT INTO "checks" VALUES ('c0.20261128T042517870Z', 'c0', '65383d5adcaa0c7a', '2026-11-28T04:25:17.870Z', '2026-11-28T04:25:18.407Z', 'complete', 4, 4, '', '36b4f4488edbde0e2b41ecc3b5b474a4ba1f476982a2b2ca0a777d5b48ac97cb', 1);
INSERT INTO "checks" VALUES ('c0.20261128T042519080Z', 'c0', '06b52a0338065ea6', '2026-11-28T04:25:19.080Z', '2026-11-28T04:25:19.621Z', 'complete', 4, 4, '', '5254dcfc7ddd7eb6089cbfec716d1334b74574eba9a986e4892d60bf54656ab1', 1);
INSERT INTO "checks" VALUES ('c0.20261128T042520283Z', 'c0', 'f6c19f02eed8b1cc', '2026-11-28T04:25:20.283Z', '2026-11-28T04:25:20.827Z', 'complete', 4, 4, '', 'abd19de803955882ba436eebf7f9797b152604048b859f595d82e71d09cc3d84', 1);
CREATE TABLE snapshots (
    id TEXT PRIMARY KEY, check_id TEXT REFERENCES checks(id), source TEXT REFERENCES sources(id), url TEXT,
    fetched_at TEXT, status INTEGER, sha256 TEXT, warc_file TEXT, warc_offset INTEGER
);
INSERT INTO "snapshots" VALUES ('dc99b65a5c330f6be7bb', 'c0.20261128T042517870Z', 'c0', 'http://127.0.0.1:45205/v1/boards/c0/jobs?pay_transparency=true&content=true', '2026-11-28T04:25:18.400Z', 200, '36b4f4488edbde0e2b41ecc3b5b474a4ba1f476982a2b2ca0a777d5b48ac97cb', 'c0/2026-11.warc.zst', 2620);
INSERT INTO "snapshots" VALUES ('44855eb5ad2d2aad71db', 'c0.20261128T042519080Z', 'c0', 'http://127.0.0.1:45205/v1/boards/c0/jobs?pay_transparency=true&content=true', '2026-11-28T04:25:19.084Z', 200, '5254dcfc7ddd7eb6089cbfec716d1334b74574eba9a986e4892d60bf54656ab1', 'c0/2026-11.warc.zst', 3019);
INSERT INTO "snapshots" VALUES ('5f10d41f2e94a42475c4', 'c0.20261128T042519080Z', 'c0', 'http://127.0.0.1:45205/v1/boards/c0/jobs/3', '2026-11-28T04:25:19.615Z', 200, 'bce014d5ef6d8a2a5cb800016b91fc3af98938894bb2f6ab692252f2dd73fb9c', 'c0/2026-11.warc.zst', 3786);
INSERT INTO "snapshots" VALUES ('a35bbdb07c25596ca751', 'c0.20261128T042519080Z', 'c0', 'http://127.0.0.1:45205/c0/jobs/3', '2026-11-28T04:25:19.618Z', 200, 'c2ebd76dd5c40e60a78c239541542b0a38bd69786d9154ba2fd149bad347ce55', 'c0/2026-11.warc.zst', 4106);
INSERT INTO "snapshots" VALUES ('9a483a46e32c8013748b', 'c0.20261128T042519080Z', 'c0', 'http://127.0.0.1:45205/v1/boards/c0/jobs/1', '2026-11-28T04:25:19.620Z', 404, '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', 'c0/2026-11.warc.zst', 4664);
INSERT INTO "snapshots" VALUES ('118bc872dda4b86103b5', 'c0.20261128T042519080Z', 'c0', 'http://127.0.0.1:45205/c0/jobs/1', '2026-11-28T04:25:19.621Z', 404, '7663f943107460686c005e58926a15f745d9c3c46a1c90fec41c9f8321570e7f', 'c0/2026-11.warc.zst', 5020);
INSERT INTO "snapshots" VALUES ('388eb032e6fb4a1165c9', 'c0.20261128T042520283Z', 'c0', 'http://127.0.0.1:45205/v1/boards/c0/jobs?pay_transparency=true&content=true', '2026-11-28T04:25:20.286Z', 200, 'abd19de803955882ba436eebf7f9797b152604048b859f595d82e71d09cc3d84', 'c0/2026-11.warc.zst', 5620);
INSERT INTO "snapshots" VALUES ('e0cd0f95173dde373bc1', 'c0.20261128T042520283Z', 'c0', 'http://127.0.0.1:45205/v1/boards/c0/jobs/3', '2026-11-28T04:25:20.822Z', 200, 'f144108ef622da1e20fcb4a7588e4584891b4b46b912e8b3092f5ad8521b4581', 'c0/2026-11.warc.zst', 6507);
INSERT INTO "snapshots" VALUES ('195bba24c43f5beb1dad', 'c0.20261128T042520283Z', 'c0', 'http://127.0.0.1:45205/c0/jobs/3', '2026-11-28T04:25:20.824Z', 200, 'cbdf9861e9fd75479fa4c6b3d1edea7ca67b9e4719a833ba27e9362b00a9cb65', 'c0/2026-11.warc.zst', 6897);
INSERT INTO "snapshots" VALUES ('8863be56fd232cd7c171', 'c0.20261128T042520283Z', 'c0', 'http://127.0.0.1:45205/v1/boards/c0/jobs/5', '2026-11-28T04:25:20.826Z', 404, '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', 'c0/2026-11.warc.zst', 7510);
INSERT INTO "snapshots" VALUES ('dca79eb1c15dcdbaf392', 'c0.20261128T042520283Z', 'c0', 'http://127.0.0.1:45205/c0/jobs/5', '2026-11-28T04:25:20.827Z', 404, '7663f943107460686c005e58926a15f745d9c3c46a1c90fec41c9f8321570e7f', 'c0/2026-11.warc.zst', 7889);
CREATE TABLE kept (
    source TEXT, key TEXT, url TEXT, sha256 TEXT, fetched_at TEXT, warc_file TEXT, warc_offset INTEGER, etag TEXT,
    last_modified TEXT, snapshot_id TEXT
);
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:45205/v1/boards/c0/jobs?pay_transparency=true&content=true', 'http://127.0.0.1:45205/v1/boards/c0/jobs?pay_transparency=true&content=true', 'abd19de803955882ba436eebf7f9797b152604048b859f595d82e71d09cc3d84', '2026-11-28T04:25:20.286Z', 'c0/2026-11.warc.zst', 5620, '', '', '388eb032e6fb4a1165c9');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:45205/v1/boards/c0/jobs/3', 'http://127.0.0.1:45205/v1/boards/c0/jobs/3', 'f144108ef622da1e20fcb4a7588e4584891b4b46b912e8b3092f5ad8521b4581', '2026-11-28T04:25:20.822Z', 'c0/2026-11.warc.zst', 6507, '', '', 'e0cd0f95173dde373bc1');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:45205/c0/jobs/3', 'http://127.0.0.1:45205/c0/jobs/3', 'cbdf9861e9fd75479fa4c6b3d1edea7ca67b9e4719a833ba27e9362b00a9cb65', '2026-11-28T04:25:20.824Z', 'c0/2026-11.warc.zst', 6897, '', '', '195bba24c43f5beb1dad');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:45205/v1/boards/c0/jobs/1', 'http://127.0.0.1:45205/v1/boards/c0/jobs/1', '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', '2026-11-28T04:25:19.620Z', 'c0/2026-11.warc.zst', 4664, '', '', '9a483a46e32c8013748b');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:45205/c0/jobs/1', 'http://127.0.0.1:45205/c0/jobs/1', '7663f943107460686c005e58926a15f745d9c3c46a1c90fec41c9f8321570e7f', '2026-11-28T04:25:19.621Z', 'c0/2026-11.warc.zst', 5020, '', '', '118bc872dda4b86103b5');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:45205/v1/boards/c0/jobs/5', 'http://127.0.0.1:45205/v1/boards/c0/jobs/5', '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', '2026-11-28T04:25:20.826Z', 'c0/2026-11.warc.zst', 7510, '', '', '8863be56fd232cd7c171');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:45205/c0/jobs/5', 'http://127.0.0.1:45205/c0/jobs/5', '7663f943107460686c005e58926a15f745d9c3c46a1c90fec41c9f8321570e7f', '2026-11-28T04:25:20.827Z', 'c0/2026-11.warc.zst', 7889, '', '', 'dca79eb1c15dcdbaf392');
CREATE TABLE archives (file TEXT PRIMARY KEY, source TEXT, committed INTEGER, closing INTEGER, tail TEXT);
INSERT INTO "archives" VALUES ('c0/2026-11.warc.zst', 'c0', 8399, 8116, '25a8d51b6c2a122ba3071b464d9bc4ca6d39ec596ff3c1218ac1267e1ec42325');
CREATE TABLE posting_state (
    key INTEGER PRIMARY KEY, id TEXT UNIQUE, source TEXT REFERENCES sources(id), external_id TEXT, url TEXT, status TEXT, first_seen TEXT,
    last_seen TEXT, closed_at TEXT, repost_of TEXT, fingerprint TEXT, read_at TEXT, has_text INTEGER, listed INTEGER,
    misses INTEGER, needed INTEGER, standing INTEGER, unlisted INTEGER, flagged INTEGER, number INTEGER, current TEXT
, requisition_id TEXT, role TEXT, hold INTEGER NOT NULL DEFAULT 0, flapping TEXT NOT NULL DEFAULT '', returns INTEGER NOT NULL DEFAULT 0, doubted TEXT NOT NULL DEFAULT '', differs_at TEXT NOT NULL DEFAULT '', absences INTEGER NOT NULL DEFAULT 0);
INSERT INTO "posting_state" VALUES (1, 'c0.1', 'c0', '1', 'http://127.0.0.1:45205/c0/jobs/1', 'closed', '2026-11-28T04:25:17.870Z', '2026-11-28T04:25:17.870Z', '2026-11-28T04:25:19.080Z', NULL, '48b2352ec48e0b9c0444a907d9170231', '', 1, 0, 0, 2, 0, 0, 0, 1, 'fbb5f1868d11c527ca19', NULL, NULL, 0, '', 0, '', '', 0);
INSERT INTO "posting_state" VALUES (2, 'c0.2', 'c0', '2', 'http://127.0.0.1:45205/c0/jobs/2', 'open', '2026-11-28T04:25:17.870Z', NULL, NULL, NULL, 'd3f8ac6cffba7f91755d3c9ef98272c4', '', 1, 1, 0, 2, 0, 0, 0, 2, 'c8c1dd7aa47ff3536211', NULL, NULL, 0, '', 0, '', '', 0);
INSERT INTO "posting_state" VALUES (3, 'c0.3', 'c0', '3', 'http://127.0.0.1:45205/c0/jobs/3', 'open', '2026-11-28T04:25:17.870Z', NULL, NULL, NULL, '1f9de98f4846f9aab05ad14be525d241', '', 1, 1, 0, 2, 0, 0, 0, 2, '56a203488c2cced44d6e', NULL, NULL, 0, '', 0, '', '', 0);
INSERT INTO "posting_state" VALUES (4, 'c0.4', 'c0', '4', 'http://127.0.0.1:45205/c0/jobs/4', 'open', '2026-11-28T04:25:17.870Z', NULL, NULL, NULL, 'd08216cf46c1d24551a8c8ae7e2102ca', '', 1, 1, 0, 2, 0, 0, 0, 3, '4251dba8a2aeb2d93482', NULL, NULL, 0, '', 0, '', '', 0);
INSERT INTO "posting_state" VALUES (5, 'c0.5', 'c0', '5', 'http://127.0.0.1:45205/c0/jobs/5', 'closed', '2026-11-28T04:25:19.080Z', '2026-11-28T04:25:19.080Z', '2026-11-28T04:25:20.283Z', NULL, '163129e838594496ff3fb4e28d653503', '', 1, 0, 0, 2, 0, 0, 0, 1, 'acd0d2b3209ee3362238', NULL, NULL, 0, '', 0, '', '', 0);
INSERT INTO "posting_state" VALUES (6, 'c0.6', 'c0', '6', 'http://127.0.0.1:45205/c0/jobs/6', 'open', '2026-11-28T04:25:20.283Z', NULL, NULL, NULL, '7a68958a46971701a5590cc3aabb3764', '', 1, 1, 0, 2, 0, 0, 0, 1, '98cfb683f5adfed4b85b', NULL, NULL, 0, '', 0, '', '', 0);
CREATE TABLE wordings (
    id TEXT PRIMARY KEY, posting_id TEXT REFERENCES posting_state(id), number INTEGER, seen_at TEXT, title TEXT,
    location TEXT, department TEXT, employment_type TEXT, workplace TEXT, pay_min REAL, pay_max REAL,
    pay_currency TEXT, pay_period TEXT, pay_stated TEXT, posted_at TEXT, closes_at TEXT, language TEXT, blocks TEXT,
    text_sha256 TEXT, twin TEXT, snapshot_id TEXT REFERENCES snapshots(id)
);
INSERT INTO "wordings" VALUES ('fbb5f1868d11c527ca19', 'c0.1', 1, '2026-11-28T04:25:17.870Z', 'Firmware Technician 1', 'Singapore', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,2,3,4]', '64cd1df09766a4023a2ab5267e6ab1a10393f448b2bfdcba17520422d16a8151', '5b02b7aebb9106360875', 'dc99b65a5c330f6be7bb');
INSERT INTO "wordings" VALUES ('ef7b76b0a7e03b9eea96', 'c0.2', 1, '2026-11-28T04:25:17.870Z', 'Improve Manager 2', 'Frankfurt am Main', 'Facilities', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,8,9,10]', '815fce79a39962c4360c2847abddedfd2d9d2482c3a91f7979296a95f8b80727', '525afd7bbb4f860d56db', 'dc99b65a5c330f6be7bb');
INSERT INTO "wordings" VALUES ('0964e20afaa2263998b1', 'c0.3', 1, '2026-11-28T04:25:17.870Z', 'Train Analyst 3', 'Singapore', 'Construction', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,14,15,16]', 'd268be6e2f3673172d9aad778918070f550396831707e1f467532b6f51f86d78', 'a44b47bd9d5c4729e798', 'dc99b65a5c330f6be7bb');
INSERT INTO "wordings" VALUES ('da599666c3cd0f7e9300', 'c0.4', 1, '2026-11-28T04:25:17.870Z', 'Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,21]', '9c79af7c959ee657ee4f8e9e862bb446001c1e7928f5214bc0a602f3b8ed6706', '8a078d0b1225bda50058', 'dc99b65a5c330f6be7bb');
INSERT INTO "wordings" VALUES ('c8c1dd7aa47ff3536211', 'c0.2', 2, '2026-11-28T04:25:19.080Z', 'Senior Improve Manager 2', 'Frankfurt am Main', 'Facilities', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,8,9,10]', '815fce79a39962c4360c2847abddedfd2d9d2482c3a91f7979296a95f8b80727', 'e3dccdd49cc8b935ed18', '44855eb5ad2d2aad71db');
INSERT INTO "wordings" VALUES ('16d7be404c4f11d02a48', 'c0.4', 2, '2026-11-28T04:25:19.080Z', 'Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,25]', '332aa071167041349f116011a7eef9c0d34e832c81aafe5748c5c67e50cdf025', '848e99dff14049de237c', '44855eb5ad2d2aad71db');
INSERT INTO "wordings" VALUES ('acd0d2b3209ee3362238', 'c0.5', 1, '2026-11-28T04:25:19.080Z', 'Support Engineer 5', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,26,27,28]', '2087bdf167513b8b24f061dbc208efd5b29e420efff292762624d74f66470b87', '68243b10062d5e5aac72', '44855eb5ad2d2aad71db');
INSERT INTO "wordings" VALUES ('56a203488c2cced44d6e', 'c0.3', 2, '2026-11-28T04:25:20.283Z', 'Train Analyst 3', 'Singapore', 'Construction', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,30,15,16]', 'c591a3012a709251ddfca5490860b0a86638dda4071f4a52cdbb9ef8f2cfacae', 'fef461aa43221bdc90dc', '388eb032e6fb4a1165c9');
INSERT INTO "wordings" VALUES ('4251dba8a2aeb2d93482', 'c0.4', 3, '2026-11-28T04:25:20.283Z', 'Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,31,20,25]', '5a7fe839881e4d5b9ba3ec6e0ec4598e8ffc403cfa89f6b1bb0cf0fd040f9101', 'b41766f40243b5ec560b', '388eb032e6fb4a1165c9');
INSERT INTO "wordings" VALUES ('98cfb683f5adfed4b85b', 'c0.6', 1, '2026-11-28T04:25:20.283Z', 'Permit Planner 6', 'Singapore', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,32,33,34]', 'ecc7e8ec8d662dff4f3032bd9ecafee965229d819027b1ff7b41d755ace73779', '9a31388e886f800b9dba', '388eb032e6fb4a1165c9');
CREATE TABLE blocks (id INTEGER PRIMARY KEY, hash BLOB UNIQUE, text TEXT);
INSERT INTO "blocks" VALUES (1, X'5AC5F566289E8D590A211B32', '# The work');
INSERT INTO "blocks" VALUES (2, X'A8870127917ECF1A13185853', 'Battery pipe main shift control complete schedule software monitor cable measure direct audit incident safety truck test deliver campus steady alarm support server maintain weekly load water air building network safety road chiller incident deliver open local sensor campus network energy alarm efficient battery review direct alarm improve alarm design water truck roof review crew gate clear crew power permit.');
INSERT INTO "blocks" VALUES (3, X'81CED8925E9EF0C5D5B5A207', '- Spare team install second roof test software power drawing cluster safety rack coordinate audit direct.');
INSERT INTO "blocks" VALUES (4, X'58C9ADCDC02D39062C2478A8', '- Schedule weekly team weekly inspect truck audit cable install weekly meeting cable plan concrete quality.');
INSERT INTO "blocks" VALUES (5, X'2D9D308CB10EE15E0066AD16', 'Firmware Technician 1');
INSERT INTO "blocks" VALUES (6, X'C96DD81DB196CCA5F57BD427', 'Singapore');
INSERT INTO "blocks" VALUES (7, X'D6C88A7829F8C891235EBC0B', 'Supply Chain');
INSERT INTO "blocks" VALUES (8, X'3804A59608D49B62219FD647', 'Transformer concrete lead air cable install deliver road main building complete chiller air road weekly commissioning install negotiate budget practical practical design coordinate supplier coordinate cable negotiate forecast substation substation weekly alarm repair hall hall gate fibre deliver improve cooling meeting forecast annual train spare weekly supplier carbon lead bridge vendor server switchgear review team monitor sensor crew review joint.');
INSERT INTO "blocks" VALUES (9, X'05DA14729D528CDA622D2F9D', '- Forecast careful deliver support region support permit truck report spare maintain meeting practical audit improve.');
INSERT INTO "blocks" VALUES (10, X'27F943A7CE9D13399647937F', '- Road shift monitor chiller schedule load improve operate monitor sensor steel truck second fibre lead.');
INSERT INTO "blocks" VALUES (11, X'5CC4E0469CE98209233871AE', 'Improve Manager 2');
INSERT INTO "blocks" VALUES (12, X'2A1C4F4A12DA926A8BF5D3FD', 'Frankfurt am Main');
INSERT INTO "blocks" VALUES (13, X'89F957EBB1EB310869BDE343', 'Facilities');
INSERT INTO "blocks" VALUES (14, X'32B1698FEECF2C7D2B1F9B55', 'Crane efficient install maintain operate heat campus annual region annual team reliable team negotiate crew early incident rack plan local roof lead improve support energy floor document turbine energy review hall carbon server joint schedule annual team deliver vendor schedule pipe efficient water site operate second review cluster gate support gate deliver hall water air meeting water pipe contract battery.');
INSERT INTO "blocks" VALUES (15, X'9ABA06341B578C93CC5BB232', '- Chiller team careful steady report alarm concrete energy repair regional chiller control power bridge annual.');
INSERT INTO "blocks" VALUES (16, X'F99F8D6F63501B14D8495138', '- Switchgear crew drawing air shift meeting budget meeting pipe battery gate spare install transformer negotiate.');
INSERT INTO "blocks" VALUES (17, X'4670E413E7F63F85DC0B2141', 'Train Analyst 3');
INSERT INTO "blocks" VALUES (18, X'9DC7E90E56B2F2635E18B04C', 'Construction');
INSERT INTO "blocks" VALUES (19, X'3D4BE872CEDA1A6F11831F84', 'Regional negotiate install chiller meeting concrete operate repair firmware shift spare switchgear alarm roof contract safety quality steel cable network spare roof substation clear energy hall inspect software second safety power spare campus local drawing local battery measure document cluster control practical audit carbon analyse cooling substation supplier switchgear negotiate crane safety control joint quality region power pipe report cooling.');
INSERT INTO "blocks" VALUES (20, X'126CC2114BB6288476739CB2', '- Roof main safety bridge support meeting improve power measure maintain crane alarm vendor incident truck.');
INSERT INTO "blocks" VALUES (21, X'8EFC1D9ADE6515B70FC3CD7A', '- Battery schedule permit report weekly fibre inspect contract clear sensor audit inspect direct supplier audit.');
INSERT INTO "blocks" VALUES (22, X'1BAD3EB00F2E1C5A2D04B0F0', 'Cooling Planner 4');
INSERT INTO "blocks" VALUES (23, X'A286C35A12B10A20D3CBCF41', 'Reno, Nevada');
INSERT INTO "blocks" VALUES (24, X'57514ACB57B23EB1EC0FC24C', 'Senior Improve Manager 2');
INSERT INTO "blocks" VALUES (25, X'BF4EBAE5D0BC92952E211611', '- Local inspect coordinate truck crew control weekly careful drawing switchgear review complete inspect team coordinate.');
INSERT INTO "blocks" VALUES (26, X'5F12ECB9694A9547D9E2E1DF', 'Report incident repair forecast substation modern control steel lead open maintain pipe schedule partner steel region shared bridge measure truck steel floor support coordinate train regional generator spare forecast local substation improve inspect firmware battery test site energy heat power commissioning battery open install carbon budget crane monthly storage power inspect train network shift quality forecast gate air support careful.');
INSERT INTO "blocks" VALUES (27, X'7A2A303FC556EEEE027E1DAD', '- Coordinate meeting turbine water region analyse meeting power rack review concrete local heat switchgear firmware.');
INSERT INTO "blocks" VALUES (28, X'DC1327442E50B2E31497FFC2', '- Road turbine monitor cable second crew budget transformer careful annual heat design maintain software fibre.');
INSERT INTO "blocks" VALUES (29, X'A22BBB33DB4FAC145D71391B', 'Support Engineer 5');
INSERT INTO "blocks" VALUES (30, X'461A821B1F810C75E78CE870', 'Commissioning weekly concrete alarm team early incident server local network test region maintain storage early.');
INSERT INTO "blocks" VALUES (31, X'C42BB82BBD55335C4A26BEE1', 'Cluster partner deliver monitor monthly campus partner floor cable early power bridge train battery carbon.');
INSERT INTO "blocks" VALUES (32, X'1595F04AD293E27E1EC3A56B', 'Direct incident negotiate annual inspect clear monitor lead load building heat concrete campus schedule steady truck region shift load global software bridge bridge repair design meeting substation main audit steel weekly sensor generator cluster lead annual crane pipe switchgear steady test transformer complete contract alarm deliver open cooling early plan local open regional water practical quality partner alarm site reliable.');
INSERT INTO "blocks" VALUES (33, X'665364D48314CAC308B2C5AE', '- Safety second repair storage load switchgear storage air spare improve generator partner main storage steady.');
INSERT INTO "blocks" VALUES (34, X'5AE81CAA5DB03BF930CD23A6', '- Energy maintain vendor team plan supplier road air careful measure battery server inspect control test.');
INSERT INTO "blocks" VALUES (35, X'06C77824C819CFE775CA7819', 'Permit Planner 6');
CREATE TABLE block_spans (block INTEGER REFERENCES blocks(id), source TEXT, spans TEXT);
INSERT INTO "block_spans" VALUES (1, 'c0', '[[1,1,0],[2,1,0],[3,1,0],[4,1,0],[5,1,0],[6,1,0]]');
INSERT INTO "block_spans" VALUES (2, 'c0', '[[1,1,0]]');
INSERT INTO "block_spans" VALUES (3, 'c0', '[[1,1,0]]');
INSERT INTO "block_spans" VALUES (4, 'c0', '[[1,1,0]]');
INSERT INTO "block_spans" VALUES (5, 'c0', '[[1,1,0]]');
INSERT INTO "block_spans" VALUES (6, 'c0', '[[1,1,0],[3,1,0],[6,1,0]]');
INSERT INTO "block_spans" VALUES (7, 'c0', '[[1,1,0],[4,1,0],[5,1,0],[6,1,0]]');
INSERT INTO "block_spans" VALUES (8, 'c0', '[[2,1,0]]');
INSERT INTO "block_spans" VALUES (9, 'c0', '[[2,1,0]]');
INSERT INTO "block_spans" VALUES (10, 'c0', '[[2,1,0]]');
INSERT INTO "block_spans" VALUES (11, 'c0', '[[2,1,1]]');
INSERT INTO "block_spans" VALUES (12, 'c0', '[[2,1,0]]');
INSERT INTO "block_spans" VALUES (13, 'c0', '[[2,1,0]]');
INSERT INTO "block_spans" VALUES (14, 'c0', '[[3,1,1]]');
INSERT INTO "block_spans" VALUES (15, 'c0', '[[3,1,0]]');
INSERT INTO "block_spans" VALUES (16, 'c0', '[[3,1,0]]');
INSERT INTO "block_spans" VALUES (17, 'c0', '[[3,1,0]]');
INSERT INTO "block_spans" VALUES (18, 'c0', '[[3,1,0]]');
INSERT INTO "block_spans" VALUES (19, 'c0', '[[4,1,2]]');
INSERT INTO "block_spans" VALUES (20, 'c0', '[[4,1,0]]');
INSERT INTO "block_spans" VALUES (21, 'c0', '[[4,1,1]]');
INSERT INTO "block_spans" VALUES (22, 'c0', '[[4,1,0]]');
INSERT INTO "block_spans" VALUES (23, 'c0', '[[4,1,0],[5,1,0]]');
INSERT INTO "block_spans" VALUES (24, 'c0', '[[2,2,0]]');
INSERT INTO "block_spans" VALUES (25, 'c0', '[[4,2,0]]');
INSERT INTO "block_spans" VALUES (26, 'c0', '[[5,1,0]]');
INSERT INTO "block_spans" VALUES (27, 'c0', '[[5,1,0]]');
INSERT INTO "block_spans" VALUES (28, 'c0', '[[5,1,0]]');
INSERT INTO "block_spans" VALUES (29, 'c0', '[[5,1,0]]');
INSERT INTO "block_spans" VALUES (30, 'c0', '[[3,2,0]]');
INSERT INTO "block_spans" VALUES (31, 'c0', '[[4,3,0]]');
INSERT INTO "block_spans" VALUES (32, 'c0', '[[6,1,0]]');
INSERT INTO "block_spans" VALUES (33, 'c0', '[[6,1,0]]');
INSERT INTO "block_spans" VALUES (34, 'c0', '[[6,1,0]]');
INSERT INTO "block_spans" VALUES (35, 'c0', '[[6,1,0]]');
CREATE VIRTUAL TABLE blocks_fts USING fts5(text, content='', columnsize=0, tokenize="unicode61 remove_diacritics 2");
CREATE TABLE indexed (up_to INTEGER);
INSERT INTO "indexed" VALUES (0);
CREATE TABLE changes (
    id TEXT PRIMARY KEY, posting_id TEXT REFERENCES posting_state(id), source TEXT REFERENCES sources(id),
    check_id TEXT REFERENCES checks(id), at TEXT, kind TEXT, from_version TEXT REFERENCES wordings(id),
    to_version TEXT REFERENCES wordings(id), significance TEXT, group_id TEXT, baseline INTEGER, summary TEXT,
    reason TEXT
, since TEXT, how TEXT, known_at TEXT);
INSERT INTO "changes" VALUES ('74c7b9c0387d14041c6f', 'c0.1', 'c0', 'c0.20261128T042517870Z', '2026-11-28T04:25:17.870Z', 'opened', NULL, 'fbb5f1868d11c527ca19', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL, '2026-11-28T04:25:17.870Z');
INSERT INTO "changes" VALUES ('ae3009464b59b39a7f4a', 'c0.2', 'c0', 'c0.20261128T042517870Z', '2026-11-28T04:25:17.870Z', 'opened', NULL, 'ef7b76b0a7e03b9eea96', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL, '2026-11-28T04:25:17.870Z');
INSERT INTO "changes" VALUES ('1303ea072c4f05f6708f', 'c0.3', 'c0', 'c0.20261128T042517870Z', '2026-11-28T04:25:17.870Z', 'opened', NULL, '0964e20afaa2263998b1', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL, '2026-11-28T04:25:17.870Z');
INSERT INTO "changes" VALUES ('7526513f7b851ec9e97d', 'c0.4', 'c0', 'c0.20261128T042517870Z', '2026-11-28T04:25:17.870Z', 'opened', NULL, 'da599666c3cd0f7e9300', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL, '2026-11-28T04:25:17.870Z');
INSERT INTO "changes" VALUES ('41add9be8fac1c0486ac', 'c0.2', 'c0', 'c0.20261128T042519080Z', '2026-11-28T04:25:19.080Z', 'edited', 'ef7b76b0a7e03b9eea96', 'c8c1dd7aa47ff3536211', 'major', NULL, 0, 'title: Improve Manager 2 → Senior Improve Manager 2', 'title changed', '2026-11-28T04:25:17.870Z', NULL, '2026-11-28T04:25:19.080Z');
INSERT INTO "changes" VALUES ('e2098aa64bb477221339', 'c0.4', 'c0', 'c0.20261128T042519080Z', '2026-11-28T04:25:19.080Z', 'edited', 'da599666c3cd0f7e9300', '16d7be404c4f11d02a48', 'minor', NULL, 0, 'text: added “- Local inspect coordinate truck crew control weekly careful drawing switchgear review complete inspect team coordinate.”, and 1 more line', 'a few words changed', '2026-11-28T04:25:17.870Z', NULL, '2026-11-28T04:25:19.080Z');
INSERT INTO "changes" VALUES ('bc00f41f0f70ded396a4', 'c0.5', 'c0', 'c0.20261128T042519080Z', '2026-11-28T04:25:19.080Z', 'opened', NULL, 'acd0d2b3209ee3362238', 'major', NULL, 0, 'opened in Reno, Nevada', '', '2026-11-28T04:25:17.870Z', NULL, '2026-11-28T04:25:19.080Z');
INSERT INTO "changes" VALUES ('85351a47c277769e4630', 'c0.1', 'c0', 'c0.20261128T042519080Z', '2026-11-28T04:25:19.080Z', 'closed', 'fbb5f1868d11c527ca19', NULL, 'major', NULL, 0, 'closed: its page answers 404', 'its page answers 404', '2026-11-28T04:25:17.870Z', 'gone', '2026-11-28T04:25:19.080Z');
INSERT INTO "changes" VALUES ('c3916029ba1b232ab6bd', 'c0.3', 'c0', 'c0.20261128T042520283Z', '2026-11-28T04:25:20.283Z', 'edited', '0964e20afaa2263998b1', '56a203488c2cced44d6e', 'major', NULL, 0, 'text: added “Commissioning weekly concrete alarm team early incident server local network test region maintain storage early.”, and 1 more line', 'more than 25% of the words changed', '2026-11-28T04:25:19.080Z', NULL, '2026-11-28T04:25:20.283Z');
INSERT INTO "changes" VALUES ('4a8d21082c30585adfe2', 'c0.4', 'c0', 'c0.20261128T042520283Z', '2026-11-28T04:25:20.283Z', 'edited', '16d7be404c4f11d02a48', '4251dba8a2aeb2d93482', 'major', NULL, 0, 'text: added “Cluster partner deliver monitor monthly campus partner floor cable early power bridge train battery carbon.”, and 1 more line', 'more than 25% of the words changed', '2026-11-28T04:25:19.080Z', NULL, '2026-11-28T04:25:20.283Z');
INSERT INTO "changes" VALUES ('926931e0dd4bf3ee4f6c', 'c0.6', 'c0', 'c0.20261128T042520283Z', '2026-11-28T04:25:20.283Z', 'opened', NULL, '98cfb683f5adfed4b85b', 'major', NULL, 0, 'opened in Singapore', '', '2026-11-28T04:25:19.080Z', NULL, '2026-11-28T04:25:20.283Z');
INSERT INTO "changes" VALUES ('b198c59b0b7d929b42d1', 'c0.5', 'c0', 'c0.20261128T042520283Z', '2026-11-28T04:25:20.283Z', 'closed', 'acd0d2b3209ee3362238', NULL, 'major', NULL, 0, 'closed: its page answers 404', 'its page answers 404', '2026-11-28T04:25:19.080Z', 'gone', '2026-11-28T04:25:20.283Z');
CREATE TABLE waiting (change_id TEXT PRIMARY KEY, source TEXT);
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, alert TEXT, state TEXT, created_at TEXT, attempts INTEGER, next_attempt_at TEXT,
    last_error TEXT, sent_at TEXT, payload TEXT
);
CREATE TABLE delivery_changes (delivery_id TEXT REFERENCES deliveries(id), change_id TEXT);
CREATE TABLE ties (
    id TEXT PRIMARY KEY, kind TEXT, posting_id TEXT, other_id TEXT, source TEXT REFERENCES sources(id), reasons TEXT,
    score REAL, check_id TEXT REFERENCES checks(id), at TEXT
);
CREATE TABLE topics (name TEXT PRIMARY KEY, phrases TEXT);
CREATE TABLE bad_days (run TEXT, host TEXT, told TEXT, PRIMARY KEY (run, host));
CREATE TABLE day_counts (
    day TEXT, source TEXT, there INTEGER, opened INTEGER, edited INTEGER, closed INTEGER, reopened INTEGER, again INTEGER
);
INSERT INTO "day_counts" VALUES ('2026-11-28', 'c0', 4, 2, 4, 2, 0, 0);
CREATE TABLE long_intervals (source TEXT, since TEXT, until TEXT, hours REAL, checks INTEGER);
CREATE TABLE posting_places (
    posting_id TEXT REFERENCES posting_state(id), version_id TEXT REFERENCES wordings(id), place TEXT, city TEXT, region TEXT,
    country TEXT
);
INSERT INTO "posting_places" VALUES ('c0.1', 'fbb5f1868d11c527ca19', 'Singapore', 'Singapore', NULL, 'SG');
INSERT INTO "posting_places" VALUES ('c0.2', 'ef7b76b0a7e03b9eea96', 'Frankfurt am Main', 'Frankfurt am Main', 'Hesse', 'DE');
INSERT INTO "posting_places" VALUES ('c0.3', '0964e20afaa2263998b1', 'Singapore', 'Singapore', NULL, 'SG');
INSERT INTO "posting_places" VALUES ('c0.4', 'da599666c3cd0f7e9300', 'Reno, Nevada', 'Reno', 'Nevada', 'US');
INSERT INTO "posting_places" VALUES ('c0.2', 'c8c1dd7aa47ff3536211', 'Frankfurt am Main', 'Frankfurt am Main', 'Hesse', 'DE');
INSERT INTO "posting_places" VALUES ('c0.4', '16d7be404c4f11d02a48', 'Reno, Nevada', 'Reno', 'Nevada', 'US');
INSERT INTO "posting_places" VALUES ('c0.5', 'acd0d2b3209ee3362238', 'Reno, Nevada', 'Reno', 'Nevada', 'US');
INSERT INTO "posting_places" VALUES ('c0.3', '56a203488c2cced44d6e', 'Singapore', 'Singapore', NULL, 'SG');
INSERT INTO "posting_places" VALUES ('c0.4', '4251dba8a2aeb2d93482', 'Reno, Nevada', 'Reno', 'Nevada', 'US');
INSERT INTO "posting_places" VALUES ('c0.6', '98cfb683f5adfed4b85b', 'Singapore', 'Singapore', NULL, 'SG');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX checks_by_source ON checks(source, started_at);
CREATE INDEX snapshots_by_check ON snapshots(check_id);
CREATE INDEX snapshots_by_source ON snapshots(source);
CREATE UNIQUE INDEX kept_by_key ON kept(source, key);
CREATE UNIQUE INDEX posting_by_external_id ON posting_state(source, external_id);
CREATE INDEX posting_by_url ON posting_state(url);
CREATE INDEX wordings_by_posting ON wordings(posting_id, number);
CREATE INDEX wordings_by_twin ON wordings(twin);
CREATE UNIQUE INDEX block_spans_by_block ON block_spans(block, source);
CREATE INDEX changes_by_at ON changes(at);
CREATE INDEX changes_by_posting ON changes(posting_id, at);
CREATE INDEX deliveries_by_state ON deliveries(state, next_attempt_at);
CREATE UNIQUE INDEX delivery_changes_once ON delivery_changes(delivery_id, change_id);
CREATE INDEX posting_by_requisition ON posting_state(source, requisition_id);
CREATE INDEX posting_by_role ON posting_state(role) WHERE role IS NOT NULL;
CREATE INDEX ties_by_posting ON ties(posting_id);
CREATE INDEX ties_by_other ON ties(other_id);
CREATE INDEX checks_by_run ON checks(run);
CREATE INDEX checks_by_time ON checks(started_at);
CREATE INDEX ties_by_time ON ties(at);
CREATE INDEX changes_by_group ON changes(group_id) WHERE group_id IS NOT NULL;
CREATE INDEX posting_by_status ON posting_state(source, status, first_seen);
CREATE INDEX posting_by_first_seen ON posting_state(first_seen);
CREATE UNIQUE INDEX day_counts_by_day ON day_counts(day, source);
CREATE INDEX day_counts_by_source ON day_counts(source, day);
CREATE UNIQUE INDEX long_intervals_by_source ON long_intervals(source, until);
CREATE INDEX long_intervals_by_time ON long_intervals(until);
CREATE INDEX checks_unreadable ON checks(source, started_at) WHERE readable = 0;
CREATE INDEX changes_by_source ON changes(source, known_at);
CREATE INDEX changes_told ON changes(known_at) WHERE baseline = 0;
CREATE INDEX changes_by_kind ON changes(kind, known_at) WHERE baseline = 0;
CREATE INDEX changes_by_weight ON changes(significance, known_at) WHERE baseline = 0;
CREATE INDEX posting_places_by_version ON posting_places(version_id);
CREATE INDEX posting_places_by_country ON posting_places(country, posting_id);
CREATE INDEX posting_places_by_city ON posting_places(city, posting_id) WHERE city IS NOT NULL;
CREATE VIEW versions AS SELECT
    w.id, w.posting_id, w.number, w.seen_at, w.title, w.location, w.department, w.employment_type, w.workplace,
    w.pay_min, w.pay_max, w.pay_currency, w.pay_period, w.pay_stated, w.posted_at, w.closes_at, w.language,
    coalesce((SELECT group_concat(text, char(10)) FROM (
        SELECT b.text FROM json_each(w.blocks) AS j JOIN blocks AS b ON b.id = j.value ORDER BY j.key
    )), '') AS text,
    w.text_sha256, w.snapshot_id,
    CASE WHEN coalesce(w.pay_min, w.pay_max) IS NULL THEN NULL ELSE NOT coalesce(
        w.pay_max < w.pay_min OR (w.pay_min = 0 AND w.pay_max > 0) OR w.pay_max > 10 * w.pay_min
        OR (w.pay_currency IN ('USD', 'EUR', 'GBP', 'CAD', 'AUD', 'CHF', 'NZD', 'SGD') AND max(coalesce(w.pay_min, 0), coalesce(w.pay_max, 0))
            > CASE w.pay_period WHEN 'hour' THEN 2000 WHEN 'day' THEN 20000 WHEN 'week' THEN 100000 WHEN 'month' THEN 500000
                WHEN 'year' THEN 20000000 ELSE 1e300 END),
        0) END AS pay_plausible
FROM wordings AS w;
CREATE VIEW postings AS SELECT
    p.id, p.source, p.external_id, p.url, w.title, w.location, w.department, p.status, p.first_seen,
    CASE WHEN p.listed THEN s.listed_at ELSE p.last_seen END AS last_seen, p.closed_at, p.repost_of,
    p.number AS versions, p.requisition_id, p.role, (SELECT watched FROM sources AS o WHERE o.id = p.source) AS watched
FROM posting_state AS p
JOIN wordings AS w ON w.id = p.current
JOIN source_state AS s ON s.source = p.source;
CREATE VIEW open_postings AS SELECT
    p.id, s.name AS employer, p.title, p.location, p.department, w.pay_min, w.pay_max, w.pay_currency, w.pay_period,
    p.first_seen, p.last_seen, p.versions, p.url, p.watched
FROM postings AS p JOIN sources AS s ON s.id = p.source JOIN posting_state AS t ON t.id = p.id
JOIN wordings AS w ON w.id = t.current
WHERE p.status = 'open';
CREATE VIEW recent_changes AS SELECT
    c.at, s.name AS employer, c.kind, c.significance, w.title, w.location, c.summary, c.posting_id, c.check_id, c.group_id,
    c.since, c.how, c.known_at
FROM changes AS c JOIN sources AS s ON s.id = c.source JOIN posting_state AS t ON t.id = c.posting_id
JOIN wordings AS w ON w.id = coalesce(c.to_version, c.from_version, t.current)
WHERE c.baseline = 0 ORDER BY c.known_at DESC;
CREATE VIEW posting_history AS SELECT
    c.posting_id, c.at, c.kind, c.significance, c.summary, a.number AS from_number, b.number AS to_number, c.baseline,
    c.since, c.known_at, c.how, c.reason, k.outcome AS check_outcome, b.text_sha256, n.url AS snapshot_url, n.sha256 AS snapshot_sha256, n.warc_file,
    n.warc_offset
FROM changes AS c JOIN checks AS k ON k.id = c.check_id
LEFT JOIN wordings AS a ON a.id = c.from_version LEFT JOIN wordings AS b ON b.id = c.to_version
LEFT JOIN snapshots AS n ON n.id = b.snapshot_id
ORDER BY c.posting_id, c.at;
CREATE VIEW source_health AS SELECT
    s.id AS source, s.name, s.board, s.watched, t.outcome, t.reason, t.seen, t.stated_total, k.started_at AS last_check,
    coalesce((SELECT max(started_at) FROM checks AS g WHERE g.source = s.id AND g.outcome IN ('complete', 'window')),
        (SELECT max(g.started_at) FROM json_each(t.names) AS n JOIN checks AS g ON g.source = n.value
        WHERE g.outcome IN ('complete', 'window'))) AS last_good,
    (SELECT count(*) FROM posting_state AS p WHERE p.source = s.id AND p.status = 'open') AS open
FROM sources AS s JOIN source_state AS t ON t.source = s.id LEFT JOIN checks AS k ON k.id = t.last_check;
CREATE VIEW daily_counts AS SELECT day, source, opened, edited, closed, reopened FROM day_counts ORDER BY day DESC, source DESC;
CREATE VIEW gaps AS SELECT
    i.source, i.since, i.until, round(i.hours, 1) AS hours, round(t.usual, 1) AS usual_hours, i.checks AS checks_that_saw_too_little
FROM long_intervals AS i JOIN source_state AS t ON t.source = i.source
WHERE i.hours > 3 * t.usual AND i.hours > 2 * coalesce(json_extract(t.settings, '$.every'), 21600) / 3600.0;
PRAGMA user_version = 7;
