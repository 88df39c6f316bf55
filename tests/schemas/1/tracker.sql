-- A database of schema version 1, as the tracker of that time wrote it. The search index is left out.
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES (1, 'tracker', 'first', '2026-11-28 04:25:44.697690+00:00');
CREATE TABLE sources (id TEXT PRIMARY KEY, name TEXT, board TEXT, url TEXT);
INSERT INTO "sources" VALUES ('c0', 'Company 0', 'greenhouse', 'http://127.0.0.1:32939/c0/jobs');
CREATE TABLE source_state (
    source TEXT PRIMARY KEY REFERENCES sources(id), settings TEXT, extractor INTEGER, settled INTEGER, empties INTEGER,
    masks TEXT, rounds TEXT, pending INTEGER, outcome TEXT, reason TEXT, seen INTEGER, stated_total INTEGER,
    listed_at TEXT, last_check TEXT
);
INSERT INTO "source_state" VALUES ('c0', '{"slug":"c0","url":"http://127.0.0.1:32939/c0/jobs","board":"greenhouse","endpoint":"http://127.0.0.1:32939/v1/boards/c0","delay":0.0,"allow_private":true}', 1, 1, 0, '[]', '[[{"url":"http://127.0.0.1:32939/v1/boards/c0/jobs?content=true","method":"GET","body":"","headers":"Accept: application/json","render":"","wait_for":"","expand":"","status":"200","sha256":"c693098b95369be1204c4a3f4f0dc1ebbead004c6ba6a88fb7f3050e425b1ff1"}]]', 0, 'complete', '', 4, 4, '2026-11-28T04:25:45.669Z', 'c0.20261128T042545669Z');
CREATE TABLE checks (
    id TEXT PRIMARY KEY, source TEXT REFERENCES sources(id), run TEXT, started_at TEXT, finished_at TEXT,
    outcome TEXT, seen INTEGER, stated_total INTEGER, reason TEXT
);
INSERT INTO "checks" VALUES ('c0.20261128T042544701Z', 'c0', 'd2d747aa68e00ce8', '2026-11-28T04:25:44.701Z', '2026-11-28T04:25:44.703Z', 'complete', 4, 4, '');
INSERT INTO "checks" VALUES ('c0.20261128T042545199Z', 'c0', 'dd84b70019ccad2a', '2026-11-28T04:25:45.199Z', '2026-11-28T04:25:45.202Z', 'complete', 4, 4, '');
INSERT INTO "checks" VALUES ('c0.20261128T042545669Z', 'c0', 'c3c265004bcc9e89', '2026-11-28T04:25:45.669Z', '2026-11-28T04:25:45.672Z', 'complete', 4, 4, '');
CREATE TABLE snapshots (
    id TEXT PRIMARY KEY, check_id TEXT REFERENCES checks(id), source TEXT REFERENCES sources(id), url TEXT,
    fetched_at TEXT, status INTEGER, sha256 TEXT, warc_file TEXT, warc_offset INTEGER
);
INSERT INTO "snapshots" VALUES ('d6bab8292a2b0ccfaa97', 'c0.20261128T042544701Z', 'c0', 'http://127.0.0.1:32939/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:44.703Z', 200, '267a450b40993ab42a834fa88bb3ed7a28e63361b4eb257dfb90c595ecab9507', 'c0/2026-11.warc.zst', 2599);
INSERT INTO "snapshots" VALUES ('0bafd8e9cf035c244f02', 'c0.20261128T042545199Z', 'c0', 'http://127.0.0.1:32939/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:45.201Z', 200, '6bb08f2a8a4b834ac3eba22f7b319c007ff19df712c31a2274cbeebd3ef17823', 'c0/2026-11.warc.zst', 2994);
INSERT INTO "snapshots" VALUES ('6f2644e4cf4ebabcf70a', 'c0.20261128T042545199Z', 'c0', 'http://127.0.0.1:32939/v1/boards/c0/jobs/3', '2026-11-28T04:25:45.202Z', 200, '596859bbd70d4f03d4e3f2bafbc5687eef97649dbfd8b183115d573541ba8d13', 'c0/2026-11.warc.zst', 3753);
INSERT INTO "snapshots" VALUES ('0881c713fb4468a1a21c', 'c0.20261128T042545199Z', 'c0', 'http://127.0.0.1:32939/v1/boards/c0/jobs/1', '2026-11-28T04:25:45.202Z', 404, '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', 'c0/2026-11.warc.zst', 4054);
INSERT INTO "snapshots" VALUES ('e22cd328dc330293958f', 'c0.20261128T042545669Z', 'c0', 'http://127.0.0.1:32939/v1/boards/c0/jobs?content=true', '2026-11-28T04:25:45.671Z', 200, 'c693098b95369be1204c4a3f4f0dc1ebbead004c6ba6a88fb7f3050e425b1ff1', 'c0/2026-11.warc.zst', 4639);
INSERT INTO "snapshots" VALUES ('4483d7034cb6fa902bc2', 'c0.20261128T042545669Z', 'c0', 'http://127.0.0.1:32939/v1/boards/c0/jobs/4', '2026-11-28T04:25:45.671Z', 200, 'bcf74d2be51eae7a4713499e897491cc82902e8e1b05c6dba68ecfe4df7cbc60', 'c0/2026-11.warc.zst', 5765);
INSERT INTO "snapshots" VALUES ('c9905fd508ae246dbe35', 'c0.20261128T042545669Z', 'c0', 'http://127.0.0.1:32939/v1/boards/c0/jobs/2', '2026-11-28T04:25:45.672Z', 404, '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', 'c0/2026-11.warc.zst', 6133);
CREATE TABLE kept (
    source TEXT, key TEXT, url TEXT, sha256 TEXT, fetched_at TEXT, warc_file TEXT, warc_offset INTEGER, etag TEXT,
    last_modified TEXT, snapshot_id TEXT
);
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:32939/v1/boards/c0/jobs?content=true', 'http://127.0.0.1:32939/v1/boards/c0/jobs?content=true', 'c693098b95369be1204c4a3f4f0dc1ebbead004c6ba6a88fb7f3050e425b1ff1', '2026-11-28T04:25:45.671Z', 'c0/2026-11.warc.zst', 4639, '', '', 'e22cd328dc330293958f');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:32939/v1/boards/c0/jobs/3', 'http://127.0.0.1:32939/v1/boards/c0/jobs/3', '596859bbd70d4f03d4e3f2bafbc5687eef97649dbfd8b183115d573541ba8d13', '2026-11-28T04:25:45.202Z', 'c0/2026-11.warc.zst', 3753, '', '', '6f2644e4cf4ebabcf70a');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:32939/v1/boards/c0/jobs/1', 'http://127.0.0.1:32939/v1/boards/c0/jobs/1', '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', '2026-11-28T04:25:45.202Z', 'c0/2026-11.warc.zst', 4054, '', '', '0881c713fb4468a1a21c');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:32939/v1/boards/c0/jobs/4', 'http://127.0.0.1:32939/v1/boards/c0/jobs/4', 'bcf74d2be51eae7a4713499e897491cc82902e8e1b05c6dba68ecfe4df7cbc60', '2026-11-28T04:25:45.671Z', 'c0/2026-11.warc.zst', 5765, '', '', '4483d7034cb6fa902bc2');
INSERT INTO "kept" VALUES ('c0', 'GET http://127.0.0.1:32939/v1/boards/c0/jobs/2', 'http://127.0.0.1:32939/v1/boards/c0/jobs/2', '76fe0d64c21edde1aa258ae01c07a04323d95ab31b21822348d9e3f1f400dffe', '2026-11-28T04:25:45.672Z', 'c0/2026-11.warc.zst', 6133, '', '', 'c9905fd508ae246dbe35');
CREATE TABLE archives (file TEXT PRIMARY KEY, source TEXT, committed INTEGER, closing INTEGER, tail TEXT);
INSERT INTO "archives" VALUES ('c0/2026-11.warc.zst', 'c0', 6621, 6353, 'a88f2ef2c18039978f9b41b3c2d7da8e0fae03439841e09a8c40b02fb94d57c3');
CREATE TABLE posting_state (
    key INTEGER PRIMARY KEY, id TEXT UNIQUE, source TEXT REFERENCES sources(id), external_id TEXT, url TEXT, status TEXT, first_seen TEXT,
    last_seen TEXT, closed_at TEXT, repost_of TEXT, fingerprint TEXT, read_at TEXT, has_text INTEGER, listed INTEGER,
    misses INTEGER, needed INTEGER, standing INTEGER, unlisted INTEGER, flagged INTEGER, number INTEGER, current TEXT
);
INSERT INTO "posting_state" VALUES (1, 'c0.1', 'c0', '1', 'http://127.0.0.1:32939/c0/jobs/1', 'closed', '2026-11-28T04:25:44.701Z', '2026-11-28T04:25:44.701Z', '2026-11-28T04:25:45.199Z', NULL, '876bca3563c8f401e707695abc8b03f6', '', 1, 0, 0, 2, 0, 0, 0, 1, '91affd81ba863ff78b16');
INSERT INTO "posting_state" VALUES (2, 'c0.2', 'c0', '2', 'http://127.0.0.1:32939/c0/jobs/2', 'closed', '2026-11-28T04:25:44.701Z', '2026-11-28T04:25:45.199Z', '2026-11-28T04:25:45.669Z', NULL, 'df6e1bf259b329b6ead4138faaac1f1c', '', 1, 0, 0, 2, 0, 0, 0, 2, 'd517463df092be0c9750');
INSERT INTO "posting_state" VALUES (3, 'c0.3', 'c0', '3', 'http://127.0.0.1:32939/c0/jobs/3', 'open', '2026-11-28T04:25:44.701Z', NULL, NULL, NULL, 'fb2f67e3562e30e2130b6de758dcf5dc', '', 1, 1, 0, 2, 0, 0, 0, 2, '7766097a7387cbf82960');
INSERT INTO "posting_state" VALUES (4, 'c0.4', 'c0', '4', 'http://127.0.0.1:32939/c0/jobs/4', 'open', '2026-11-28T04:25:44.701Z', NULL, NULL, NULL, '10bfb99588013d0be87eaf4bd2bdfeb5', '', 1, 1, 0, 2, 0, 0, 0, 3, '4f505b4deadeadd7bbec');
INSERT INTO "posting_state" VALUES (5, 'c0.5', 'c0', '5', 'http://127.0.0.1:32939/c0/jobs/5', 'open', '2026-11-28T04:25:45.199Z', NULL, NULL, NULL, 'b53e6dd9bd39450e17582d76894ca998', '', 1, 1, 0, 2, 0, 0, 0, 1, '0c3bbda1cc85ced552f3');
INSERT INTO "posting_state" VALUES (6, 'c0.6', 'c0', '6', 'http://127.0.0.1:32939/c0/jobs/6', 'open', '2026-11-28T04:25:45.669Z', NULL, NULL, NULL, '402998ac795e0a30d3cd6e2634a376fa', '', 1, 1, 0, 2, 0, 0, 0, 1, '0263fa8d32ae9187ebf4');
CREATE TABLE wordings (
    id TEXT PRIMARY KEY, posting_id TEXT REFERENCES posting_state(id), number INTEGER, seen_at TEXT, title TEXT,
    location TEXT, department TEXT, employment_type TEXT, workplace TEXT, pay_min REAL, pay_max REAL,
    pay_currency TEXT, pay_period TEXT, pay_stated TEXT, posted_at TEXT, closes_at TEXT, language TEXT, blocks TEXT,
    text_sha256 TEXT, twin TEXT, snapshot_id TEXT REFERENCES snapshots(id)
);
INSERT INTO "wordings" VALUES ('91affd81ba863ff78b16', 'c0.1', 1, '2026-11-28T04:25:44.701Z', 'Firmware Technician 1', 'Singapore', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,2,3,4]', '64cd1df09766a4023a2ab5267e6ab1a10393f448b2bfdcba17520422d16a8151', '5b02b7aebb9106360875', 'd6bab8292a2b0ccfaa97');
INSERT INTO "wordings" VALUES ('39f56d46dee7ef6d864d', 'c0.2', 1, '2026-11-28T04:25:44.701Z', 'Improve Manager 2', 'Frankfurt am Main', 'Facilities', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,8,9,10]', '815fce79a39962c4360c2847abddedfd2d9d2482c3a91f7979296a95f8b80727', '525afd7bbb4f860d56db', 'd6bab8292a2b0ccfaa97');
INSERT INTO "wordings" VALUES ('5078165468d70f324391', 'c0.3', 1, '2026-11-28T04:25:44.701Z', 'Train Analyst 3', 'Singapore', 'Construction', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,14,15,16]', 'd268be6e2f3673172d9aad778918070f550396831707e1f467532b6f51f86d78', 'a44b47bd9d5c4729e798', 'd6bab8292a2b0ccfaa97');
INSERT INTO "wordings" VALUES ('bf59c74f91e38929adba', 'c0.4', 1, '2026-11-28T04:25:44.701Z', 'Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,21]', '9c79af7c959ee657ee4f8e9e862bb446001c1e7928f5214bc0a602f3b8ed6706', '8a078d0b1225bda50058', 'd6bab8292a2b0ccfaa97');
INSERT INTO "wordings" VALUES ('d517463df092be0c9750', 'c0.2', 2, '2026-11-28T04:25:45.199Z', 'Senior Improve Manager 2', 'Frankfurt am Main', 'Facilities', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,8,9,10]', '815fce79a39962c4360c2847abddedfd2d9d2482c3a91f7979296a95f8b80727', 'e3dccdd49cc8b935ed18', '0bafd8e9cf035c244f02');
INSERT INTO "wordings" VALUES ('02ecde17099ef2b8f740', 'c0.4', 2, '2026-11-28T04:25:45.199Z', 'Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,25]', '332aa071167041349f116011a7eef9c0d34e832c81aafe5748c5c67e50cdf025', '848e99dff14049de237c', '0bafd8e9cf035c244f02');
INSERT INTO "wordings" VALUES ('0c3bbda1cc85ced552f3', 'c0.5', 1, '2026-11-28T04:25:45.199Z', 'Support Engineer 5', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,26,27,28]', '2087bdf167513b8b24f061dbc208efd5b29e420efff292762624d74f66470b87', '68243b10062d5e5aac72', '0bafd8e9cf035c244f02');
INSERT INTO "wordings" VALUES ('7766097a7387cbf82960', 'c0.3', 2, '2026-11-28T04:25:45.669Z', 'Senior Train Analyst 3', 'Singapore', 'Construction', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,14,15,16]', 'd268be6e2f3673172d9aad778918070f550396831707e1f467532b6f51f86d78', 'a3b7d933189a9d05fecf', 'e22cd328dc330293958f');
INSERT INTO "wordings" VALUES ('4f505b4deadeadd7bbec', 'c0.4', 3, '2026-11-28T04:25:45.669Z', 'Senior Cooling Planner 4', 'Reno, Nevada', 'Supply Chain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,19,20,25]', '332aa071167041349f116011a7eef9c0d34e832c81aafe5748c5c67e50cdf025', 'df11485dfe0fbb2a7a07', 'e22cd328dc330293958f');
INSERT INTO "wordings" VALUES ('0263fa8d32ae9187ebf4', 'c0.6', 1, '2026-11-28T04:25:45.669Z', 'Modern Manager 6', 'Frankfurt am Main', 'Engineering', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,32,33,34]', 'bb3c2b1381b75bf401db56122a440bc92e230cb54265dfc544818947202daef5', 'd658c067233ea711aa4a', 'e22cd328dc330293958f');
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
INSERT INTO "changes" VALUES ('c108beccc808fe9b3a01', 'c0.1', 'c0', 'c0.20261128T042544701Z', '2026-11-28T04:25:44.701Z', 'opened', NULL, '91affd81ba863ff78b16', 'major', NULL, 1, 'already there when the watching began', '');
INSERT INTO "changes" VALUES ('8549df598673e65275c8', 'c0.2', 'c0', 'c0.20261128T042544701Z', '2026-11-28T04:25:44.701Z', 'opened', NULL, '39f56d46dee7ef6d864d', 'major', NULL, 1, 'already there when the watching began', '');
INSERT INTO "changes" VALUES ('a7e84107868ef15e1c8e', 'c0.3', 'c0', 'c0.20261128T042544701Z', '2026-11-28T04:25:44.701Z', 'opened', NULL, '5078165468d70f324391', 'major', NULL, 1, 'already there when the watching began', '');
INSERT INTO "changes" VALUES ('cd853a8f7c59e787ecda', 'c0.4', 'c0', 'c0.20261128T042544701Z', '2026-11-28T04:25:44.701Z', 'opened', NULL, 'bf59c74f91e38929adba', 'major', NULL, 1, 'already there when the watching began', '');
INSERT INTO "changes" VALUES ('66a4e968ad483d4afb2c', 'c0.2', 'c0', 'c0.20261128T042545199Z', '2026-11-28T04:25:45.199Z', 'edited', '39f56d46dee7ef6d864d', 'd517463df092be0c9750', 'major', NULL, 0, 'title: Improve Manager 2 → Senior Improve Manager 2', 'title changed');
INSERT INTO "changes" VALUES ('362632b5d9a069e20b87', 'c0.4', 'c0', 'c0.20261128T042545199Z', '2026-11-28T04:25:45.199Z', 'edited', 'bf59c74f91e38929adba', '02ecde17099ef2b8f740', 'minor', NULL, 0, 'text: “Battery schedule permit report weekly fibre inspect contract clear sensor audit inspect direct supplier audit” → “Local inspect coordinate truck crew control weekly careful drawing switchgear review complete inspect team coordinate”', 'a few words changed');
INSERT INTO "changes" VALUES ('d9f0279d667a5043f100', 'c0.5', 'c0', 'c0.20261128T042545199Z', '2026-11-28T04:25:45.199Z', 'opened', NULL, '0c3bbda1cc85ced552f3', 'major', NULL, 0, 'opened in Reno, Nevada', '');
INSERT INTO "changes" VALUES ('d9a208abd4f9878e3d4f', 'c0.1', 'c0', 'c0.20261128T042545199Z', '2026-11-28T04:25:45.199Z', 'closed', '91affd81ba863ff78b16', NULL, 'major', NULL, 0, 'closed: its page answers 404', 'its page answers 404');
INSERT INTO "changes" VALUES ('e6b61bd3e0720d6966e7', 'c0.3', 'c0', 'c0.20261128T042545669Z', '2026-11-28T04:25:45.669Z', 'edited', '5078165468d70f324391', '7766097a7387cbf82960', 'major', NULL, 0, 'title: Train Analyst 3 → Senior Train Analyst 3', 'title changed');
INSERT INTO "changes" VALUES ('ad95bf41505d0cb2a394', 'c0.4', 'c0', 'c0.20261128T042545669Z', '2026-11-28T04:25:45.669Z', 'edited', '02ecde17099ef2b8f740', '4f505b4deadeadd7bbec', 'major', NULL, 0, 'title: Cooling Planner 4 → Senior Cooling Planner 4', 'title changed');
INSERT INTO "changes" VALUES ('bb25eedd051d264be5dd', 'c0.6', 'c0', 'c0.20261128T042545669Z', '2026-11-28T04:25:45.669Z', 'opened', NULL, '0263fa8d32ae9187ebf4', 'major', NULL, 0, 'opened in Frankfurt am Main', '');
INSERT INTO "changes" VALUES ('0cd13e8334bfb3f189ae', 'c0.2', 'c0', 'c0.20261128T042545669Z', '2026-11-28T04:25:45.669Z', 'closed', 'd517463df092be0c9750', NULL, 'major', NULL, 0, 'closed: its page answers 404', 'its page answers 404');
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
    w.text_sha256, w.snapshot_id
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
PRAGMA user_version = 1;
