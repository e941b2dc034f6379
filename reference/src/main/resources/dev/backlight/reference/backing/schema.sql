CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;

DROP SCHEMA IF EXISTS backlight_shop CASCADE;
CREATE SCHEMA backlight_shop;
SET search_path = backlight_shop, public;

CREATE TABLE users (
  id            bigint PRIMARY KEY,
  username      text NOT NULL,
  email         text NOT NULL,
  password_hash text NOT NULL,
  full_name     text NOT NULL,
  bio           text NOT NULL,
  address       text NOT NULL,
  preferences   text NOT NULL,
  created_at    timestamptz NOT NULL
);

CREATE TABLE products (
  id          bigint PRIMARY KEY,
  name        text NOT NULL,
  category    text NOT NULL,
  description text NOT NULL,
  price       numeric(10, 2) NOT NULL
);

CREATE TABLE orders (
  id               bigint PRIMARY KEY,
  user_id          bigint NOT NULL,
  total_amount     numeric(12, 2) NOT NULL,
  status           text NOT NULL,
  shipping_address text NOT NULL,
  created_at       timestamptz NOT NULL
);

CREATE TABLE order_items (
  id         bigint PRIMARY KEY,
  order_id   bigint NOT NULL,
  product_id bigint NOT NULL,
  quantity   integer NOT NULL,
  unit_price numeric(10, 2) NOT NULL
);

CREATE TABLE user_stats (
  user_id     bigint PRIMARY KEY,
  order_count bigint NOT NULL,
  total_spent numeric(14, 2) NOT NULL,
  points      bigint NOT NULL
);
