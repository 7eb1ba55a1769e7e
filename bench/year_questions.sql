-- The figures of 2024 as one would ask for them by hand: what `figures_in(Period.year(2024))` counts, and no more.
-- A question ends with a line that is empty.

SELECT count(*) FROM members_membership WHERE joined <= '2023-12-31' AND ("left" IS NULL OR "left" > '2023-12-31');

SELECT count(*) FROM members_membership WHERE joined BETWEEN '2024-01-01' AND '2024-12-31';

SELECT count(*) FROM members_membership WHERE "left" BETWEEN '2024-01-01' AND '2024-12-31';

SELECT count(*) FROM members_membership WHERE joined <= '2024-12-31' AND ("left" IS NULL OR "left" > '2024-12-31');

SELECT county.region, count(*)
FROM members_membership AS membership
JOIN members_organisation AS organisation ON organisation.id = membership.organisation_id
LEFT JOIN members_earlierplace AS place ON place.organisation_id = organisation.id AND place.until > '2024-12-31'
    AND (since IS NULL OR since <= '2024-12-31')
JOIN members_municipality AS municipality
    ON municipality.id = coalesce(place.municipality_id, organisation.municipality_id)
JOIN members_county AS county ON county.id = municipality.county_id
WHERE joined <= '2024-12-31' AND ("left" IS NULL OR "left" > '2024-12-31')
GROUP BY county.region;

SELECT count(*), sum(participants), count(DISTINCT municipality_id), count(*) FILTER (WHERE form = 'digital'),
    count(*) FILTER (WHERE participants_at_least)
FROM courses_assignment
WHERE status = 'held' AND date BETWEEN '2024-01-01' AND '2024-12-31';

SELECT topic_id, count(*)
FROM courses_assignment AS assignment
JOIN courses_assignment_topics ON assignment_id = assignment.id
WHERE status = 'held' AND date BETWEEN '2024-01-01' AND '2024-12-31'
GROUP BY topic_id;

SELECT municipality.display_name, count(*)
FROM courses_assignment AS assignment
JOIN members_municipality AS municipality ON municipality.id = municipality_id
WHERE status = 'held' AND date BETWEEN '2024-01-01' AND '2024-12-31'
GROUP BY municipality.display_name;

SELECT kind, count(*)
FROM balansemerket_event
WHERE kind IN ('awarded', 'renewed') AND date BETWEEN '2024-01-01' AND '2024-12-31'
GROUP BY kind;

SELECT count(*)
FROM balansemerket_certification AS certification
WHERE EXISTS (
    SELECT FROM balansemerket_event AS event
    WHERE event.certification_id = certification.id AND kind IN ('awarded', 'renewed')
        AND date <= '2024-12-31' AND valid_until >= '2024-12-31'
        AND NOT EXISTS (
            SELECT FROM balansemerket_event AS withdrawal
            WHERE withdrawal.certification_id = certification.id AND withdrawal.kind = 'withdrawn'
                AND withdrawal.date BETWEEN event.date AND '2024-12-31'
        )
);

SELECT sum(pot) FROM balansepotten_call WHERE year = 2024;

SELECT count(*), sum(amount_applied), count(*) FILTER (WHERE status = 'granted'), sum(amount_awarded)
FROM balansepotten_application AS application
JOIN balansepotten_call AS call ON call.id = call_id
WHERE year = 2024 AND status IN ('submitted', 'granted', 'rejected');

SELECT category, count(*), count(*) FILTER (WHERE status = 'granted')
FROM balansepotten_application AS application
JOIN balansepotten_call AS call ON call.id = call_id
WHERE year = 2024 AND status IN ('submitted', 'granted', 'rejected')
GROUP BY category;

SELECT county.region, count(*), count(*) FILTER (WHERE status = 'granted')
FROM balansepotten_application AS application
JOIN balansepotten_call AS call ON call.id = call_id
JOIN members_organisation AS organisation ON organisation.id = application.organisation_id
JOIN members_municipality AS municipality ON municipality.id = organisation.municipality_id
JOIN members_county AS county ON county.id = municipality.county_id
WHERE year = 2024 AND status IN ('submitted', 'granted', 'rejected')
GROUP BY county.region;

SELECT theme_id, count(*), count(*) FILTER (WHERE status = 'granted')
FROM balansepotten_application AS application
JOIN balansepotten_call AS call ON call.id = call_id
JOIN balansepotten_application_themes ON application_id = application.id
WHERE year = 2024 AND status IN ('submitted', 'granted', 'rejected')
GROUP BY theme_id;

SELECT has_applied, count(DISTINCT organisation_id), count(DISTINCT organisation_id) FILTER (WHERE status = 'granted')
FROM (
    SELECT application.organisation_id, application.status, EXISTS (
        SELECT FROM balansepotten_application AS earlier
        JOIN balansepotten_call AS earlier_call ON earlier_call.id = earlier.call_id
        WHERE earlier.organisation_id = application.organisation_id AND earlier_call.year < call.year
            AND earlier.status IN ('submitted', 'granted', 'rejected')
    ) AS has_applied
    FROM balansepotten_application AS application
    JOIN balansepotten_call AS call ON call.id = call_id
    WHERE year = 2024 AND status IN ('submitted', 'granted', 'rejected')
) AS applicant
GROUP BY has_applied;

SELECT count(*), count(*) FILTER (WHERE legal_guidance), count(minutes), sum(minutes)
FROM radgivning_enquiry
WHERE date BETWEEN '2024-01-01' AND '2024-12-31';

SELECT caller, count(*) FROM radgivning_enquiry WHERE date BETWEEN '2024-01-01' AND '2024-12-31' GROUP BY caller;

SELECT region, count(*) FROM radgivning_enquiry WHERE date BETWEEN '2024-01-01' AND '2024-12-31' GROUP BY region;

SELECT outcome, count(*) FROM radgivning_enquiry WHERE date BETWEEN '2024-01-01' AND '2024-12-31' GROUP BY outcome;

SELECT extract(month FROM date), count(*)
FROM radgivning_enquiry
WHERE date BETWEEN '2024-01-01' AND '2024-12-31'
GROUP BY 1;

SELECT topic.name, count(*)
FROM radgivning_enquiry AS enquiry
JOIN radgivning_enquiry_topics ON enquiry_id = enquiry.id
JOIN radgivning_topic AS topic ON topic.id = topic_id
WHERE date BETWEEN '2024-01-01' AND '2024-12-31'
GROUP BY topic.name;

SELECT again, count(*)
FROM (
    SELECT EXISTS (
        SELECT FROM members_membership AS earlier
        WHERE earlier.organisation_id = membership.organisation_id AND earlier.joined < membership.joined
    ) AS again
    FROM members_membership AS membership
    WHERE joined BETWEEN '2024-01-01' AND '2024-12-31'
) AS joining
GROUP BY again;

SELECT leave_cause, count(*)
FROM members_membership
WHERE "left" BETWEEN '2024-01-01' AND '2024-12-31'
GROUP BY leave_cause;

SELECT
    CASE
        WHEN joined <= '2014-12-31' THEN 10 WHEN joined <= '2019-12-31' THEN 5 WHEN joined <= '2021-12-31' THEN 3
        WHEN joined <= '2023-12-31' THEN 1 ELSE 0
    END,
    count(*)
FROM members_membership
WHERE joined <= '2024-12-31' AND ("left" IS NULL OR "left" > '2024-12-31')
GROUP BY 1;

SELECT count(*), count(*) FILTER (WHERE "left" IS NULL OR "left" > '2024-12-31')
FROM members_membership
WHERE joined <= '2023-12-31' AND ("left" IS NULL OR "left" > '2023-12-31');

SELECT count(*), count(*) FILTER (WHERE "left" IS NULL OR "left" > '2024-12-31')
FROM members_membership
WHERE joined <= '2022-12-31' AND ("left" IS NULL OR "left" > '2022-12-31');

SELECT count(*), count(*) FILTER (WHERE "left" IS NULL OR "left" > '2024-12-31')
FROM members_membership
WHERE joined <= '2019-12-31' AND ("left" IS NULL OR "left" > '2019-12-31');

SELECT count(*)
FROM members_supportingmember
WHERE joined <= '2024-12-31' AND ("left" IS NULL OR "left" > '2024-12-31');

SELECT
    count(*) FILTER (WHERE paid_on BETWEEN '2024-01-01' AND '2024-12-31'),
    sum(amount) FILTER (WHERE paid_on BETWEEN '2024-01-01' AND '2024-12-31'),
    count(*) FILTER (WHERE worked_on BETWEEN '2024-01-01' AND '2024-12-31'),
    sum(amount) FILTER (WHERE worked_on BETWEEN '2024-01-01' AND '2024-12-31'),
    count(*) FILTER (WHERE written_off_on BETWEEN '2024-01-01' AND '2024-12-31'),
    sum(amount) FILTER (WHERE written_off_on BETWEEN '2024-01-01' AND '2024-12-31'),
    count(*) FILTER (WHERE due_on <= '2024-12-31' AND coalesce(paid_on, worked_on, written_off_on) IS NULL),
    sum(amount) FILTER (WHERE due_on <= '2024-12-31' AND coalesce(paid_on, worked_on, written_off_on) IS NULL)
FROM members_fee;

SELECT count(*)
FROM balansemerket_event AS period
WHERE NOT is_cancelled AND kind IN ('awarded', 'renewed') AND valid_until BETWEEN '2023-12-31' AND '2024-12-30'
    AND NOT EXISTS (
        SELECT FROM balansemerket_event AS later
        WHERE later.certification_id = period.certification_id AND NOT later.is_cancelled
            AND later.kind IN ('awarded', 'renewed') AND later.date <= period.valid_until + 1
            AND later.valid_until > period.valid_until
    )
    AND NOT EXISTS (
        SELECT FROM balansemerket_event AS withdrawal
        WHERE withdrawal.certification_id = period.certification_id AND NOT withdrawal.is_cancelled
            AND withdrawal.kind = 'withdrawn' AND withdrawal.date > period.date
            AND withdrawal.date <= period.valid_until
    );

SELECT count(*), sum(amount_awarded)
FROM balansepotten_application AS application
JOIN balansepotten_call AS call ON call.id = call_id
WHERE year = 2024 AND status = 'declined';

SELECT count(*), count(*) FILTER (WHERE participants_at_least), sum(participants)
FROM courses_publicevent
WHERE date BETWEEN '2024-01-01' AND '2024-12-31';

SELECT topic_id, count(*), sum(usefulness + teaching + safety + practice)
FROM courses_evaluationanswer AS answer
JOIN courses_assignment AS assignment ON assignment.id = answer.assignment_id
LEFT JOIN courses_assignment_topics AS topic ON topic.assignment_id = assignment.id
WHERE date BETWEEN '2024-01-01' AND '2024-12-31' AND status = 'held' AND evaluation_closed_on IS NOT NULL
GROUP BY topic_id;
