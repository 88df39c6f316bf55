-- A database of schema version 2, as the tracker of that time wrote it. The search index is left out.
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES (1, 'tracker', 'first', '2026-11-28 04:25:46.322207+00:00');
INSERT INTO "_sqlite_migrations" VALUES (2, 'tracker', 'second', '2026-11-28 04:25:46.323452+00:00');
CREATE TABLE sources (id TEXT PRIMARY KEY, name TEXT, board TEXT, url TEXT);
INSERT INTO "sources" VALUES ('c0', 'Company 0', 'greenhouse', 'http://127.0.0.1:36833/c0/jobs');
CREATE TABLE source_state (
    source TEXT PRIMARY KEY REFERENCES sources(id), settings TEXT, extractor INTEGER, settled INTEGER, empties INTEGER,
    masks TEXT, rounds TEXT, pending INTEGER, outcome TEXT, reason TEXT, seen INTEGER, stated_total INTEGER,
    listed_at TEXT, last_check TEXT
);
INSERT INTO "source_state" VALUES ('c0', '{"slug":"c0","url":"http://127.0.0.1:36833/c0/jobs","board":"greenhouse","endpoint":"http://127.0.0.1:36833/v1/boards/c0","delay":0.0,"allow_private":true}', 2, 1, 0, '[]', '[[{"url":"http://127.0.0.1:36833/v1/boards/c0/jobs?content=true","method":"GET","body":"","headers":"Accept: application/json","render":"","wait_for":"","expand":"","status":"200","sha256":"6808bf58eed196ac7e8f41b5a2b194b1aa965fede45046f32b30f3d10f3a9c4a"}]]', 0, 'complete', '', 4, 4, '2026-11-28T04:25:47.309Z', 'c0.20261128T042547309Z');
CREATE TABLE checks (
    id TEXT PRIMARY KEY, source TEXT REFERENCES sources(id), run TEXT, started_at TEXT, finished_at TEXT,
    outcome TEXT, seen INTEGER, stated_total INTEGER, reason TEXT
);
INSERT INTO "checks" VALUES ('c0.20261128T042546326Z', 'c0', 'd4dd610df85d8e76', '2026-11-28T04:25:46.326Z', '2026-11-28T04:25:46.328Z', 'complete', 4, 4, '');
INSERT INTO "checks" VALUES ('c0.20261128T042546816Z', 'c0', '822c394db14ae9bf', '2026-11-28T04:25:46.816Z', '2026-11-28T04:25:46.819Z', 'complete', 4, 4, '');
INSERT INTO "checks" VALUES ('c0.20261128T042547309Z', 'c0', '101c9f32314c2b1e', '2026-11-28T04:25:47.309Z', '2026-11-28T04:25:47.312Z', 'complete', 4, 4, '');
CREATE TABLE snapshots (
    id TEXT PRIMARY KEY, check_id TEXT REFERENCES checks(id), source TEXT REFERENCES sources(id), url TEXT,
    fetched_at TEXT, status INTEGER, sha256 TEXT, warc_file TEXT, warc_offset INTEGER
);
INSERT INTO "snapshots" VALUES ('543677a9d9f4161b4926', 'c0.20261128T042546326Z', 'c0', 'http://127.0.0.1:36833/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:46.328Z', 200, '8f14004c236680a4df43fe8879ca9d1f6167dcfbfb6e0fd7ea255e680abaf05c', 'c0/2026-11.warc.zst', 2599);
INSERT INTO "snapshots" VALUES ('f69514f67a5e76df9cd5', 'c0.20261128T042546816Z', 'c0', 'http://127.0.0.1:36833/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:46.817Z', 200, '54e9011bc4efc7f043ad6332135db07262adabb4d825b5dd6799e01942bdd84e', 'c0/2026-11.warc.zst', 2991);
INSERT INTO "snapshots" VALUES ('c1ab2ddb3e43aa2c5055', 'c0.20261128T042546816Z', 'c0', 'http://127.0.0.1:36833/v1/boards/c0/jobs/3', '2026-11-28T04:25:46.818Z', 200, '3239c6a6909f04f3bfc2e55c8ba99924b2407775d6195a1a0283971f06ca53e4', 'c0/2026-11.warc.zst', 3747);
INSERT INTO "snapshots" VALUES ('2a8f7dc4517d7a41c5df', 'c0.20261128T042546816Z', 'c0', 'http://127.0.0.1:36833/v1/boards/c0/jobs/1', '2026-11-28T04:25:46.819Z', 404, '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', 'c0/2026-11.warc.zst', 4044);
INSERT INTO "snapshots" VALUES ('20bd6e79ce3fbe6be6cd', 'c0.20261128T042547309Z', 'c0', 'http://127.0.0.1:36833/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:47.311Z', 200, '6808bf58eed196ac7e8f41b5a2b194b1aa965fede45046f32b30f3d10f3a9c4a', 'c0/2026-11.warc.zst', 4622);
INSERT INTO "snapshots" VALUES ('f9b801fef7e5d0599ab6', 'c0.20261128T042547309Z', 'c0', 'http://127.0.0.1:36833/v1/boards/c0/jobs/4', '2026-11-28T04:25:47.312Z', 200, '130ad2b2022addbf530b6cfc0bc9ca825271d81608ff4e850f04303df4a2b507', 'c0/2026-11.warc.zst', 5749);
INSERT INTO "snapshots" VALUES ('5aeaad6613f51ca7bfa4', 'c0.20261128T042547309Z', 'c0', 'http://127.0.0.1:36833/v1/boards/c0/jobs/2', '2026-11-28T04:25:47.312Z', 404, '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', 'c0/2026-11.warc.zst', 6119);
CREATE TABLE kept (
    source TEXT, key TEXT, url TEXT, sha256 TEXT, fetched_at TEXT, warc_file TEXT, warc_offset INTEGER, etag TEXT,
    last_modified TEXT, snapshot_id TEXT
);
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:36833/v1/boards/c0/jobs?content=true', 'http://127.0.0.1:36833/v1/boards/c0/jobs?content=true', '6808bf58eed196ac7e8f41b5a2b194b1aa965fede45046f32b30f3d10f3a9c4a', '2026-11-28T04:25:47.311Z', 'c0/2026-11.warc.zst', 4622, '', '', '20bd6e79ce3fbe6be6cd');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:36833/v1/boards/c0/jobs/3', 'http://127.0.0.1:36833/v1/boards/c0/jobs/3', '3239c6a6909f04f3bfc2e55c8ba99924b2407775d6195a1a0283971f06ca53e4', '2026-11-28T04:25:46.818Z', 'c0/2026-11.warc.zst', 3747, '', '', 'c1ab2ddb3e43aa2c5055');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:36833/v1/boards/c0/jobs/1', 'http://127.0.0.1:36833/v1/boards/c0/jobs/1', '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', '2026-11-28T04:25:46.819Z', 'c0/2026-11.warc.zst', 4044, '', '', '2a8f7dc4517d7a41c5df');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:36833/v1/boards/c0/jobs/4', 'http://127.0.0.1:36833/v1/boards/c0/jobs/4', '130ad2b2022addbf530b6cfc0bc9ca825271d81608ff4e850f04303df4a2b507', '2026-11-28T04:25:47.312Z', 'c0/2026-11.warc.zst', 5749, '', '', 'f9b801fef7e5d0599ab6');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:36833/v1/boards/c0/jobs/2', 'http://127.0.0.1:36833/v1/boards/c0/jobs/2', '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', '2026-11-28T04:25:47.312Z', 'c0/2026-11.warc.zst', 6119, '', '', '5aeaad6613f51ca7bfa4');
CREATE TABLE archives (file TEXT PRIMARY KEY, source TEXT, committed INTEGER, closing INTEGER, tail TEXT);
INSERT INTO "archives" VALUES ('c0/2026-11.warc.zst', 'c0', 6601, 6336, '92064ea1cc7ae3255b90e5bfe0d531ed7411a366675848f5ea0644357181c013');
CREATE TABLE posting_state (
    key INTEGER PRIMARY KEY, id TEXT UNIQUE, source TEXT REFERENCES sources(id), external_id TEXT, url TEXT, status TEXT, first_seen TEXT,
    last_seen TEXT, closed_at TEXT, repost_of TEXT, fingerprint TEXT, read_at TEXT, has_text INTEGER, listed INTEGER,
    misses INTEGER, needed INTEGER, standing INTEGER, unlisted INTEGER, flagged INTEGER, number INTEGER, current TEXT
);
INSERT INTO "posting_state" VALUES (1, 'c0.1', 'c0', '1', 'http://127.0.0.1:36833/c0/jobs/1', 'closed', '2026-11-28T04:25:46.326Z', '2026-11-28T04:25:46.326Z', '2026-11-28T04:25:46.816Z', NULL, 'b4cf38519ad7c0f1c6f6ab1e83d2d8c4', '', 1, 0, 0, 2, 0, 0, 0, 1, '1739e7d63dc16d03dcff');
INSERT INTO "posting_state" VALUES (2, 'c0.2', 'c0', '2', 'http://127.0.0.1:36833/c0/jobs/2', 'closed', '2026-11-28T04:25:46.326Z', '2026-11-28T04:25:46.816Z', '2026-11-28T04:25:47.309Z', NULL, '5cf8a29641b532c4fe84a4aab74b531d', '', 1, 0, 0, 2, 0, 0, 0, 2, '0e9aa90bf9deb18e1671');
INSERT INTO "posting_state" VALUES (3, 'c0.3', 'c0', '3', 'http://127.0.0.1:36833/c0/jobs/3', 'open', '2026-11-28T04:25:46.326Z', NULL, NULL, NULL, 'a7e5e22933718825d5bef19ad66763b2', '', 1, 1, 0, 2, 0, 0, 0, 2, '5c0297c911f1ad9c7b94');
INSERT INTO "posting_state" VALUES (4, 'c0.4', 'c0', '4', 'http://127.0.0.1:36833/c0/jobs/4', 'open', '2026-11-28T04:25:46.326Z', NULL, NULL, NULL, '03815bf2a3468a8341472e4c605a1996', '', 1, 1, 0, 2, 0, 0, 0, 3, '26d71bafaa7640a4aa97');
INSERT INTO "posting_state" VALUES (5, 'c0.5', 'c0', '5', 'http://127.0.0.1:36833/c0/jobs/5', 'open', '2026-11-28T04:25:46.816Z', NULL, NULL, NULL, 'a18360f15a680a379b7e0917212829b7', '', 1, 1, 0, 2, 0, 0, 0, 1, '0e4a7865010d3f81383b');
INSERT INTO "posting_state" VALUES (6, 'c0.6', 'c0', '6', 'http://127.0.0.1:36833/c0/jobs/6', 'open', '2026-11-28T04:25:47.309Z', NULL, NULL, NULL, '27044c677ef74f7394d6579210644a42', '', 1, 1, 0, 2, 0, 0, 0, 1, '2e57f8f5c7d4fd70e509');
CREATE TABLE wordings (
    id TEXT PRIMARY KEY, posting_id TEXT REFERENCES posting_state(id), number INTEGER, seen_at TEXT, title TEXT,
    location TEXT, department TEXT, employment_type TEXT, workplace TEXT, pay_min REAL, pay_max REAL,
    pay_currency TEXT, pay_period TEXT, pay_stated TEXT, posted_at TEXT, closes_at TEXT, language TEXT, blocks TEXT,
    text_sha256 TEXT, twin TEXT, snapshot_id TEXT REFERENCES snapshots(id)
);
INSERT INTO "wordings" VALUES ('1739e7d63dc16d03dcff', 'c0.1', 1, '2026-11-28T04:25:46.326Z', 'Firmware Technician 1', 'Singapore', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,2,3,4]', '64cd1df09766a4023a2ab5267e6ab1a10393f448b2bfdcba17520422d16a8151', '5b02b7aebb9106360875', '543677a9d9f4161b4926');
INSERT INTO "wordings" VALUES ('275f46336a9b3ee11a40', 'c0.2', 1, '2026-11-28T04:25:46.326Z', 'Improve Manager 2', 'Frankfurt am Main', 'Facilities', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,8,9,10]', '815fce79a39962c4360c2847abddedfd2d9d2482c3a91f7979296a95f8b80727', '525afd7bbb4f860d56db', '543677a9d9f4161b4926');
INSERT INTO "wordings" VALUES ('6a91856ad510b456a829', 'c0.3', 1, '2026-11-28T04:25:46.326Z', 'Train Analyst 3', 'Singapore', 'Construction', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,14,15,16]', 'd268be6e2f3673172d9aad778918070f550396831707e1f467532b6f51f86d78', 'a44b47bd9d5c4729e798', '543677a9d9f4161b4926');
INSERT INTO "wordings" VALUES ('a607684edf46dedd3db4', 'c0.4', 1, '2026-11-28T04:25:46.326Z', 'Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,21]', '9c79af7c959ee657ee4f8e9e862bb446001c1e7928f5214bc0a602f3b8ed6706', '8a078d0b1225bda50058', '543677a9d9f4161b4926');
INSERT INTO "wordings" VALUES ('0e9aa90bf9deb18e1671', 'c0.2', 2, '2026-11-28T04:25:46.816Z', 'Senior Improve Manager 2', 'Frankfurt am Main', 'Facilities', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,8,9,10]', '815fce79a39962c4360c2847abddedfd2d9d2482c3a91f7979296a95f8b80727', 'e3dccdd49cc8b935ed18', 'f69514f67a5e76df9cd5');
INSERT INTO "wordings" VALUES ('96b5a69e3bc2a46671a8', 'c0.4', 2, '2026-11-28T04:25:46.816Z', 'Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,25]', '332aa071167041349f116011a7eef9c0d34e832c81aafe5748c5c67e50cdf025', '848e99dff14049de237c', 'f69514f67a5e76df9cd5');
INSERT INTO "wordings" VALUES ('0e4a7865010d3f81383b', 'c0.5', 1, '2026-11-28T04:25:46.816Z', 'Support Engineer 5', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,26,27,28]', '2087bdf167513b8b24f061dbc208efd5b29e420efff292762624d74f66470b87', '68243b10062d5e5aac72', 'f69514f67a5e76df9cd5');
INSERT INTO "wordings" VALUES ('5c0297c911f1ad9c7b94', 'c0.3', 2, '2026-11-28T04:25:47.309Z', 'Senior Train Analyst 3', 'Singapore', 'Construction', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,14,15,16]', 'd268be6e2f3673172d9aad778918070f550396831707e1f467532b6f51f86d78', 'a3b7d933189a9d05fecf', '20bd6e79ce3fbe6be6cd');
INSERT INTO "wordings" VALUES ('26d71bafaa7640a4aa97', 'c0.4', 3, '2026-11-28T04:25:47.309Z', 'Senior Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,25]', '332aa071167041349f116011a7eef9c0d34e832c81aafe5748c5c67e50cdf025', 'df11485dfe0fbb2a7a07', '20bd6e79ce3fbe6be6cd');
INSERT INTO "wordings" VALUES ('2e57f8f5c7d4fd70e509', 'c0.6', 1, '2026-11-28T04:25:47.309Z', 'Modern Manager 6', 'Frankfurt am Main', 'Engineering', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,32,33,34]', 'bb3c2b1381b75bf401db56122a440bc92e230cb54265dfc544818947202daef5', 'd658c067233ea711aa4a', '20bd6e79ce3fbe6be6cd');
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
INSERT INTO "blocks" VALUES (30, X'46D8E55B3F3EFC6952B20B81', 'Senior Train Analyst 3');
INSERT INTO "blocks" VALUES (31, X'1746E0F398D39DA266BEB70E', 'Senior Cooling Planner 4');
INSERT INTO "blocks" VALUES (32, X'58BF5A27C8F01D0350B7A17D', 'Power joint weekly lead network cluster operate transformer substation maintain shared shared commissioning reliable meeting plan hall switchgear steel joint cable shared building cluster budget review region control transformer review test crew steady direct incident negotiate annual inspect clear monitor lead load building heat concrete campus schedule steady truck region shift load global software bridge bridge repair design meeting substation.');
INSERT INTO "blocks" VALUES (33, X'42D7B3D8A6B7B40729921DDE', '- Main audit steel weekly sensor generator cluster lead annual crane pipe switchgear steady test transformer.');
INSERT INTO "blocks" VALUES (34, X'C6E302AD004DDF1A06E6DCE1', '- Complete contract alarm deliver open cooling early plan local open regional water practical quality partner.');
INSERT INTO "blocks" VALUES (35, X'05415C2D0ECC794226668D0F', 'Modern Manager 6');
INSERT INTO "blocks" VALUES (36, X'729BB48D0F86A9E240A9839B', 'Engineering');
CREATE TABLE block_spans (block INTEGER REFERENCES blocks(id), source TEXT, spans TEXT);
INSERT INTO "block_spans" VALUES (1, 'c0', '[[1,1,0],[2,1,0],[3,1,0],[4,1,0],[5,1,0],[6,1,0]]');
INSERT INTO "block_spans" VALUES (2, 'c0', '[[1,1,0]]');
INSERT INTO "block_spans" VALUES (3, 'c0', '[[1,1,0]]');
INSERT INTO "block_spans" VALUES (4, 'c0', '[[1,1,0]]');
INSERT INTO "block_spans" VALUES (5, 'c0', '[[1,1,0]]');
INSERT INTO "block_spans" VALUES (6, 'c0', '[[1,1,0],[3,1,0]]');
INSERT INTO "block_spans" VALUES (7, 'c0', '[[1,1,0],[4,1,0],[5,1,0]]');
INSERT INTO "block_spans" VALUES (8, 'c0', '[[2,1,0]]');
INSERT INTO "block_spans" VALUES (9, 'c0', '[[2,1,0]]');
INSERT INTO "block_spans" VALUES (10, 'c0', '[[2,1,0]]');
INSERT INTO "block_spans" VALUES (11, 'c0', '[[2,1,1]]');
INSERT INTO "block_spans" VALUES (12, 'c0', '[[2,1,0],[6,1,0]]');
INSERT INTO "block_spans" VALUES (13, 'c0', '[[2,1,0]]');
INSERT INTO "block_spans" VALUES (14, 'c0', '[[3,1,0]]');
INSERT INTO "block_spans" VALUES (15, 'c0', '[[3,1,0]]');
INSERT INTO "block_spans" VALUES (16, 'c0', '[[3,1,0]]');
INSERT INTO "block_spans" VALUES (17, 'c0', '[[3,1,1]]');
INSERT INTO "block_spans" VALUES (18, 'c0', '[[3,1,0]]');
INSERT INTO "block_spans" VALUES (19, 'c0', '[[4,1,0]]');
INSERT INTO "block_spans" VALUES (20, 'c0', '[[4,1,0]]');
INSERT INTO "block_spans" VALUES (21, 'c0', '[[4,1,1]]');
INSERT INTO "block_spans" VALUES (22, 'c0', '[[4,1,2]]');
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
INSERT INTO "block_spans" VALUES (36, 'c0', '[[6,1,0]]');
CREATE VIRTUAL TABLE blocks_fts USING fts5(text, content='', columnsize=0, tokenize="unicode61 remove_diacritics 2");
CREATE TABLE indexed (up_to INTEGER);
INSERT INTO "indexed" VALUES (0);
CREATE TABLE changes (
    id TEXT PRIMARY KEY, posting_id TEXT REFERENCES posting_state(id), source TEXT REFERENCES sources(id),
    check_id TEXT REFERENCES checks(id), at TEXT, kind TEXT, from_version TEXT REFERENCES wordings(id),
    to_version TEXT REFERENCES wordings(id), significance TEXT, group_id TEXT, baseline INTEGER, summary TEXT,
    reason TEXT
);
INSERT INTO "changes" VALUES ('5f2e6b2b15f5a220be43', 'c0.1', 'c0', 'c0.20261128T042546326Z', '2026-11-28T04:25:46.326Z', 'opened', NULL, '1739e7d63dc16d03dcff', 'major', NULL, 1, 'already there when the watching began', '');
INSERT INTO "changes" VALUES ('ab2f595110a11777f7b4', 'c0.2', 'c0', 'c0.20261128T042546326Z', '2026-11-28T04:25:46.326Z', 'opened', NULL, '275f46336a9b3ee11a40', 'major', NULL, 1, 'already there when the watching began', '');
INSERT INTO "changes" VALUES ('c221465ec28b3b05d0cb', 'c0.3', 'c0', 'c0.20261128T042546326Z', '2026-11-28T04:25:46.326Z', 'opened', NULL, '6a91856ad510b456a829', 'major', NULL, 1, 'already there when the watching began', '');
INSERT INTO "changes" VALUES ('e1d369c1b340349ad043', 'c0.4', 'c0', 'c0.20261128T042546326Z', '2026-11-28T04:25:46.326Z', 'opened', NULL, 'a607684edf46dedd3db4', 'major', NULL, 1, 'already there when the watching began', '');
INSERT INTO "changes" VALUES ('4d1ee61b22e712eb0b26', 'c0.2', 'c0', 'c0.20261128T042546816Z', '2026-11-28T04:25:46.816Z', 'edited', '275f46336a9b3ee11a40', '0e9aa90bf9deb18e1671', 'major', NULL, 0, 'title: Improve Manager 2 → Senior Improve Manager 2', 'title changed');
INSERT INTO "changes" VALUES ('61328eefc3f8e2a73929', 'c0.4', 'c0', 'c0.20261128T042546816Z', '2026-11-28T04:25:46.816Z', 'edited', 'a607684edf46dedd3db4', '96b5a69e3bc2a46671a8', 'minor', NULL, 0, 'text: “Battery schedule permit report weekly fibre inspect contract clear sensor audit inspect direct supplier audit” → “Local inspect coordinate truck crew control weekly careful drawing switchgear review complete inspect team coordinate”', 'a few words changed');
INSERT INTO "changes" VALUES ('79a172fe9089b5389bb5', 'c0.5', 'c0', 'c0.20261128T042546816Z', '2026-11-28T04:25:46.816Z', 'opened', NULL, '0e4a7865010d3f81383b', 'major', NULL, 0, 'opened in Reno, Nevada', '');
INSERT INTO "changes" VALUES ('3c062f69f290cb3c6c59', 'c0.1', 'c0', 'c0.20261128T042546816Z', '2026-11-28T04:25:46.816Z', 'closed', '1739e7d63dc16d03dcff', NULL, 'major', NULL, 0, 'closed: its page answers 404', 'its page answers 404');
INSERT INTO "changes" VALUES ('fb75600319f34f55aed2', 'c0.3', 'c0', 'c0.20261128T042547309Z', '2026-11-28T04:25:47.309Z', 'edited', '6a91856ad510b456a829', '5c0297c911f1ad9c7b94', 'major', NULL, 0, 'title: Train Analyst 3 → Senior Train Analyst 3', 'title changed');
INSERT INTO "changes" VALUES ('b384d86f62851e995f62', 'c0.4', 'c0', 'c0.20261128T042547309Z', '2026-11-28T04:25:47.309Z', 'edited', '96b5a69e3bc2a46671a8', '26d71bafaa7640a4aa97', 'major', NULL, 0, 'title: Cooling Planner 4 → Senior Cooling Planner 4', 'title changed');
INSERT INTO "changes" VALUES ('e9458194e1d3292e6fc3', 'c0.6', 'c0', 'c0.20261128T042547309Z', '2026-11-28T04:25:47.309Z', 'opened', NULL, '2e57f8f5c7d4fd70e509', 'major', NULL, 0, 'opened in Frankfurt am Main', '');
INSERT INTO "changes" VALUES ('51abfbdb969c467ef0d6', 'c0.2', 'c0', 'c0.20261128T042547309Z', '2026-11-28T04:25:47.309Z', 'closed', '0e9aa90bf9deb18e1671', NULL, 'major', NULL, 0, 'closed: its page answers 404', 'its page answers 404');
CREATE TABLE waiting (change_id TEXT PRIMARY KEY, source TEXT);
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, alert TEXT, state TEXT, created_at TEXT, attempts INTEGER, next_attempt_at TEXT,
    last_error TEXT, sent_at TEXT, payload TEXT
);
CREATE TABLE delivery_changes (delivery_id TEXT REFERENCES deliveries(id), change_id TEXT);
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
CREATE INDEX changes_by_source ON changes(source, at);
CREATE INDEX changes_by_posting ON changes(posting_id, at);
CREATE INDEX deliveries_by_state ON deliveries(state, next_attempt_at);
CREATE UNIQUE INDEX delivery_changes_once ON delivery_changes(delivery_id, change_id);
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
    p.number AS versions
FROM posting_state AS p
JOIN wordings AS w ON w.id = p.current
JOIN source_state AS s ON s.source = p.source;
CREATE VIEW open_postings AS SELECT
    p.id, s.name AS employer, p.title, p.location, p.department, w.pay_min, w.pay_max, w.pay_currency, w.pay_period,
    p.first_seen, p.last_seen, p.versions, p.url
FROM postings AS p JOIN sources AS s ON s.id = p.source JOIN posting_state AS t ON t.id = p.id
JOIN wordings AS w ON w.id = t.current
WHERE p.status = 'open';
CREATE VIEW recent_changes AS SELECT
    c.at, s.name AS employer, c.kind, c.significance, w.title, w.location, c.summary, c.posting_id, c.check_id, c.group_id
FROM changes AS c JOIN sources AS s ON s.id = c.source JOIN posting_state AS t ON t.id = c.posting_id
JOIN wordings AS w ON w.id = t.current
WHERE c.baseline = 0 ORDER BY c.at DESC;
CREATE VIEW posting_history AS SELECT
    c.posting_id, c.at, c.kind, c.significance, c.summary, a.number AS from_number, b.number AS to_number, c.baseline,
    k.outcome AS check_outcome, b.text_sha256, n.url AS snapshot_url, n.sha256 AS snapshot_sha256, n.warc_file,
    n.warc_offset
FROM changes AS c JOIN checks AS k ON k.id = c.check_id
LEFT JOIN wordings AS a ON a.id = c.from_version LEFT JOIN wordings AS b ON b.id = c.to_version
LEFT JOIN snapshots AS n ON n.id = b.snapshot_id
ORDER BY c.posting_id, c.at;
CREATE VIEW source_health AS SELECT
    s.id AS source, s.name, s.board, t.outcome, t.reason, t.seen, t.stated_total, k.started_at AS last_check,
    (SELECT max(started_at) FROM checks AS g WHERE g.source = s.id AND g.outcome IN ('complete', 'window')) AS last_good,
    (SELECT count(*) FROM posting_state AS p WHERE p.source = s.id AND p.status = 'open') AS open
FROM sources AS s JOIN source_state AS t ON t.source = s.id LEFT JOIN checks AS k ON k.id = t.last_check;
CREATE VIEW daily_counts AS SELECT
    substr(at, 1, 10) AS day, source, sum(kind = 'opened' AND NOT baseline) AS opened, sum(kind = 'edited') AS edited,
    sum(kind = 'closed') AS closed, sum(kind = 'reopened') AS reopened
FROM changes GROUP BY day, source;
PRAGMA user_version = 2;
