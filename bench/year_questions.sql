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
