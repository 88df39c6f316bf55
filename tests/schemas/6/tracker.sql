-- A database of schema version 6, as the tracker of that time wrote it. The search index is left out.
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES (1, 'tracker', 'first', '2026-11-28 04:25:14.695508+00:00');
INSERT INTO "_sqlite_migrations" VALUES (2, 'tracker', 'second', '2026-11-28 04:25:14.696289+00:00');
INSERT INTO "_sqlite_migrations" VALUES (3, 'tracker', 'third', '2026-11-28 04:25:14.698534+00:00');
INSERT INTO "_sqlite_migrations" VALUES (4, 'tracker', 'fourth', '2026-11-28 04:25:14.699792+00:00');
INSERT INTO "_sqlite_migrations" VALUES (5, 'tracker', 'fifth', '2026-11-28 04:25:14.700386+00:00');
INSERT INTO "_sqlite_migrations" VALUES (6, 'tracker', 'sixth', '2026-11-28 04:25:14.701794+00:00');
CREATE TABLE sources (id TEXT PRIMARY KEY, name TEXT, board TEXT, url TEXT, watched INTEGER NOT NULL DEFAULT 1);
INSERT INTO "sources" VALUES ('c0', 'Company 0', 'greenhouse', 'http://127.0.0.1:33133/c0/jobs', 1);
CREATE TABLE source_state (
    source TEXT PRIMARY KEY REFERENCES sources(id), settings TEXT, extractor INTEGER, settled INTEGER, empties INTEGER,
    masks TEXT, rounds TEXT, pending INTEGER, outcome TEXT, reason TEXT, seen INTEGER, stated_total INTEGER,
    listed_at TEXT, last_check TEXT
, holds TEXT, employer TEXT, address TEXT, began TEXT, intervals TEXT, usual REAL NOT NULL DEFAULT 0, names TEXT NOT NULL DEFAULT '[]');
INSERT INTO "source_state" VALUES ('c0', '{"slug":"c0","url":"http://127.0.0.1:33133/c0/jobs","board":"greenhouse","endpoint":"http://127.0.0.1:33133/v1/boards/c0","delay":0.0,"allow_private":true}', 4, 1, 0, '[]', '[[{"url":"http://127.0.0.1:33133/v1/boards/c0/jobs?content=true","method":"GET","body":"","headers":"Accept: application/json","render":"","wait_for":"","expand":"","status":"200","sha256":"b731278749e797d314f132c4b10acf631ba9f66adbf8a1c39c4d9e2137e8c6c6"}]]', 0, 'complete', '', 4, 4, '2026-11-28T04:25:16.657Z', 'c0.20261128T042516657Z', '{}', 'Company 0', 'greenhouse http://127.0.0.1:33133/v1/boards/c0', '2026-11-28T04:25:14.709Z', '{"0":2}', 0.0, '[]');
CREATE TABLE checks (
    id TEXT PRIMARY KEY, source TEXT REFERENCES sources(id), run TEXT, started_at TEXT, finished_at TEXT,
    outcome TEXT, seen INTEGER, stated_total INTEGER, reason TEXT
, first_sha256 TEXT, readable INTEGER NOT NULL DEFAULT 1);
INSERT INTO "checks" VALUES ('c0.20261128T042514709Z', 'c0', 'c6ba8406e96bfe44', '2026-11-28T04:25:14.709Z', '2026-11-28T04:25:14.982Z', 'complete', 4, 4, '', 'e1a90392a2cd4fc05ad2b50ee3932c395f8ae511f10f82e3b23068261d2f5ccf', 1);
INSERT INTO "checks" VALUES ('c0.20261128T042515670Z', 'c0', '887cce9aafebcbef', '2026-11-28T04:25:15.670Z', '2026-11-28T04:25:15.957Z', 'complete', 4, 4, '', '92858dd8baa71f5ae5148c02de58c4ad276d0d4001a2e1ec8b4002ce0c11fff0', 1);
INSERT INTO "checks" VALUES ('c0.20261128T042516657Z', 'c0', '5b6871874c041007', '2026-11-28T04:25:16.657Z', '2026-11-28T04:25:16.960Z', 'complete', 4, 4, '', 'b731278749e797d314f132c4b10acf631ba9f66adbf8a1c39c4d9e2137e8c6c6', 1);
CREATE TABLE snapshots (
    id TEXT PRIMARY KEY, check_id TEXT REFERENCES checks(id), source TEXT REFERENCES sources(id), url TEXT,
    fetched_at TEXT, status INTEGER, sha256 TEXT, warc_file TEXT, warc_offset INTEGER
);
INSERT INTO "snapshots" VALUES ('5822bce8ff176e7a16bd', 'c0.20261128T042514709Z', 'c0', 'http://127.0.0.1:33133/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:14.976Z', 200, 'e1a90392a2cd4fc05ad2b50ee3932c395f8ae511f10f82e3b23068261d2f5ccf', 'c0/2026-11.warc.zst', 2609);
INSERT INTO "snapshots" VALUES ('c2fecef776788825f19b', 'c0.20261128T042515670Z', 'c0', 'http://127.0.0.1:33133/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:15.672Z', 200, '92858dd8baa71f5ae5148c02de58c4ad276d0d4001a2e1ec8b4002ce0c11fff0', 'c0/2026-11.warc.zst', 3002);
INSERT INTO "snapshots" VALUES ('ffde15b49e34828e579d', 'c0.20261128T042515670Z', 'c0', 'http://127.0.0.1:33133/v1/boards/c0/jobs/3', '2026-11-28T04:25:15.954Z', 200, '7c4e7480615f8f713784c8de890e3732be22eb493e34b78235e404728dc08776', 'c0/2026-11.warc.zst', 3763);
INSERT INTO "snapshots" VALUES ('c25525e7023d70ddf988', 'c0.20261128T042515670Z', 'c0', 'http://127.0.0.1:33133/v1/boards/c0/jobs/1', '2026-11-28T04:25:15.955Z', 404, '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', 'c0/2026-11.warc.zst', 4065);
INSERT INTO "snapshots" VALUES ('b5097385ee4820ebb202', 'c0.20261128T042516657Z', 'c0', 'http://127.0.0.1:33133/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:16.659Z', 200, 'b731278749e797d314f132c4b10acf631ba9f66adbf8a1c39c4d9e2137e8c6c6', 'c0/2026-11.warc.zst', 4652);
INSERT INTO "snapshots" VALUES ('c7fb6bd8edbf21f4b40a', 'c0.20261128T042516657Z', 'c0', 'http://127.0.0.1:33133/v1/boards/c0/jobs/4', '2026-11-28T04:25:16.956Z', 200, '232cb00d476d99d8dab694c7c2266e593f4549cb0de1ae160d657bbf1b6ff32b', 'c0/2026-11.warc.zst', 5782);
INSERT INTO "snapshots" VALUES ('eb42e767a6b4324dfa9b', 'c0.20261128T042516657Z', 'c0', 'http://127.0.0.1:33133/v1/boards/c0/jobs/2', '2026-11-28T04:25:16.958Z', 404, '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', 'c0/2026-11.warc.zst', 6147);
CREATE TABLE kept (
    source TEXT, key TEXT, url TEXT, sha256 TEXT, fetched_at TEXT, warc_file TEXT, warc_offset INTEGER, etag TEXT,
    last_modified TEXT, snapshot_id TEXT
);
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:33133/v1/boards/c0/jobs?content=true', 'http://127.0.0.1:33133/v1/boards/c0/jobs?content=true', 'b731278749e797d314f132c4b10acf631ba9f66adbf8a1c39c4d9e2137e8c6c6', '2026-11-28T04:25:16.659Z', 'c0/2026-11.warc.zst', 4652, '', '', 'b5097385ee4820ebb202');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:33133/v1/boards/c0/jobs/3', 'http://127.0.0.1:33133/v1/boards/c0/jobs/3', '7c4e7480615f8f713784c8de890e3732be22eb493e34b78235e404728dc08776', '2026-11-28T04:25:15.954Z', 'c0/2026-11.warc.zst', 3763, '', '', 'ffde15b49e34828e579d');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:33133/v1/boards/c0/jobs/1', 'http://127.0.0.1:33133/v1/boards/c0/jobs/1', '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', '2026-11-28T04:25:15.955Z', 'c0/2026-11.warc.zst', 4065, '', '', 'c25525e7023d70ddf988');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:33133/v1/boards/c0/jobs/4', 'http://127.0.0.1:33133/v1/boards/c0/jobs/4', '232cb00d476d99d8dab694c7c2266e593f4549cb0de1ae160d657bbf1b6ff32b', '2026-11-28T04:25:16.956Z', 'c0/2026-11.warc.zst', 5782, '', '', 'c7fb6bd8edbf21f4b40a');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:33133/v1/boards/c0/jobs/2', 'http://127.0.0.1:33133/v1/boards/c0/jobs/2', '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', '2026-11-28T04:25:16.958Z', 'c0/2026-11.warc.zst', 6147, '', '', 'eb42e767a6b4324dfa9b');
CREATE TABLE archives (file TEXT PRIMARY KEY, source TEXT, committed INTEGER, closing INTEGER, tail TEXT);
INSERT INTO "archives" VALUES ('c0/2026-11.warc.zst', 'c0', 6630, 6365, 'fb25f8ca482d16952da2ac5ecd2f1d88975ef60bc2eba71232af5973a48f70b7');
CREATE TABLE posting_state (
    key INTEGER PRIMARY KEY, id TEXT UNIQUE, source TEXT REFERENCES sources(id), external_id TEXT, url TEXT, status TEXT, first_seen TEXT,
    last_seen TEXT, closed_at TEXT, repost_of TEXT, fingerprint TEXT, read_at TEXT, has_text INTEGER, listed INTEGER,
    misses INTEGER, needed INTEGER, standing INTEGER, unlisted INTEGER, flagged INTEGER, number INTEGER, current TEXT
, requisition_id TEXT, role TEXT, hold INTEGER NOT NULL DEFAULT 0, flapping TEXT NOT NULL DEFAULT '', returns INTEGER NOT NULL DEFAULT 0, doubted TEXT NOT NULL DEFAULT '', differs_at TEXT NOT NULL DEFAULT '', absences INTEGER NOT NULL DEFAULT 0);
INSERT INTO "posting_state" VALUES (1, 'c0.1', 'c0', '1', 'http://127.0.0.1:33133/c0/jobs/1', 'closed', '2026-11-28T04:25:14.709Z', '2026-11-28T04:25:14.709Z', '2026-11-28T04:25:15.670Z', NULL, '6c87f88702b370b033dd369fb58f6fa7', '', 1, 0, 0, 2, 0, 0, 0, 1, 'b69e37275b797b8db195', NULL, NULL, 0, '', 0, '', '', 0);
INSERT INTO "posting_state" VALUES (2, 'c0.2', 'c0', '2', 'http://127.0.0.1:33133/c0/jobs/2', 'closed', '2026-11-28T04:25:14.709Z', '2026-11-28T04:25:15.670Z', '2026-11-28T04:25:16.657Z', NULL, '5d6a63cf988098b2639cefe85ead1428', '', 1, 0, 0, 2, 0, 0, 0, 2, '15705005d02065bb7ea8', NULL, NULL, 0, '', 0, '', '', 0);
INSERT INTO "posting_state" VALUES (3, 'c0.3', 'c0', '3', 'http://127.0.0.1:33133/c0/jobs/3', 'open', '2026-11-28T04:25:14.709Z', NULL, NULL, NULL, '71ef9793eb90e08b973d5567281d7f9f', '', 1, 1, 0, 2, 0, 0, 0, 2, 'b6ea0b3172610f64ecd5', NULL, NULL, 0, '', 0, '', '', 0);
INSERT INTO "posting_state" VALUES (4, 'c0.4', 'c0', '4', 'http://127.0.0.1:33133/c0/jobs/4', 'open', '2026-11-28T04:25:14.709Z', NULL, NULL, NULL, '5cc928b8156b86eabc792fde60919674', '', 1, 1, 0, 2, 0, 0, 0, 3, '59be9937cfe8e2a8acf5', NULL, NULL, 0, '', 0, '', '', 0);
INSERT INTO "posting_state" VALUES (5, 'c0.5', 'c0', '5', 'http://127.0.0.1:33133/c0/jobs/5', 'open', '2026-11-28T04:25:15.670Z', NULL, NULL, NULL, '17c86b6017500055bc2fe60a8c275536', '', 1, 1, 0, 2, 0, 0, 0, 1, 'ffdfef04a38b82241f49', NULL, NULL, 0, '', 0, '', '', 0);
INSERT INTO "posting_state" VALUES (6, 'c0.6', 'c0', '6', 'http://127.0.0.1:33133/c0/jobs/6', 'open', '2026-11-28T04:25:16.657Z', NULL, NULL, NULL, '44d34a3e5117301d14447878eed16a39', '', 1, 1, 0, 2, 0, 0, 0, 1, 'ac342ea9546fb0bb6282', NULL, NULL, 0, '', 0, '', '', 0);
CREATE TABLE wordings (
    id TEXT PRIMARY KEY, posting_id TEXT REFERENCES posting_state(id), number INTEGER, seen_at TEXT, title TEXT,
    location TEXT, department TEXT, employment_type TEXT, workplace TEXT, pay_min REAL, pay_max REAL,
    pay_currency TEXT, pay_period TEXT, pay_stated TEXT, posted_at TEXT, closes_at TEXT, language TEXT, blocks TEXT,
    text_sha256 TEXT, twin TEXT, snapshot_id TEXT REFERENCES snapshots(id)
);
INSERT INTO "wordings" VALUES ('b69e37275b797b8db195', 'c0.1', 1, '2026-11-28T04:25:14.709Z', 'Firmware Technician 1', 'Singapore', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,2,3,4]', '64cd1df09766a4023a2ab5267e6ab1a10393f448b2bfdcba17520422d16a8151', '5b02b7aebb9106360875', '5822bce8ff176e7a16bd');
INSERT INTO "wordings" VALUES ('e447f48f2c03cfbdbd51', 'c0.2', 1, '2026-11-28T04:25:14.709Z', 'Improve Manager 2', 'Frankfurt am Main', 'Facilities', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,8,9,10]', '815fce79a39962c4360c2847abddedfd2d9d2482c3a91f7979296a95f8b80727', '525afd7bbb4f860d56db', '5822bce8ff176e7a16bd');
INSERT INTO "wordings" VALUES ('ef0ee173648e96e22178', 'c0.3', 1, '2026-11-28T04:25:14.709Z', 'Train Analyst 3', 'Singapore', 'Construction', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,14,15,16]', 'd268be6e2f3673172d9aad778918070f550396831707e1f467532b6f51f86d78', 'a44b47bd9d5c4729e798', '5822bce8ff176e7a16bd');
INSERT INTO "wordings" VALUES ('79b5a406164b737c403b', 'c0.4', 1, '2026-11-28T04:25:14.709Z', 'Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,21]', '9c79af7c959ee657ee4f8e9e862bb446001c1e7928f5214bc0a602f3b8ed6706', '8a078d0b1225bda50058', '5822bce8ff176e7a16bd');
INSERT INTO "wordings" VALUES ('15705005d02065bb7ea8', 'c0.2', 2, '2026-11-28T04:25:15.670Z', 'Senior Improve Manager 2', 'Frankfurt am Main', 'Facilities', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,8,9,10]', '815fce79a39962c4360c2847abddedfd2d9d2482c3a91f7979296a95f8b80727', 'e3dccdd49cc8b935ed18', 'c2fecef776788825f19b');
INSERT INTO "wordings" VALUES ('2af26ba65f203350314a', 'c0.4', 2, '2026-11-28T04:25:15.670Z', 'Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,25]', '332aa071167041349f116011a7eef9c0d34e832c81aafe5748c5c67e50cdf025', '848e99dff14049de237c', 'c2fecef776788825f19b');
INSERT INTO "wordings" VALUES ('ffdfef04a38b82241f49', 'c0.5', 1, '2026-11-28T04:25:15.670Z', 'Support Engineer 5', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,26,27,28]', '2087bdf167513b8b24f061dbc208efd5b29e420efff292762624d74f66470b87', '68243b10062d5e5aac72', 'c2fecef776788825f19b');
INSERT INTO "wordings" VALUES ('b6ea0b3172610f64ecd5', 'c0.3', 2, '2026-11-28T04:25:16.657Z', 'Senior Train Analyst 3', 'Singapore', 'Construction', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,14,15,16]', 'd268be6e2f3673172d9aad778918070f550396831707e1f467532b6f51f86d78', 'a3b7d933189a9d05fecf', 'b5097385ee4820ebb202');
INSERT INTO "wordings" VALUES ('59be9937cfe8e2a8acf5', 'c0.4', 3, '2026-11-28T04:25:16.657Z', 'Senior Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,25]', '332aa071167041349f116011a7eef9c0d34e832c81aafe5748c5c67e50cdf025', 'df11485dfe0fbb2a7a07', 'b5097385ee4820ebb202');
INSERT INTO "wordings" VALUES ('ac342ea9546fb0bb6282', 'c0.6', 1, '2026-11-28T04:25:16.657Z', 'Modern Manager 6', 'Frankfurt am Main', 'Engineering', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,32,33,34]', 'bb3c2b1381b75bf401db56122a440bc92e230cb54265dfc544818947202daef5', 'd658c067233ea711aa4a', 'b5097385ee4820ebb202');
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
, since TEXT, how TEXT, known_at TEXT);
INSERT INTO "changes" VALUES ('38d3c37f496898917300', 'c0.1', 'c0', 'c0.20261128T042514709Z', '2026-11-28T04:25:14.709Z', 'opened', NULL, 'b69e37275b797b8db195', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL, '2026-11-28T04:25:14.709Z');
INSERT INTO "changes" VALUES ('b501926408609ff8e8b5', 'c0.2', 'c0', 'c0.20261128T042514709Z', '2026-11-28T04:25:14.709Z', 'opened', NULL, 'e447f48f2c03cfbdbd51', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL, '2026-11-28T04:25:14.709Z');
INSERT INTO "changes" VALUES ('383d3fbaf305014104a8', 'c0.3', 'c0', 'c0.20261128T042514709Z', '2026-11-28T04:25:14.709Z', 'opened', NULL, 'ef0ee173648e96e22178', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL, '2026-11-28T04:25:14.709Z');
INSERT INTO "changes" VALUES ('9702516a08397c782bb6', 'c0.4', 'c0', 'c0.20261128T042514709Z', '2026-11-28T04:25:14.709Z', 'opened', NULL, '79b5a406164b737c403b', 'major', NULL, 1, 'already there when the watching began', '', NULL, NULL, '2026-11-28T04:25:14.709Z');
INSERT INTO "changes" VALUES ('4c8be4b0e0c3f9e9d165', 'c0.2', 'c0', 'c0.20261128T042515670Z', '2026-11-28T04:25:15.670Z', 'edited', 'e447f48f2c03cfbdbd51', '15705005d02065bb7ea8', 'major', NULL, 0, 'title: Improve Manager 2 → Senior Improve Manager 2', 'title changed', '2026-11-28T04:25:14.709Z', NULL, '2026-11-28T04:25:15.670Z');
INSERT INTO "changes" VALUES ('4aa3570df25cbd52448e', 'c0.4', 'c0', 'c0.20261128T042515670Z', '2026-11-28T04:25:15.670Z', 'edited', '79b5a406164b737c403b', '2af26ba65f203350314a', 'minor', NULL, 0, 'text: added “- Local inspect coordinate truck crew control weekly careful drawing switchgear review complete inspect team coordinate.”, and 1 more line', 'a few words changed', '2026-11-28T04:25:14.709Z', NULL, '2026-11-28T04:25:15.670Z');
INSERT INTO "changes" VALUES ('cf12dcd1f51c48fd8603', 'c0.5', 'c0', 'c0.20261128T042515670Z', '2026-11-28T04:25:15.670Z', 'opened', NULL, 'ffdfef04a38b82241f49', 'major', NULL, 0, 'opened in Reno, Nevada', '', '2026-11-28T04:25:14.709Z', NULL, '2026-11-28T04:25:15.670Z');
INSERT INTO "changes" VALUES ('cff47ced739b3f23ff7f', 'c0.1', 'c0', 'c0.20261128T042515670Z', '2026-11-28T04:25:15.670Z', 'closed', 'b69e37275b797b8db195', NULL, 'major', NULL, 0, 'closed: its page answers 404', 'its page answers 404', '2026-11-28T04:25:14.709Z', 'gone', '2026-11-28T04:25:15.670Z');
INSERT INTO "changes" VALUES ('b7d5eea813babe36c2e4', 'c0.3', 'c0', 'c0.20261128T042516657Z', '2026-11-28T04:25:16.657Z', 'edited', 'ef0ee173648e96e22178', 'b6ea0b3172610f64ecd5', 'major', NULL, 0, 'title: Train Analyst 3 → Senior Train Analyst 3', 'title changed', '2026-11-28T04:25:15.670Z', NULL, '2026-11-28T04:25:16.657Z');
INSERT INTO "changes" VALUES ('0199e4967f74493b14e2', 'c0.4', 'c0', 'c0.20261128T042516657Z', '2026-11-28T04:25:16.657Z', 'edited', '2af26ba65f203350314a', '59be9937cfe8e2a8acf5', 'major', NULL, 0, 'title: Cooling Planner 4 → Senior Cooling Planner 4', 'title changed', '2026-11-28T04:25:15.670Z', NULL, '2026-11-28T04:25:16.657Z');
INSERT INTO "changes" VALUES ('546b5e3e8b934c6b2d71', 'c0.6', 'c0', 'c0.20261128T042516657Z', '2026-11-28T04:25:16.657Z', 'opened', NULL, 'ac342ea9546fb0bb6282', 'major', NULL, 0, 'opened in Frankfurt am Main', '', '2026-11-28T04:25:15.670Z', NULL, '2026-11-28T04:25:16.657Z');
INSERT INTO "changes" VALUES ('162765e0be46d21a0947', 'c0.2', 'c0', 'c0.20261128T042516657Z', '2026-11-28T04:25:16.657Z', 'closed', '15705005d02065bb7ea8', NULL, 'major', NULL, 0, 'closed: its page answers 404', 'its page answers 404', '2026-11-28T04:25:15.670Z', 'gone', '2026-11-28T04:25:16.657Z');
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
PRAGMA user_version = 6;
