-- A database of schema version 3, as the tracker of that time wrote it. The search index is left out.
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES (1, 'tracker', 'first', '2026-11-28 04:25:48.095829+00:00');
INSERT INTO "_sqlite_migrations" VALUES (2, 'tracker', 'second', '2026-11-28 04:25:48.096559+00:00');
INSERT INTO "_sqlite_migrations" VALUES (3, 'tracker', 'third', '2026-11-28 04:25:48.099498+00:00');
CREATE TABLE sources (id TEXT PRIMARY KEY, name TEXT, board TEXT, url TEXT, watched INTEGER NOT NULL DEFAULT 1);
INSERT INTO "sources" VALUES ('c0', 'Company 0', 'greenhouse', 'http://127.0.0.1:43093/c0/jobs', 1);
CREATE TABLE source_state (
    source TEXT PRIMARY KEY REFERENCES sources(id), settings TEXT, extractor INTEGER, settled INTEGER, empties INTEGER,
    masks TEXT, rounds TEXT, pending INTEGER, outcome TEXT, reason TEXT, seen INTEGER, stated_total INTEGER,
    listed_at TEXT, last_check TEXT
, holds TEXT, employer TEXT, address TEXT, began TEXT);
INSERT INTO "source_state" VALUES ('c0', '{"slug":"c0","url":"http://127.0.0.1:43093/c0/jobs","board":"greenhouse","endpoint":"http://127.0.0.1:43093/v1/boards/c0","delay":0.0,"allow_private":true}', 3, 1, 0, '[]', '[[{"url":"http://127.0.0.1:43093/v1/boards/c0/jobs?content=true","method":"GET","body":"","headers":"Accept: application/json","render":"","wait_for":"","expand":"","status":"200","sha256":"9acef869bc9a26ae37137e2a5f5a6b7d31a561887ff62e4c627b27352cc82653"}]]', 0, 'complete', '', 4, 4, '2026-11-28T04:25:49.817Z', 'c0.20261128T042549817Z', '{}', 'Company 0', 'greenhouse http://127.0.0.1:43093/v1/boards/c0', '2026-11-28T04:25:48.103Z');
CREATE TABLE checks (
    id TEXT PRIMARY KEY, source TEXT REFERENCES sources(id), run TEXT, started_at TEXT, finished_at TEXT,
    outcome TEXT, seen INTEGER, stated_total INTEGER, reason TEXT
, first_sha256 TEXT);
INSERT INTO "checks" VALUES ('c0.20261128T042548103Z', 'c0', '0c9762dbb0fcaad8', '2026-11-28T04:25:48.103Z', '2026-11-28T04:25:48.107Z', 'complete', 4, 4, '', 'ed4e5b70203473687ec3a40d98e822466b234d48c91a7c3c95e1cfecd131c769');
INSERT INTO "checks" VALUES ('c0.20261128T042548713Z', 'c0', 'bf1c357ba8fcf0fa', '2026-11-28T04:25:48.713Z', '2026-11-28T04:25:48.717Z', 'complete', 4, 4, '', '93bed777fd674b37a9917ae02a00f45d53ef234891242096486871ea89921c57');
INSERT INTO "checks" VALUES ('c0.20261128T042549817Z', 'c0', '7f5266993b87fe8f', '2026-11-28T04:25:49.817Z', '2026-11-28T04:25:49.821Z', 'complete', 4, 4, '', '9acef869bc9a26ae37137e2a5f5a6b7d31a561887ff62e4c627b27352cc82653');
CREATE TABLE snapshots (
    id TEXT PRIMARY KEY, check_id TEXT REFERENCES checks(id), source TEXT REFERENCES sources(id), url TEXT,
    fetched_at TEXT, status INTEGER, sha256 TEXT, warc_file TEXT, warc_offset INTEGER
);
INSERT INTO "snapshots" VALUES ('4e654f2b2157fcd19f3a', 'c0.20261128T042548103Z', 'c0', 'http://127.0.0.1:43093/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:48.107Z', 200, 'ed4e5b70203473687ec3a40d98e822466b234d48c91a7c3c95e1cfecd131c769', 'c0/2026-11.warc.zst', 2597);
INSERT INTO "snapshots" VALUES ('5278360ad24da7fa7b11', 'c0.20261128T042548713Z', 'c0', 'http://127.0.0.1:43093/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:48.715Z', 200, '93bed777fd674b37a9917ae02a00f45d53ef234891242096486871ea89921c57', 'c0/2026-11.warc.zst', 2988);
INSERT INTO "snapshots" VALUES ('1d72eaa9c64df94c3fb1', 'c0.20261128T042548713Z', 'c0', 'http://127.0.0.1:43093/v1/boards/c0/jobs/3', '2026-11-28T04:25:48.716Z', 200, '64a010fd122b785f0539dcccdd35a1b7d648becf77af659f5c3a5e63781d25a0', 'c0/2026-11.warc.zst', 3746);
INSERT INTO "snapshots" VALUES ('4d18b5d9496317b3eae7', 'c0.20261128T042548713Z', 'c0', 'http://127.0.0.1:43093/v1/boards/c0/jobs/1', '2026-11-28T04:25:48.717Z', 404, '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', 'c0/2026-11.warc.zst', 4044);
INSERT INTO "snapshots" VALUES ('c91464cfdebacd6feb21', 'c0.20261128T042549817Z', 'c0', 'http://127.0.0.1:43093/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:49.819Z', 200, '9acef869bc9a26ae37137e2a5f5a6b7d31a561887ff62e4c627b27352cc82653', 'c0/2026-11.warc.zst', 4621);
INSERT INTO "snapshots" VALUES ('a844892f9aa25a332384', 'c0.20261128T042549817Z', 'c0', 'http://127.0.0.1:43093/v1/boards/c0/jobs/4', '2026-11-28T04:25:49.820Z', 200, '1146104f40a2e192c63c74380caff4777c39531a445b2ebb593e831a09a13830', 'c0/2026-11.warc.zst', 5754);
INSERT INTO "snapshots" VALUES ('f2be92da232b15145235', 'c0.20261128T042549817Z', 'c0', 'http://127.0.0.1:43093/v1/boards/c0/jobs/2', '2026-11-28T04:25:49.821Z', 404, '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', 'c0/2026-11.warc.zst', 6125);
CREATE TABLE kept (
    source TEXT, key TEXT, url TEXT, sha256 TEXT, fetched_at TEXT, warc_file TEXT, warc_offset INTEGER, etag TEXT,
    last_modified TEXT, snapshot_id TEXT
);
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:43093/v1/boards/c0/jobs?content=true', 'http://127.0.0.1:43093/v1/boards/c0/jobs?content=true', '9acef869bc9a26ae37137e2a5f5a6b7d31a561887ff62e4c627b27352cc82653', '2026-11-28T04:25:49.819Z', 'c0/2026-11.warc.zst', 4621, '', '', 'c91464cfdebacd6feb21');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:43093/v1/boards/c0/jobs/3', 'http://127.0.0.1:43093/v1/boards/c0/jobs/3', '64a010fd122b785f0539dcccdd35a1b7d648becf77af659f5c3a5e63781d25a0', '2026-11-28T04:25:48.716Z', 'c0/2026-11.warc.zst', 3746, '', '', '1d72eaa9c64df94c3fb1');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:43093/v1/boards/c0/jobs/1', 'http://127.0.0.1:43093/v1/boards/c0/jobs/1', '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', '2026-11-28T04:25:48.717Z', 'c0/2026-11.warc.zst', 4044, '', '', '4d18b5d9496317b3eae7');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:43093/v1/boards/c0/jobs/4', 'http://127.0.0.1:43093/v1/boards/c0/jobs/4', '1146104f40a2e192c63c74380caff4777c39531a445b2ebb593e831a09a13830', '2026-11-28T04:25:49.820Z', 'c0/2026-11.warc.zst', 5754, '', '', 'a844892f9aa25a332384');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:43093/v1/boards/c0/jobs/2', 'http://127.0.0.1:43093/v1/boards/c0/jobs/2', '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', '2026-11-28T04:25:49.821Z', 'c0/2026-11.warc.zst', 6125, '', '', 'f2be92da232b15145235');
CREATE TABLE archives (file TEXT PRIMARY KEY, source TEXT, committed INTEGER, closing INTEGER, tail TEXT);
INSERT INTO "archives" VALUES ('c0/2026-11.warc.zst', 'c0', 6608, 6343, '6bf18a4b982d93ffc851759077599710f6a605efc460a8521e0faf01007b147f');
CREATE TABLE posting_state (
    key INTEGER PRIMARY KEY, id TEXT UNIQUE, source TEXT REFERENCES sources(id), external_id TEXT, url TEXT, status TEXT, first_seen TEXT,
    last_seen TEXT, closed_at TEXT, repost_of TEXT, fingerprint TEXT, read_at TEXT, has_text INTEGER, listed INTEGER,
    misses INTEGER, needed INTEGER, standing INTEGER, unlisted INTEGER, flagged INTEGER, number INTEGER, current TEXT
, requisition_id TEXT, role TEXT, hold INTEGER NOT NULL DEFAULT 0, flapping TEXT NOT NULL DEFAULT '', returns INTEGER NOT NULL DEFAULT 0, doubted TEXT NOT NULL DEFAULT '');
INSERT INTO "posting_state" VALUES (1, 'c0.1', 'c0', '1', 'http://127.0.0.1:43093/c0/jobs/1', 'closed', '2026-11-28T04:25:48.103Z', '2026-11-28T04:25:48.103Z', '2026-11-28T04:25:48.713Z', NULL, 'c7b5244f4be5598a9b7912e9ee447ee0', '', 1, 0, 0, 2, 0, 0, 0, 1, 'e0785d4bef3368389fb2', NULL, NULL, 0, '', 0, '');
INSERT INTO "posting_state" VALUES (2, 'c0.2', 'c0', '2', 'http://127.0.0.1:43093/c0/jobs/2', 'closed', '2026-11-28T04:25:48.103Z', '2026-11-28T04:25:48.713Z', '2026-11-28T04:25:49.817Z', NULL, '5f7617bb2bde777e73850e19da903a89', '', 1, 0, 0, 2, 0, 0, 0, 2, '8fada020232ab79cfb2f', NULL, NULL, 0, '', 0, '');
INSERT INTO "posting_state" VALUES (3, 'c0.3', 'c0', '3', 'http://127.0.0.1:43093/c0/jobs/3', 'open', '2026-11-28T04:25:48.103Z', NULL, NULL, NULL, '9574886ffb9715270c41057f6e0cbd26', '', 1, 1, 0, 2, 0, 0, 0, 2, 'fd3411a284be1f9317d2', NULL, NULL, 0, '', 0, '');
INSERT INTO "posting_state" VALUES (4, 'c0.4', 'c0', '4', 'http://127.0.0.1:43093/c0/jobs/4', 'open', '2026-11-28T04:25:48.103Z', NULL, NULL, NULL, '01c1d5c22dc9287d15b41ffd478b4375', '', 1, 1, 0, 2, 0, 0, 0, 3, '76f36cbe0a92d7ccc6a3', NULL, NULL, 0, '', 0, '');
INSERT INTO "posting_state" VALUES (5, 'c0.5', 'c0', '5', 'http://127.0.0.1:43093/c0/jobs/5', 'open', '2026-11-28T04:25:48.713Z', NULL, NULL, NULL, '50fc13d977277629b124588cc8585ff0', '', 1, 1, 0, 2, 0, 0, 0, 1, '96c358d93cce8494de39', NULL, NULL, 0, '', 0, '');
INSERT INTO "posting_state" VALUES (6, 'c0.6', 'c0', '6', 'http://127.0.0.1:43093/c0/jobs/6', 'open', '2026-11-28T04:25:49.817Z', NULL, NULL, NULL, '58ad99dd93181fcacf897ab2e5966a15', '', 1, 1, 0, 2, 0, 0, 0, 1, '428c3a2b43fd7868427d', NULL, NULL, 0, '', 0, '');
CREATE TABLE wordings (
    id TEXT PRIMARY KEY, posting_id TEXT REFERENCES posting_state(id), number INTEGER, seen_at TEXT, title TEXT,
    location TEXT, department TEXT, employment_type TEXT, workplace TEXT, pay_min REAL, pay_max REAL,
    pay_currency TEXT, pay_period TEXT, pay_stated TEXT, posted_at TEXT, closes_at TEXT, language TEXT, blocks TEXT,
    text_sha256 TEXT, twin TEXT, snapshot_id TEXT REFERENCES snapshots(id)
);
INSERT INTO "wordings" VALUES ('e0785d4bef3368389fb2', 'c0.1', 1, '2026-11-28T04:25:48.103Z', 'Firmware Technician 1', 'Singapore', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,2,3,4]', '64cd1df09766a4023a2ab5267e6ab1a10393f448b2bfdcba17520422d16a8151', '5b02b7aebb9106360875', '4e654f2b2157fcd19f3a');
INSERT INTO "wordings" VALUES ('ec0dc851b60439d7e1dd', 'c0.2', 1, '2026-11-28T04:25:48.103Z', 'Improve Manager 2', 'Frankfurt am Main', 'Facilities', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,8,9,10]', '815fce79a39962c4360c2847abddedfd2d9d2482c3a91f7979296a95f8b80727', '525afd7bbb4f860d56db', '4e654f2b2157fcd19f3a');
INSERT INTO "wordings" VALUES ('155bf3cc2f1a6baa847a', 'c0.3', 1, '2026-11-28T04:25:48.103Z', 'Train Analyst 3', 'Singapore', 'Construction', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,14,15,16]', 'd268be6e2f3673172d9aad778918070f550396831707e1f467532b6f51f86d78', 'a44b47bd9d5c4729e798', '4e654f2b2157fcd19f3a');
INSERT INTO "wordings" VALUES ('7d7e8ed809415021cb2f', 'c0.4', 1, '2026-11-28T04:25:48.103Z', 'Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,21]', '9c79af7c959ee657ee4f8e9e862bb446001c1e7928f5214bc0a602f3b8ed6706', '8a078d0b1225bda50058', '4e654f2b2157fcd19f3a');
INSERT INTO "wordings" VALUES ('8fada020232ab79cfb2f', 'c0.2', 2, '2026-11-28T04:25:48.713Z', 'Senior Improve Manager 2', 'Frankfurt am Main', 'Facilities', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,8,9,10]', '815fce79a39962c4360c2847abddedfd2d9d2482c3a91f7979296a95f8b80727', 'e3dccdd49cc8b935ed18', '5278360ad24da7fa7b11');
INSERT INTO "wordings" VALUES ('d931505a5fb822dc1985', 'c0.4', 2, '2026-11-28T04:25:48.713Z', 'Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,25]', '332aa071167041349f116011a7eef9c0d34e832c81aafe5748c5c67e50cdf025', '848e99dff14049de237c', '5278360ad24da7fa7b11');
INSERT INTO "wordings" VALUES ('96c358d93cce8494de39', 'c0.5', 1, '2026-11-28T04:25:48.713Z', 'Support Engineer 5', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,26,27,28]', '2087bdf167513b8b24f061dbc208efd5b29e420efff292762624d74f66470b87', '68243b10062d5e5aac72', '5278360ad24da7fa7b11');
INSERT INTO "wordings" VALUES ('fd3411a284be1f9317d2', 'c0.3', 2, '2026-11-28T04:25:49.817Z', 'Senior Train Analyst 3', 'Singapore', 'Construction', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,14,15,16]', 'd268be6e2f3673172d9aad778918070f550396831707e1f467532b6f51f86d78', 'a3b7d933189a9d05fecf', 'c91464cfdebacd6feb21');
INSERT INTO "wordings" VALUES ('76f36cbe0a92d7ccc6a3', 'c0.4', 3, '2026-11-28T04:25:49.817Z', 'Senior Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,25]', '332aa071167041349f116011a7eef9c0d34e832c81aafe5748c5c67e50cdf025', 'df11485dfe0fbb2a7a07', 'c91464cfdebacd6feb21');
INSERT INTO "wordings" VALUES ('428c3a2b43fd7868427d', 'c0.6', 1, '2026-11-28T04:25:49.817Z', 'Modern Manager 6', 'Frankfurt am Main', 'Engineering', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,32,33,34]', 'bb3c2b1381b75bf401db56122a440bc92e230cb54265dfc544818947202daef5', 'd658c067233ea711aa4a', 'c91464cfdebacd6feb21');
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
, since TEXT, how TEXT);
INSERT INTO "changes" VALUES ('7237072a3969d97405d1', 'c0.1', 'c0', 'c0.20261128T042548103Z', '2026-11-28T04:25:48.103Z', 'opened', NULL, 'e0785d4bef3368389fb2', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL);
INSERT INTO "changes" VALUES ('120316603521d8028281', 'c0.2', 'c0', 'c0.20261128T042548103Z', '2026-11-28T04:25:48.103Z', 'opened', NULL, 'ec0dc851b60439d7e1dd', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL);
INSERT INTO "changes" VALUES ('220cf267762eb480b184', 'c0.3', 'c0', 'c0.20261128T042548103Z', '2026-11-28T04:25:48.103Z', 'opened', NULL, '155bf3cc2f1a6baa847a', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL);
INSERT INTO "changes" VALUES ('c2f54b5f36479829c360', 'c0.4', 'c0', 'c0.20261128T042548103Z', '2026-11-28T04:25:48.103Z', 'opened', NULL, '7d7e8ed809415021cb2f', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL);
INSERT INTO "changes" VALUES ('0bff0f3c79d0db49347b', 'c0.2', 'c0', 'c0.20261128T042548713Z', '2026-11-28T04:25:48.713Z', 'edited', 'ec0dc851b60439d7e1dd', '8fada020232ab79cfb2f', 'major', NULL, 0, 'title: Improve Manager 2 → Senior Improve Manager 2', 'title changed', '2026-11-28T04:25:48.103Z', NULL);
INSERT INTO "changes" VALUES ('98d54147b7682745e779', 'c0.4', 'c0', 'c0.20261128T042548713Z', '2026-11-28T04:25:48.713Z', 'edited', '7d7e8ed809415021cb2f', 'd931505a5fb822dc1985', 'minor', NULL, 0, 'text: added “- Local inspect coordinate truck crew control weekly careful drawing switchgear review complete inspect team coordinate.”, and 1 more line', 'a few words changed', '2026-11-28T04:25:48.103Z', NULL);
INSERT INTO "changes" VALUES ('1589dc2b7a1dc9c82b0e', 'c0.5', 'c0', 'c0.20261128T042548713Z', '2026-11-28T04:25:48.713Z', 'opened', NULL, '96c358d93cce8494de39', 'major', NULL, 0, 'opened in Reno, Nevada', '', '2026-11-28T04:25:48.103Z', NULL);
INSERT INTO "changes" VALUES ('eb1078eea00f58348667', 'c0.1', 'c0', 'c0.20261128T042548713Z', '2026-11-28T04:25:48.713Z', 'closed', 'e0785d4bef3368389fb2', NULL, 'major', NULL, 0, 'closed: its page answers 404', 'its page answers 404', '2026-11-28T04:25:48.103Z', 'gone');
INSERT INTO "changes" VALUES ('29c9203f2277d80e0abd', 'c0.3', 'c0', 'c0.20261128T042549817Z', '2026-11-28T04:25:49.817Z', 'edited', '155bf3cc2f1a6baa847a', 'fd3411a284be1f9317d2', 'major', NULL, 0, 'title: Train Analyst 3 → Senior Train Analyst 3', 'title changed', '2026-11-28T04:25:48.713Z', NULL);
INSERT INTO "changes" VALUES ('63bf24e8c53a5a4bcd49', 'c0.4', 'c0', 'c0.20261128T042549817Z', '2026-11-28T04:25:49.817Z', 'edited', 'd931505a5fb822dc1985', '76f36cbe0a92d7ccc6a3', 'major', NULL, 0, 'title: Cooling Planner 4 → Senior Cooling Planner 4', 'title changed', '2026-11-28T04:25:48.713Z', NULL);
INSERT INTO "changes" VALUES ('88d84e2cdfe0f1eb507b', 'c0.6', 'c0', 'c0.20261128T042549817Z', '2026-11-28T04:25:49.817Z', 'opened', NULL, '428c3a2b43fd7868427d', 'major', NULL, 0, 'opened in Frankfurt am Main', '', '2026-11-28T04:25:48.713Z', NULL);
INSERT INTO "changes" VALUES ('62fd0142723b4fdb0252', 'c0.2', 'c0', 'c0.20261128T042549817Z', '2026-11-28T04:25:49.817Z', 'closed', '8fada020232ab79cfb2f', NULL, 'major', NULL, 0, 'closed: its page answers 404', 'its page answers 404', '2026-11-28T04:25:48.713Z', 'gone');
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
CREATE INDEX posting_by_requisition ON posting_state(source, requisition_id);
CREATE INDEX posting_by_role ON posting_state(role) WHERE role IS NOT NULL;
CREATE INDEX ties_by_posting ON ties(posting_id);
CREATE INDEX ties_by_other ON ties(other_id);
CREATE INDEX checks_by_run ON checks(run);
CREATE INDEX checks_by_time ON checks(started_at);
CREATE INDEX ties_by_time ON ties(at);
CREATE INDEX changes_told ON changes(at) WHERE baseline = 0;
CREATE INDEX changes_by_kind ON changes(kind, at) WHERE baseline = 0;
CREATE INDEX changes_by_weight ON changes(significance, at) WHERE baseline = 0;
CREATE INDEX changes_by_group ON changes(group_id) WHERE group_id IS NOT NULL;
CREATE INDEX posting_by_status ON posting_state(source, status, first_seen);
CREATE INDEX posting_by_first_seen ON posting_state(first_seen);
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
    c.since, c.how
FROM changes AS c JOIN sources AS s ON s.id = c.source JOIN posting_state AS t ON t.id = c.posting_id
JOIN wordings AS w ON w.id = t.current
WHERE c.baseline = 0 ORDER BY c.at DESC;
CREATE VIEW posting_history AS SELECT
    c.posting_id, c.at, c.kind, c.significance, c.summary, a.number AS from_number, b.number AS to_number, c.baseline,
    c.since, c.how, c.reason, k.outcome AS check_outcome, b.text_sha256, n.url AS snapshot_url, n.sha256 AS snapshot_sha256, n.warc_file,
    n.warc_offset
FROM changes AS c JOIN checks AS k ON k.id = c.check_id
LEFT JOIN wordings AS a ON a.id = c.from_version LEFT JOIN wordings AS b ON b.id = c.to_version
LEFT JOIN snapshots AS n ON n.id = b.snapshot_id
ORDER BY c.posting_id, c.at;
CREATE VIEW source_health AS SELECT
    s.id AS source, s.name, s.board, s.watched, t.outcome, t.reason, t.seen, t.stated_total, k.started_at AS last_check,
    (SELECT max(started_at) FROM checks AS g WHERE g.source = s.id AND g.outcome IN ('complete', 'window')) AS last_good,
    (SELECT count(*) FROM posting_state AS p WHERE p.source = s.id AND p.status = 'open') AS open
FROM sources AS s JOIN source_state AS t ON t.source = s.id LEFT JOIN checks AS k ON k.id = t.last_check;
CREATE VIEW daily_counts AS SELECT
    substr(at, 1, 10) AS day, source, sum(kind = 'opened' AND NOT baseline) AS opened, sum(kind = 'edited') AS edited,
    sum(kind = 'closed') AS closed, sum(kind = 'reopened') AS reopened
FROM changes GROUP BY day, source;
CREATE VIEW gaps AS WITH steps AS (
    SELECT k.source, lag(k.started_at) OVER (PARTITION BY k.source ORDER BY k.started_at) AS since, k.started_at AS until
    FROM checks AS k WHERE k.outcome IN ('complete', 'window')
), spans AS (
    SELECT source, since, until, (julianday(until) - julianday(since)) * 24 AS hours FROM steps WHERE since IS NOT NULL
), ranked AS (
    SELECT source, hours, row_number() OVER (PARTITION BY source ORDER BY hours) AS place,
        count(*) OVER (PARTITION BY source) AS many FROM spans
), usual AS (SELECT source, hours FROM ranked WHERE place = max(1, many * 8 / 10))
SELECT s.source, s.since, s.until, round(s.hours, 1) AS hours, round(u.hours, 1) AS usual_hours,
    (SELECT count(*) FROM checks AS b WHERE b.source = s.source AND b.started_at > s.since AND b.started_at < s.until)
        AS checks_that_saw_too_little
FROM spans AS s JOIN usual AS u ON u.source = s.source JOIN source_state AS t ON t.source = s.source
WHERE s.hours > 3 * u.hours AND s.hours > 2 * coalesce(json_extract(t.settings, '$.every'), 21600) / 3600.0;
PRAGMA user_version = 3;
