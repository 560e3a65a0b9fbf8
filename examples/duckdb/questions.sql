-- 1. What does each body spend, and where is it?
SELECT organisation, total_pence, administrative_pence, managerial_pence, frontline_pence, unmapped_pence, unitemised_pence
FROM 'organisations.parquet' ORDER BY organisation;

-- 2. What does administrative and managerial work cost, by function?
SELECT function, sum(amount_pence) AS pence
FROM 'costs.parquet' WHERE category IN ('administrative', 'managerial')
GROUP BY function ORDER BY function;

-- 3. How many bodies spend on each function?
SELECT function, count(DISTINCT organisation) AS organisations
FROM 'costs.parquet' WHERE category IN ('administrative', 'managerial')
GROUP BY function ORDER BY function;

-- 4. Which products do several bodies pay for under one name? (The audit joins names that differ by version or vendor, too.)
SELECT costs.product, count(DISTINCT costs.organisation) AS bodies, sum(costs.amount_pence) AS pence
FROM 'costs.parquet' costs WHERE costs.product IS NOT NULL
GROUP BY costs.product HAVING count(DISTINCT costs.organisation) > 1 ORDER BY costs.product;

-- 5. How many staff are itemised, and what do roles cost?
SELECT organisation, fte_itemised_mfte,
       (SELECT sum(cost_pence) FROM 'items.parquet' items WHERE items.organisation = bodies.organisation AND kind = 'role')
           AS roles_pence
FROM 'organisations.parquet' bodies ORDER BY organisation;

-- 6. How much of the cost is mapped, how sure is it, and by whom?
SELECT items.source, sum(costs.amount_pence) AS pence,
       sum(costs.amount_pence::HUGEINT * costs.confidence_ppm) / sum(costs.amount_pence) / 1e6 AS confidence
FROM 'costs.parquet' costs
JOIN 'items.parquet' items ON (items.organisation, items.period, items.item) = (costs.organisation, costs.period, costs.mapped_by)
GROUP BY items.source ORDER BY items.source;

-- 7. Which items have no function, costliest first?
SELECT loose.organisation, loose.item, items.text, sum(loose.amount_pence) AS pence
FROM 'loose.parquet' loose JOIN 'items.parquet' items USING (organisation, period, item)
GROUP BY ALL ORDER BY pence DESC, loose.organisation, loose.item;

-- 8. What is paid from one body to another within the audit?
SELECT recharges.organisation, paid_to, function, amount_pence
FROM 'recharges.parquet' recharges
WHERE paid_to IN (SELECT organisation FROM 'organisations.parquet') ORDER BY ALL;

-- 9. What does a unit of work cost?
SELECT claims.function, volumes.organisation, max(volume_millionths) / 1e6 AS volume, volume_unit
FROM 'volumes.parquet' volumes
JOIN 'claims.parquet' claims USING (organisation, period, item)
WHERE claims.share_ppm >= 500000
GROUP BY claims.function, volumes.organisation, volume_unit ORDER BY ALL;

-- 10. What is to be mended, by kind?
SELECT code, severity, count(*) AS findings FROM 'findings.parquet' GROUP BY ALL ORDER BY code, severity;
