"""The schema of study.sqlite, as one commented text: docs/schema.md is printed from it.

Rules: every table is STRICT; every column has a comment; spans are checked; a coding needs an assignment (not seen, seen
without a code, and coded are three states); rows of a superseded run stay, and the views named current_… leave them out.

Turns and segments, the two long tables, have their ids in a unique index of their own and not as PRIMARY KEY: an index
can be made after the rows when a new study is filled (`qda.store.filling`), which takes half the time.
"""

from __future__ import annotations

APPLICATION_ID = 0x71646131  # "qda1"
SCHEMA_VERSION = 6

SCHEMA = """
CREATE TABLE runs ( -- One finished step. A row is written together with everything the step made, or not at all.
    id TEXT PRIMARY KEY, -- step name, a dot, and twelve hex digits of the fingerprint and the start
    step TEXT NOT NULL, -- ingest, segment, actors, import-codings, sample, train, code, undo, network, report
    key TEXT NOT NULL, -- what the step was done for where it can be done for several things (a coder), else ''
    fingerprint TEXT NOT NULL, -- SHA-256 of everything that decides the output: settings, inputs, program
    parameters TEXT NOT NULL CHECK (json_valid(parameters)), -- the settings that decide the output, JSON
    seed INTEGER, -- seed of the random generator; NULL if nothing random happened
    inputs_sha256 TEXT NOT NULL, -- SHA-256 over all inputs
    outputs_sha256 TEXT NOT NULL, -- SHA-256 over all rows or files made; what later steps depend on
    software TEXT NOT NULL CHECK (json_valid(software)), -- package names and versions, JSON
    started TEXT NOT NULL, -- ISO 8601 with offset
    finished TEXT NOT NULL, -- ISO 8601 with offset
    seconds REAL NOT NULL CHECK (seconds >= 0), -- duration in seconds
    superseded_by TEXT REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED -- a later run of the same step and key, or the run that undid it; NULL if current
) STRICT;

CREATE TABLE run_parents ( -- Which runs' output a run has read.
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the reader
    parent_id TEXT NOT NULL REFERENCES runs (id), -- the run that was read
    PRIMARY KEY (run_id, parent_id)
) STRICT;

CREATE TABLE sources ( -- Files and folders that were named on the command line, beside those in study.toml.
    path TEXT PRIMARY KEY, -- relative to the study where it lies inside it, else absolute; '/' as separator
    case_name TEXT, -- community given for everything below the path; NULL if not given
    kind TEXT, -- kind given for everything below the path; NULL if not given
    encoding TEXT -- encoding given for everything below the path; NULL if not given
) STRICT;

CREATE TABLE cases ( -- A community, or whatever else is compared (REFI-QDA Case).
    id TEXT PRIMARY KEY, -- 'case_' and ten hex digits of the SHA-256 of the name
    name TEXT NOT NULL UNIQUE, -- as the researcher writes it
    kind TEXT NOT NULL, -- 'community' unless the study says otherwise
    variables TEXT NOT NULL CHECK (json_valid(variables)) -- further attributes, JSON object of texts
) STRICT;

CREATE TABLE documents ( -- One version of one text (REFI-QDA TextSource).
    id TEXT PRIMARY KEY, -- 'd' and ten hex digits of the SHA-256 of path and content
    case_id TEXT NOT NULL REFERENCES cases (id), -- the community it belongs to
    kind TEXT NOT NULL CHECK (kind IN ('minutes', 'interview', 'requests', 'other')), -- what kind of text it is
    title TEXT NOT NULL, -- title of the meeting or interview
    date TEXT, -- ISO 8601; may be a year, or a year and month; NULL if unknown
    text TEXT NOT NULL, -- decoded text with line feeds as line ends; spans count its code points
    source_path TEXT NOT NULL, -- relative to the study where it lies inside it, else absolute; '/' as separator
    source_sha256 TEXT NOT NULL CHECK (length(source_sha256) = 64), -- SHA-256 of the file as received
    encoding TEXT NOT NULL, -- character encoding as found; '' for formats that carry their own
    format TEXT NOT NULL, -- the reader that read it
    variables TEXT NOT NULL CHECK (json_valid(variables)), -- head fields and manifest variables, JSON object of texts
    origins TEXT NOT NULL CHECK (json_valid(origins)), -- where case, kind, date, title and each variable came from, JSON object of texts
    attendees TEXT NOT NULL CHECK (json_valid(attendees)), -- name to post, as the attendance list has them, JSON object
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the run that read it
    superseded_by TEXT REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED -- the run that found it changed or gone; NULL if current
) STRICT;

CREATE TABLE turns ( -- What one speaker says at one go, or a stretch of narration or apparatus between speeches.
    id TEXT NOT NULL, -- 't' and twelve hex digits of the SHA-256 of document id, order, speaker, role and span
    document_id TEXT NOT NULL REFERENCES documents (id), -- the document
    ord INTEGER NOT NULL CHECK (ord >= 0), -- position in the document, 0-based
    speaker TEXT, -- label as written; NULL for narration and apparatus
    role TEXT NOT NULL CHECK (role IN ('speaker', 'interviewer', 'interviewee', 'narration', 'apparatus')), -- whose words these are
    start INTEGER NOT NULL CHECK (start >= 0), -- first code point of what was said
    "end" INTEGER NOT NULL CHECK ("end" >= start), -- code point after what was said
    superseded_by TEXT REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED -- the run that read the document otherwise; NULL if current
) STRICT;

CREATE TABLE proceedings ( -- What minutes report besides speeches: agenda items, votes, resolutions, tasks.
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the run that read it
    document_id TEXT NOT NULL REFERENCES documents (id), -- the document
    ord INTEGER NOT NULL CHECK (ord >= 0), -- position in the document, 0-based
    kind TEXT NOT NULL CHECK (kind IN ('agenda', 'vote', 'resolution', 'task')), -- what it is
    start INTEGER NOT NULL CHECK (start >= 0), -- first code point of the words that report it
    "end" INTEGER NOT NULL CHECK ("end" >= start), -- code point after them
    item_start INTEGER, -- first code point of the heading of its agenda item; NULL if it has none
    item_end INTEGER, -- code point after that heading; NULL if it has none
    details TEXT NOT NULL CHECK (json_valid(details)), -- numbers, words and spans of its parts, JSON
    PRIMARY KEY (run_id, document_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE remarks ( -- Comments and footnotes of a file; they are no part of its text.
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the run that read it
    document_id TEXT NOT NULL REFERENCES documents (id), -- the document
    ord INTEGER NOT NULL CHECK (ord >= 0), -- position in the document, 0-based
    kind TEXT NOT NULL CHECK (kind IN ('comment', 'footnote')), -- what it is
    start INTEGER CHECK (start >= 0), -- first code point of the words it is about; NULL if it belongs to no place
    "end" INTEGER CHECK ("end" >= start), -- code point after them; the same as start for a footnote
    author TEXT NOT NULL, -- who wrote it, '' if the file does not tell
    text TEXT NOT NULL, -- what it says
    PRIMARY KEY (run_id, document_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE problems ( -- Faults found in people's files; none is dropped.
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the run that found it
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')), -- error: not used; warning: used, but look; note: for the record
    slug TEXT NOT NULL, -- stable name, see docs/messages.md
    message TEXT NOT NULL, -- what was found, what was expected, what to do
    path TEXT NOT NULL, -- the file
    line INTEGER, -- 1-based; NULL where it has no meaning
    start INTEGER, -- first code point; NULL where it has no meaning
    "end" INTEGER -- code point after; NULL where it has no meaning
) STRICT;

CREATE TABLE segments ( -- The coding unit (REFI-QDA PlainTextSelection).
    id TEXT NOT NULL, -- 's' and twelve hex digits of the SHA-256 of document id, start and end
    document_id TEXT NOT NULL REFERENCES documents (id), -- the document
    turn_id TEXT NOT NULL REFERENCES turns (id), -- the turn it lies in
    ord INTEGER NOT NULL CHECK (ord >= 0), -- position in the document, 0-based
    start INTEGER NOT NULL CHECK (start >= 0), -- first code point
    "end" INTEGER NOT NULL CHECK ("end" > start), -- code point after
    scheme TEXT NOT NULL CHECK (scheme IN ('turn', 'paragraph', 'sentence', 'window')), -- how it was cut
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the run that cut it first
    superseded_by TEXT REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED -- the run whose cutting no longer has it; NULL if current
) STRICT;

CREATE TABLE codebooks ( -- A codebook file as it was when it was used.
    id TEXT PRIMARY KEY, -- name, '@', version, '@' and eight hex digits of the hash
    name TEXT NOT NULL, -- the codebook's own id
    version TEXT NOT NULL, -- the codebook's own version
    sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64), -- of the file as received
    source TEXT NOT NULL -- the file's text, so that an old result can always be explained
) STRICT;

CREATE TABLE codes ( -- The codes of a codebook (REFI-QDA Code).
    codebook_id TEXT NOT NULL REFERENCES codebooks (id), -- the codebook
    id TEXT NOT NULL, -- the code's id, with dots for children
    parent_id TEXT, -- the code one level up; NULL at the top
    ord INTEGER NOT NULL, -- position in the codebook, 0-based
    facet TEXT NOT NULL CHECK (facet IN ('dimension', 'mechanism', 'effect', 'linkage')), -- the facet it belongs to
    basis TEXT NOT NULL CHECK (basis IN ('abstract', 'literature', 'operationalisation')), -- what it rests on
    name_zh TEXT NOT NULL, -- Chinese name
    name_en TEXT NOT NULL, -- English name
    PRIMARY KEY (codebook_id, id)
) STRICT;

CREATE TABLE coders ( -- A person, a rule set, a model, or the adjudicated gold (REFI-QDA User).
    id TEXT PRIMARY KEY, -- kind, ':', name, and for machines '@' and eight hex digits of the settings
    name TEXT NOT NULL, -- as shown
    kind TEXT NOT NULL CHECK (kind IN ('human', 'rule', 'model', 'gold')), -- what it is
    version TEXT NOT NULL, -- of the rule engine or model; '' for people
    settings_sha256 TEXT NOT NULL -- of everything that decides its output besides the codebook; '' for people
) STRICT;

CREATE TABLE assignments ( -- This coder saw this segment. No row: not seen.
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the coding run
    coder_id TEXT NOT NULL REFERENCES coders (id), -- who
    segment_id TEXT NOT NULL REFERENCES segments (id), -- what
    codebook_id TEXT NOT NULL REFERENCES codebooks (id), -- against which codebook
    round INTEGER NOT NULL CHECK (round >= 1), -- coding round, 1-based
    purpose TEXT NOT NULL, -- all, train, evaluate or reliability
    inclusion_probability REAL CHECK (inclusion_probability > 0 AND inclusion_probability <= 1), -- in the sample; NULL without a probability design
    PRIMARY KEY (run_id, coder_id, segment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE codings ( -- A segment carries a code (REFI-QDA Coding). An assignment without a row here: seen, no code.
    id TEXT PRIMARY KEY, -- 'c' and sixteen hex digits of the SHA-256 of run, coder, segment and code
    run_id TEXT NOT NULL, -- the coding run
    coder_id TEXT NOT NULL, -- who
    segment_id TEXT NOT NULL, -- what
    codebook_id TEXT NOT NULL, -- of which codebook
    code_id TEXT NOT NULL, -- which code
    start INTEGER NOT NULL CHECK (start >= 0), -- first code point of the coded words
    "end" INTEGER NOT NULL CHECK ("end" > start), -- code point after the coded words
    score REAL CHECK (score BETWEEN 0 AND 1), -- NULL where the coder gives none
    polarity TEXT CHECK (polarity IN ('realised', 'planned', 'demanded', 'denied')), -- NULL where not judged
    memo TEXT NOT NULL, -- the coder's remark
    FOREIGN KEY (run_id, coder_id, segment_id) REFERENCES assignments (run_id, coder_id, segment_id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (codebook_id, code_id) REFERENCES codes (codebook_id, id)
) STRICT;

CREATE TABLE evidence ( -- Why a rule or model gave a code: the words that made it decide; or the places that a person named, where several.
    coding_id TEXT NOT NULL REFERENCES codings (id) DEFERRABLE INITIALLY DEFERRED, -- the coding
    ord INTEGER NOT NULL CHECK (ord >= 0), -- position, 0-based
    start INTEGER NOT NULL CHECK (start >= 0), -- first code point
    "end" INTEGER NOT NULL CHECK ("end" >= start), -- code point after
    rule_id TEXT NOT NULL, -- the rule; '' for a model's feature and for people
    note TEXT NOT NULL, -- the term or feature
    PRIMARY KEY (coding_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE actors ( -- The actors of the actor list that a run knew.
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the run of the actors step
    id TEXT NOT NULL, -- the actor's id in the list
    name_zh TEXT NOT NULL, -- Chinese name
    name_en TEXT NOT NULL, -- English name
    kind TEXT NOT NULL, -- the sector of the actor list, '' if it has none
    PRIMARY KEY (run_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions ( -- An actor is named in a segment.
    run_id TEXT NOT NULL, -- the run of the actors step
    actor_id TEXT NOT NULL, -- who
    document_id TEXT NOT NULL REFERENCES documents (id), -- the document
    segment_id TEXT NOT NULL REFERENCES segments (id), -- the segment
    start INTEGER NOT NULL CHECK (start >= 0), -- first code point
    "end" INTEGER NOT NULL CHECK ("end" > start), -- code point after
    surface TEXT NOT NULL, -- the words found there
    FOREIGN KEY (run_id, actor_id) REFERENCES actors (run_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE turn_actors ( -- The actor that a turn's speaker belongs to. No row: unresolved.
    run_id TEXT NOT NULL, -- the run of the actors step
    turn_id TEXT NOT NULL REFERENCES turns (id), -- the turn
    actor_id TEXT NOT NULL, -- who
    PRIMARY KEY (run_id, turn_id),
    FOREIGN KEY (run_id, actor_id) REFERENCES actors (run_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE ties ( -- One event behind a tie between two actors; a tie is a group-by of this table.
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the network run
    case_id TEXT NOT NULL REFERENCES cases (id), -- the community
    source_id TEXT NOT NULL, -- source actor; of an undirected tie the one whose id sorts first
    target_id TEXT NOT NULL, -- target actor
    relation TEXT NOT NULL, -- co-mention, or a linkage code's id
    directed INTEGER NOT NULL CHECK (directed IN (0, 1)), -- 1 if source and target are not interchangeable
    document_id TEXT NOT NULL REFERENCES documents (id), -- where
    segment_id TEXT NOT NULL REFERENCES segments (id), -- where
    start INTEGER NOT NULL CHECK (start >= 0), -- first code point of the words that show the tie
    "end" INTEGER NOT NULL CHECK ("end" > start), -- code point after them
    weight REAL NOT NULL CHECK (weight > 0), -- what the event adds to the tie
    polarity TEXT CHECK (polarity IN ('realised', 'planned', 'demanded', 'denied')) -- how the linkage is said to be; NULL for co-mention
) STRICT;

CREATE TABLE linkage_events ( -- Who does what to whom at one place, as each coder has it; typed ties are a group-by of the counted ones.
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the network run
    id TEXT NOT NULL, -- 'e' and twelve hex digits of the SHA-256 of everything that makes the event, and of the coder where one named before gave it too
    ord INTEGER NOT NULL CHECK (ord >= 0), -- position in the order of the texts, 0-based
    case_id TEXT NOT NULL REFERENCES cases (id), -- the community
    source_id TEXT NOT NULL, -- source actor; of an undirected event the one whose id sorts first
    target_id TEXT NOT NULL, -- target actor
    relation TEXT NOT NULL, -- the id of a code of the facet linkage
    directed INTEGER NOT NULL CHECK (directed IN (0, 1)), -- 1 if source and target are not interchangeable
    polarity TEXT CHECK (polarity IN ('realised', 'planned', 'demanded', 'denied')), -- how the linkage is said to be; NULL where not judged
    grounds TEXT NOT NULL CHECK (grounds IN ('named', 'speaker', 'parties', 'ellipsis')), -- how the sides are known, see docs/linkage.md
    document_id TEXT NOT NULL REFERENCES documents (id), -- where
    segment_id TEXT NOT NULL REFERENCES segments (id), -- where
    start INTEGER NOT NULL CHECK (start >= 0), -- first code point of the words that show the event
    "end" INTEGER NOT NULL CHECK ("end" > start), -- code point after them
    source_start INTEGER NOT NULL, -- first code point of the source
    source_end INTEGER NOT NULL, -- code point after it; equal to source_start where it is left out
    predicate_start INTEGER NOT NULL, -- first code point of the words for the relation
    predicate_end INTEGER NOT NULL, -- code point after them
    target_start INTEGER NOT NULL, -- first code point of the target
    target_end INTEGER NOT NULL, -- code point after it; equal to target_start where it is left out
    coder TEXT NOT NULL, -- the coder whose linkage coding it rests on
    rule_id TEXT NOT NULL, -- the rule; '' where no rule decided
    confidence REAL CHECK (confidence BETWEEN 0 AND 1), -- the coder's score; NULL where it gives none, as rules do
    counted TEXT NOT NULL CHECK (counted IN ('yes', 'repetition', 'modality')), -- whether it adds to its tie, and if not, why
    PRIMARY KEY (run_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE artefacts ( -- Files that a run has written below reports/.
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the run
    path TEXT NOT NULL, -- relative to the study, '/' as separator
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64), -- of the file as written
    PRIMARY KEY (run_id, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE samples ( -- A segment drawn for a person to code. A sample that was drawn stays as it is.
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the drawing; its key is the sample's name
    coder TEXT NOT NULL, -- for whom the sheet was made
    segment_id TEXT NOT NULL REFERENCES segments (id), -- what
    ord INTEGER NOT NULL CHECK (ord >= 0), -- row of the sheet, 0-based
    stratum TEXT NOT NULL, -- community, document and machine label, joined by ' | '
    purpose TEXT NOT NULL, -- train, evaluate or reliability
    inclusion_probability REAL CHECK (inclusion_probability > 0 AND inclusion_probability <= 1), -- that the drawing takes the segment; NULL for picked ones
    PRIMARY KEY (run_id, coder, segment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE unsure ( -- A machine coder's decision about a segment and a code that it would rather leave to a person.
    run_id TEXT NOT NULL, -- the coding run
    coder_id TEXT NOT NULL, -- who
    segment_id TEXT NOT NULL, -- what
    code_id TEXT NOT NULL, -- which code
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 1), -- calibrated probability of the code
    PRIMARY KEY (run_id, coder_id, segment_id, code_id),
    FOREIGN KEY (run_id, coder_id, segment_id) REFERENCES assignments (run_id, coder_id, segment_id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE scores ( -- The score sheet of a training run, row by row.
    run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, -- the training run
    kind TEXT NOT NULL, -- which part of the score sheet: code, curve, community, transfer, feature or doubtful
    ord INTEGER NOT NULL CHECK (ord >= 0), -- position, 0-based
    data TEXT NOT NULL CHECK (json_valid(data)), -- the row, JSON object
    PRIMARY KEY (run_id, kind, ord)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX turns_by_id ON turns (id);
CREATE INDEX turns_by_document ON turns (document_id, ord);
CREATE UNIQUE INDEX segments_by_id ON segments (id);
CREATE INDEX segments_by_document ON segments (document_id, ord);
CREATE INDEX codings_by_segment ON codings (segment_id);
CREATE INDEX codings_by_run ON codings (run_id, code_id);
CREATE INDEX mentions_by_segment ON mentions (run_id, segment_id);
CREATE INDEX ties_by_pair ON ties (run_id, source_id, target_id);
CREATE INDEX problems_by_path ON problems (path);

CREATE VIEW current_runs AS SELECT * FROM runs WHERE superseded_by IS NULL;
CREATE VIEW current_documents AS SELECT * FROM documents WHERE superseded_by IS NULL;
CREATE VIEW current_turns AS
    SELECT t.* FROM turns AS t JOIN documents AS d ON d.id = t.document_id
    WHERE t.superseded_by IS NULL AND d.superseded_by IS NULL;
CREATE VIEW current_segments AS
    SELECT s.* FROM segments AS s JOIN documents AS d ON d.id = s.document_id
    WHERE s.superseded_by IS NULL AND d.superseded_by IS NULL;
CREATE VIEW current_assignments AS
    SELECT a.* FROM assignments AS a JOIN runs AS r ON r.id = a.run_id
    JOIN current_segments AS s ON s.id = a.segment_id WHERE r.superseded_by IS NULL;
CREATE VIEW current_codings AS
    SELECT c.* FROM codings AS c JOIN runs AS r ON r.id = c.run_id
    JOIN current_segments AS s ON s.id = c.segment_id WHERE r.superseded_by IS NULL;
CREATE VIEW current_mentions AS
    SELECT m.* FROM mentions AS m JOIN runs AS r ON r.id = m.run_id
    JOIN current_segments AS s ON s.id = m.segment_id WHERE r.superseded_by IS NULL;
CREATE VIEW current_ties AS
    SELECT t.* FROM ties AS t JOIN runs AS r ON r.id = t.run_id WHERE r.superseded_by IS NULL;
"""
