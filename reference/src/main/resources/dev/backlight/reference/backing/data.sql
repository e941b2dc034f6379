SELECT setseed(0.42);

INSERT INTO products
SELECT p,
       (ARRAY['Nimble', 'Quiet', 'Sturdy', 'Bright', 'Humble'])[1 + p % 5] || ' '
         || (ARRAY['lamp', 'kettle', 'jacket', 'novel', 'racket', 'radio', 'chair'])[1 + p % 7]
         || ' ' || p,
       (ARRAY['electronics', 'clothing', 'books', 'sports', 'garden', 'kitchen', 'toys'])[1 + p % 7],
       repeat('It does what it says and says what it does. ', 12),
       round((5 + random() * 195)::numeric, 2)
FROM generate_series(1, ${products}) p;

INSERT INTO users
SELECT u,
       'user' || u,
       'user' || u || '@test.com',
       '${password}',
       'User Number ' || u,
       repeat('Likes long walks and short queries. ', 15),
       u || ' Main Street, 10' || lpad((u % 1000)::text, 3, '0') || ' Springfield',
       '{"newsletter":true,"theme":"dark","language":"en","density":"compact","beta":false}',
       date_trunc('milliseconds', now()) - u % 1000 * interval '1 day'
FROM generate_series(1, ${users}) u;

INSERT INTO order_items
SELECT row_number() OVER (), o, p.id, q, p.price
FROM (
  SELECT o,
         1 + floor(power(random(), 2) * ${products})::bigint AS product_id,
         1 + floor(random() * 5)::integer AS q
  FROM generate_series(1, ${orders}) o, generate_series(1, 1 + o % 3)
) i JOIN products p ON p.id = i.product_id;

INSERT INTO orders
SELECT o,
       1 + floor(random() * ${users})::bigint,
       t.total,
       (ARRAY['paid', 'sent', 'delivered', 'returned'])[1 + o % 4],
       '123 Test Street, Springfield',
       date_trunc('milliseconds', now()) - interval '365 days' * ((${orders} - o)::float8 / ${orders})
FROM (
  SELECT order_id AS o, sum(quantity * unit_price) AS total FROM order_items GROUP BY order_id
) t ORDER BY o;
