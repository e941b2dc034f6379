const fs = require('fs');
const bcrypt = require('bcrypt');
const express = require('express');
const session = require('express-session');
const Redis = require('ioredis');
const { pool, itemsOf } = require('./db');
const { track } = require('./shipping');

const app = express();
const redis = new Redis(process.env.REDIS_URL);
const responses = new Map();

app.use(express.json());
app.use(session({ secret: 'shop', resave: false, saveUninitialized: true }));

app.post('/auth/login', (req, res) => {
  const { rows } = req.app.locals.users;
  const ok = bcrypt.compareSync(req.body.password, rows[0].hash);
  res.json({ ok });
});

app.get('/users/:id/orders', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM orders WHERE user_id = $1', [req.params.id]);
  const result = [];
  for (const order of rows) {
    const items = await itemsOf(order.id);
    const shipping = await track(order.reference);
    result.push({ ...order, items, shipping });
  }
  res.json(result);
});

app.get('/dashboard', async (req, res) => {
  const orders = await pool.query('SELECT count(*) FROM orders');
  const revenue = await pool.query('SELECT sum(total) FROM orders');
  const top = await pool.query(
    'SELECT product_id, count(*) FROM order_items GROUP BY product_id ORDER BY 2 DESC LIMIT 10');
  const template = fs.readFileSync('templates/dashboard.html', 'utf8');
  res.json({ orders: orders.rows, revenue: revenue.rows, top: top.rows, template });
});

app.get('/orders', async (req, res) => {
  const key = `orders:${req.query.page}`;
  if (responses.has(key)) {
    return res.json(responses.get(key));
  }
  const page = Number(req.query.page) * 50;
  const { rows } = await pool.query('SELECT * FROM orders ORDER BY id LIMIT 50 OFFSET $1', [page]);
  responses.set(key, rows);
  await redis.set(key, JSON.stringify(rows));
  res.json(rows);
});

app.post('/orders/:id/notify', async (req, res) => {
  const watchers = await pool.query('SELECT url FROM watchers WHERE order_id = $1', [req.params.id]);
  const axios = require('axios');
  await Promise.all(watchers.rows.map(watcher => axios.post(watcher.url, { id: req.params.id })));
  for (const key of await redis.keys('orders:*')) {
    await redis.del(key);
  }
  res.sendStatus(204);
});

app.listen(process.env.PORT || 3000);
