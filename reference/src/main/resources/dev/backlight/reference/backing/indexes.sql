CREATE UNIQUE INDEX users_email ON users (email);
CREATE INDEX products_text ON products USING gin ((name || ' ' || category) gin_trgm_ops);
CREATE INDEX orders_user ON orders (user_id, id DESC) INCLUDE (total_amount, created_at);
CREATE INDEX orders_created ON orders (created_at DESC, id DESC);
CREATE INDEX items_order ON order_items (order_id);
CREATE INDEX items_product ON order_items (product_id);

CREATE SEQUENCE order_ids;
CREATE SEQUENCE item_ids;
SELECT setval('order_ids', (SELECT coalesce(max(id), 1) FROM orders));
SELECT setval('item_ids', (SELECT coalesce(max(id), 1) FROM order_items));
