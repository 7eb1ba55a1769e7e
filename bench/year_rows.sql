-- Rows for `bench.year`, evenly over places, topics and the years 2015 to 2025: 200 000 organisations with five periods
-- of membership each, and 200 000 courses, entries of the mark's ledger, applications and enquiries.

CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY number) - 1 AS n, id FROM members_municipality
WHERE valid_until IS NULL;
CREATE TEMP TABLE topic AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM courses_topic;
CREATE TEMP TABLE theme AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM balansepotten_theme;
CREATE TEMP TABLE subject AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM radgivning_topic;

INSERT INTO members_organisation
    (number, name, legal_form, size, field, address, postcode, postal_place, email, hides_email, website, formerly,
    municipality_id)
SELECT 300000000 + i, 'Virksomhet ' || i, '', '', 'scenekunst', '', '', '', '', false, '', '', place.id
FROM generate_series(1, 200000) AS i JOIN place ON place.n = i % (SELECT count(*) FROM place);

CREATE TEMP TABLE organisation AS
SELECT row_number() OVER (ORDER BY number) AS i, id FROM members_organisation;

INSERT INTO members_membership (joined, "left", leave_cause, leave_reason, organisation_id)
SELECT
    date '2015-01-01' + (i * 7 % 700)::int + 800 * k,
    CASE WHEN k < 4 OR i % 9 = 0 THEN date '2015-01-01' + (i * 7 % 700)::int + 800 * k + 600 END,
    '',
    '',
    id
FROM organisation CROSS JOIN generate_series(0, 4) AS k;

INSERT INTO courses_assignment
    (date, title, client_name, client_id, form, municipality_id, participants, participants_at_least, status,
    cancellation_reason, evaluation_key, sequence)
SELECT
    date '2015-01-01' + (i % 4000)::int, 'Kurs ' || i, '', organisation.id,
    CASE i % 6 WHEN 0 THEN 'digital' ELSE 'physical' END, CASE i % 6 WHEN 0 THEN NULL ELSE place.id END,
    CASE i % 10 WHEN 0 THEN NULL ELSE 10 + i % 30 END, i % 7 = 1 AND i % 10 > 0,
    CASE i % 10 WHEN 0 THEN 'cancelled' ELSE 'held' END, '', i, 0
FROM organisation JOIN place ON place.n = i % (SELECT count(*) FROM place);

INSERT INTO courses_assignment_topics (assignment_id, topic_id)
SELECT assignment.id, topic.id
FROM courses_assignment AS assignment CROSS JOIN generate_series(0, 1) AS k
JOIN topic ON topic.n = (assignment.id + k) % (SELECT count(*) FROM topic)
WHERE k = 0 OR assignment.id % 3 = 0;

INSERT INTO balansemerket_certification (uuid, organisation_id)
SELECT gen_random_uuid(), id FROM organisation WHERE i <= 50000;

INSERT INTO balansemerket_event (kind, date, valid_until, certification_id, reason, is_cancelled)
SELECT
    kind.name, date '2015-01-01' + (c.id % 2900)::int + 365 * k,
    CASE WHEN kind.name <> 'withdrawn' THEN date '2015-01-01' + (c.id % 2900)::int + 365 * (k + 1) - 1 END, c.id,
    CASE kind.name WHEN 'withdrawn' THEN 'Frafalt.' ELSE '' END, false
FROM balansemerket_certification AS c CROSS JOIN generate_series(0, 3) AS k
CROSS JOIN LATERAL (
    SELECT CASE WHEN k = 0 THEN 'awarded' WHEN k = 3 AND c.id % 10 = 0 THEN 'withdrawn' ELSE 'renewed' END AS name
) AS kind;

INSERT INTO balansepotten_call
    (year, pot, opens_at, deadline, decided_by, introduction, allocated, conflict_scope, first_shares, highest_score,
    quorum, report_months, several_applications, shares, what_for, who_can_apply)
SELECT
    year, 900000000, make_timestamptz(year, 2, 1, 9, 0, 0), make_timestamptz(year, 4, 8, 12, 0, 0), 'jury', '', 0,
    'case', 2, 5, 2, 2, false, 3, '', ''
FROM generate_series(2016, 2025) AS year;

INSERT INTO balansepotten_application
    (uuid, number, title, category, objectives, target_group, expected_effect, plan, partners, total_budget,
    amount_applied, amount_awarded, status, created_at, changed_at, organisation_id, call_id, rejection_words)
SELECT
    gen_random_uuid(), call.year || '-' || n, 'Prosjekt ' || n,
    (ARRAY['workshop', 'nettressurs', 'utstilling', 'tilgjengelighet', 'kompetanseheving', 'lederutvikling',
           'festival', 'konferanse'])[1 + n % 8],
    '', '', '', '', '', 200000, 100000 + n % 50000, CASE n % 3 WHEN 0 THEN 50000 + n % 9 END,
    CASE n % 3 WHEN 0 THEN 'granted' WHEN 1 THEN 'rejected' ELSE 'withdrawn' END, now(), now(), organisation.id,
    call.id, ''
FROM generate_series(1, 200000) AS n
JOIN organisation ON organisation.i = 1 + n % 50000
JOIN balansepotten_call AS call ON call.year = 2016 + (n + n / 50000) % 10;

INSERT INTO balansepotten_application_themes (application_id, theme_id)
SELECT application.id, theme.id
FROM balansepotten_application AS application CROSS JOIN generate_series(0, 1) AS k
JOIN theme ON theme.n = (application.id + k) % (SELECT count(*) FROM theme)
WHERE k = 0 OR application.id % 2 = 0;

INSERT INTO radgivning_enquiry
    (date, channel, caller, region, legal_guidance, culture_field, hold_reason, is_coarse, minutes, note, outcome,
    referral)
SELECT
    date '2015-01-01' + (i % 4000)::int, 'telefon',
    (ARRAY['virksomhet eller leder', 'utsatt', 'vitne', 'tillitsvalgt eller verneombud', 'annet'])[1 + i % 5],
    (ARRAY['Sørlandet', 'Midt-Norge', 'Nord-Norge', 'Vestlandet', 'Østlandet'])[1 + i % 5],
    i % 3 = 0, '', '', false, 10 + i % 50, '', '', ''
FROM generate_series(1, 200000) AS i;

INSERT INTO radgivning_enquiry_topics (enquiry_id, topic_id)
SELECT enquiry.id, subject.id
FROM radgivning_enquiry AS enquiry JOIN subject ON subject.n = enquiry.id % (SELECT count(*) FROM subject);

ANALYZE;
